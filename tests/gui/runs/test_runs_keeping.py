"""Results of runs on their way into the project file, also where the disk is full at first."""

import pytest
from PySide6.QtCore import QObject

from desktop.jobs import keeping
from desktop.jobs.keeper import Keeper
from engine.errors import KnownError
from engine.runs.events import Finished, LogWritten
from engine.runs.record import RunRecord
from sync.store import StoredRuns
from tests.gui.runs.conftest import record, solved

WAIT_MS = 10_000
EVENTS = (LogWritten(run="run-00", text="a line"),)


class Desk:
    """A desk of jobs that answers at once."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    def ask(self, order, answer, failed=None) -> None:
        answer(order(self))

    def tell(self, order, done=None, failed=None) -> None:
        order(self)

    def result(self, run: str) -> bytes:
        return b"tables of " + run.encode()

    def remove(self, run: str) -> None:
        self.removed.append(run)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keeper(session, desk, qtbot, monkeypatch):
    monkeypatch.setattr(keeping, "_RETRY_MS", 10)
    owner = QObject()
    yield Keeper(session, desk, owner)
    owner.deleteLater()


def ended(record: RunRecord) -> Finished:
    return Finished(run=record.id, record=record)


def stored(session, qtbot, run: str):
    """Record, result and events of a run in the project file."""
    found = []
    session.ask(
        lambda project: (project.runs.get(run), project.runs.result(run), [e for _, e in project.runs.events(run)]),
        found.append,
    )
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    return found[0]


def test_that_a_run_is_removed_from_the_jobs_after_the_project_has_it(session, keeper, desk, qtbot) -> None:
    session.ask(lambda project: project.runs.add(record("run-00")), lambda _: None)
    with qtbot.waitSignal(keeper.kept, timeout=WAIT_MS) as kept:
        keeper.keep(ended(solved("run-00")), EVENTS)
        assert desk.removed == []
    assert kept.args == ["run-00"]
    assert desk.removed == ["run-00"]
    assert stored(session, qtbot, "run-00") == (solved("run-00"), b"tables of run-00", list(EVENTS))


def test_that_nothing_is_removed_while_the_disk_is_full(session, keeper, desk, qtbot, monkeypatch) -> None:
    session.ask(lambda project: project.runs.add(record("run-00")), lambda _: None)
    finish, tries = StoredRuns.finish, []

    def full(self, *arguments):
        tries.append(list(desk.removed))
        if len(tries) < 3:
            raise KnownError("disk-full", "The disk is full.")
        return finish(self, *arguments)

    monkeypatch.setattr(StoredRuns, "finish", full)
    told = []
    keeper.failed.connect(told.append)
    with qtbot.waitSignal(keeper.kept, timeout=WAIT_MS):
        keeper.keep(ended(solved("run-00")), EVENTS)
    assert tries == [[], [], []]
    assert [error.code for error in told] == ["disk-full", "disk-full"]
    assert stored(session, qtbot, "run-00")[1] == b"tables of run-00"


def test_that_a_run_that_was_kept_before_is_only_removed(session, keeper, desk, qtbot) -> None:
    session.ask(lambda project: project.runs.add(record("run-00")), lambda _: None)
    session.ask(lambda project: project.runs.finish(solved("run-00"), b"first"), lambda _: None)
    with qtbot.waitSignal(keeper.kept, timeout=WAIT_MS):
        keeper.keep(ended(solved("run-00", objective=1.0)), EVENTS)
    assert desk.removed == ["run-00"]
    assert stored(session, qtbot, "run-00") == (solved("run-00"), b"first", [])


def test_that_a_run_that_was_deleted_from_the_project_leaves_the_jobs(session, keeper, desk, qtbot) -> None:
    keeper.keep(ended(solved("run-00")), EVENTS)
    qtbot.waitUntil(lambda: desk.removed == ["run-00"], timeout=WAIT_MS)
