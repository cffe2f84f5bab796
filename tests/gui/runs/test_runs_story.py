"""Stories of runs that are in the project file, and the loop that never stands still."""

import shutil

import pytest

from desktop.views.runs.book import RunBook
from engine.runs.events import BoundImproved, IncumbentFound, LogWritten, PhaseStarted
from engine.runs.record import RunStatus
from sync.store import Project
from tests.gui.runs.conftest import record

WAIT_MS = 5_000
EVENTS = (
    PhaseStarted(run="run-00", phase="solve", seconds=0.0),
    IncumbentFound(run="run-00", seconds=1.0, objective=110.0, bound=100.0, gap=0.1),
    LogWritten(run="run-00", text="a line"),
)


@pytest.fixture
def project_file(sample_files, tmp_path):
    """A project with a run that ended some other day."""
    path = shutil.copy(sample_files("us-distribution"), tmp_path / "p.networx")
    with Project.open(path) as project:
        project.runs.add(record("run-00", RunStatus.OPTIMAL))
        project.runs.log(*EVENTS)
    return path


def test_that_the_story_of_a_past_run_is_fetched_when_it_is_asked_for(context, runs, qtbot) -> None:
    runs.put(record("run-00", RunStatus.OPTIMAL))
    book = RunBook(context, context.actions)
    assert book.story("run-00").incumbent == []
    qtbot.waitUntil(lambda: book.story("run-00").incumbent[:1] == [(1.0, 110.0)], timeout=WAIT_MS)
    assert book.story("run-00").log == ["a line"]
    assert book.story("run-00").gap == [(1.0, 0.1)]


def test_that_a_story_is_whole_although_nobody_listened_at_first(context, runs, qtbot) -> None:
    runs.put(record("run-01", RunStatus.RUNNING))
    runs.tell("run-01", LogWritten(run="run-01", text="before"))
    book = RunBook(context, context.actions)
    runs.tell("run-01", LogWritten(run="run-01", text="after"))
    assert book.story("run-01").log == ["before", "after"]


def test_that_the_loop_turns_while_many_runs_tell_much(page, runs, qtbot, watchdog) -> None:
    for number in range(40):
        runs.put(record(f"run-{number:02d}", RunStatus.RUNNING))
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 40, timeout=WAIT_MS)
    page.table.choose("run-39")
    watchdog.start()
    for step in range(100):
        for number in (0, 20, 39):
            run = f"run-{number:02d}"
            runs.tell(run, BoundImproved(run=run, seconds=step / 10, bound=100.0 + step, objective=300.0, gap=0.5))
            runs.tell(run, LogWritten(run=run, text="a line of the solver, as long as they usually are " * 2))
        qtbot.wait(5)
    watchdog.stop()


def test_that_the_loop_turns_when_hundreds_of_runs_are_asked_for(page, panel, runs, qtbot, watchdog) -> None:
    watchdog.start()
    for number in range(300):
        runs.put(record("run-00", RunStatus.RUNNING) if not number else record(f"run-{number:03d}"))
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 300, timeout=WAIT_MS)
    watchdog.stop()
