"""Tests with real worker processes: a project, its runs, and children that misbehave on purpose where one asks."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.calls import CallPool
from desktop.collecting import Collector
from desktop.jobs import LocalRuns
from desktop.jobs.plan import LocalPlan
from desktop.session import Session
from engine.io.samples import load_sample
from engine.runs.events import Event
from engine.runs.record import RunRecord
from sync.store import Project
from tests.patience import PATIENCE_MS

WORKER = (sys.executable, "-m", "desktop", "--worker")
SERVE = [sys.executable, "-m", "desktop", "--serve"]


@pytest.fixture(scope="session", autouse=True)
def _collected_here(qapp: QApplication) -> None:
    """Garbage of windows is collected on their thread, as in the application."""
    Collector(qapp)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file of a small sample; copy it."""
    path = tmp_path_factory.mktemp("project") / "sample.networx"
    Project.create(path, load_sample("us-distribution")).close()
    return path


@pytest.fixture
def project_file(sample: Path, tmp_path: Path) -> Path:
    """A project file of the test's own."""
    return Path(shutil.copy(sample, tmp_path / "p.networx"))


class Window:
    """What a window has of one project: session, calls and runs."""

    def __init__(self, plan: LocalPlan, project: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.plan = plan
        self.session = Session(project, "Tester")
        self.calls = CallPool(SERVE, 1)
        self.runs = LocalRuns(self.session, self.calls, plan)
        self.events: list[Event] = []
        self.runs.progressed.connect(lambda _run, event: self.events.append(event))
        self._stored: list[RunRecord] = []
        self.runs.stored.connect(self._stored.append)
        self.is_closed = False
        with qtbot.waitSignal(self.session.opened, timeout=PATIENCE_MS):
            self.session.start()

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds."""
        self.qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def until_told(self, kind: type[Event]) -> None:
        """Waits for an event of a kind."""
        self.until(lambda: any(isinstance(event, kind) for event in self.events))

    def until_stored(self) -> RunRecord:
        """Waits for the next run that is stored, which may have happened already."""
        self.until(lambda: bool(self._stored))
        return self._stored.pop(0)

    def kept(self, run: str) -> tuple[RunRecord, bytes | None]:
        """The record and the result of a run as the project file has them."""
        found: list[tuple[RunRecord, bytes | None]] = []
        self.session.ask(lambda project: (project.runs.get(run), project.runs.result(run)), found.append)
        self.until(lambda: bool(found))
        return found[0]

    def close(self) -> None:
        """Closes the window as the application does."""
        if not self.is_closed:
            self.is_closed = True
            self.runs.stop()
            self.session.close()
            assert self.session.wait_closed(PATIENCE_MS)
            self.calls.stop()


@pytest.fixture
def window(project_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Window]]:
    """Opens windows on the project, with children that behave as is asked; closes those that are still open."""
    opened: list[Window] = []

    def open_window(behaviour: str = "", **plan) -> Window:
        script = str(Path(__file__).with_name("worker_for_tests.py"))
        command = (sys.executable, script, behaviour) if behaviour else WORKER
        whole = LocalPlan(**{"folder": tmp_path / "jobs", "command": command, "at_once": 1, **plan})
        opened.append(Window(whole, project_file, qtbot))
        return opened[-1]

    yield open_window
    for each in opened:
        each.close()
