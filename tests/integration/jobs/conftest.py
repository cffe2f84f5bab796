"""Tests with real worker processes: a project, its runs, and jobs that misbehave on purpose where one asks for it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.calls import CallPool
from desktop.jobs import LocalRuns
from desktop.jobs.plan import LocalPlan
from desktop.session import Session
from engine.io.samples import load_sample
from sync.store import Project

WAIT_MS = 60_000
WORKER = (sys.executable, "-m", "desktop", "--worker")
SERVE = [sys.executable, "-m", "desktop", "--serve"]


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

    def __init__(self, project: Path, jobs: Path, qtbot: QtBot, command: tuple[str, ...] = WORKER) -> None:
        self.session = Session(project, "Tester")
        self.calls = CallPool(SERVE, 1)
        plan = LocalPlan(folder=jobs, command=command, at_once=1)
        self.runs = LocalRuns(self.session, self.calls, plan)
        with qtbot.waitSignal(self.runs.slots_changed, timeout=WAIT_MS):
            self.session.start()

    def close(self) -> None:
        self.runs.stop()
        self.session.close()
        assert self.session.wait_closed()
        self.calls.stop()


@pytest.fixture
def window(project_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Window]]:
    """Opens windows on the project; closes those that are still open."""
    opened: list[Window] = []

    def open_window(command: tuple[str, ...] = WORKER) -> Window:
        opened.append(Window(project_file, tmp_path / "jobs", qtbot, command))
        return opened[-1]

    yield open_window
    for each in opened:
        each.close()
