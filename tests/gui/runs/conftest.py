"""A page and a panel of runs over runs that a test moves on by hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.context import Context
from desktop.views.runs.page import RunsPage
from desktop.views.runs.panel import RunsPanel
from desktop.views.runs.steps import RunSteps
from engine.runs.record import RunRecord, RunStatus, Size, SolveOptions


def record(run: str, status: RunStatus = RunStatus.QUEUED, scenario: str = "Baseline", **cells) -> RunRecord:
    """A run; ids sort as they were asked for."""
    base = RunRecord(
        id=run,
        scenario=scenario,
        status=status,
        input_hash="0123456789abcdef" * 4,
        options=SolveOptions(gap=0.01, threads=2),
        created=f"2027-01-31T14:25:{int(run[-2:]):02d}.000000+00:00",
        started="2027-01-31T14:26:00.000000+00:00" if status is not RunStatus.QUEUED else "",
    )
    return replace(base, **cells)


def solved(run: str, scenario: str = "Baseline", **cells) -> RunRecord:
    """A run that has done what was asked."""
    known = {
        "objective": 1234567.0,
        "bound": 1230000.0,
        "gap": 0.0037,
        "seconds": {"read": 0.1, "solve": 3.1, "total": 3.4},
        "size": Size(columns=3909, rows=4162, nonzeros=21628, binaries=29),
        "open_facilities": {"1": ("Reno", "Dallas")},
        "finished": "2027-01-31T14:26:03.400000+00:00",
    }
    return record(run, RunStatus.OPTIMAL, scenario, **{**known, **cells})


@pytest.fixture
def steps(context: Context) -> Iterator[RunSteps]:
    """The actions on runs, as the window has them."""
    owner = QObject()
    yield RunSteps(context, owner)
    owner.deleteLater()


@pytest.fixture
def page(context: Context, steps: RunSteps, qtbot: QtBot) -> RunsPage:
    made = RunsPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def panel(context: Context, steps: RunSteps, qtbot: QtBot) -> RunsPanel:
    made = RunsPanel(context)
    qtbot.addWidget(made)
    made.resize(1200, 220)
    made.show()
    return made


@pytest.fixture
def put(runs, qtbot: QtBot):
    """Puts records of runs and waits until a page or panel shows them."""

    def put_records(view: RunsPage | RunsPanel, *records: RunRecord) -> None:
        with qtbot.waitSignal(view.book.changed):
            for each in records:
                runs.put(each)

    return put_records
