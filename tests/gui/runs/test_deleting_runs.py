"""Runs deleted, after a question, from the list and from the project file."""

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.jobs import LocalRuns
from desktop.jobs.plan import LocalPlan
from desktop.shell.sheet import Sheet
from desktop.views.runs.deleting import outdated
from engine.errors import KnownError
from engine.runs.record import RunStatus
from tests.gui.runs.conftest import record, solved

WAIT_MS = 20_000


@pytest.fixture
def filled(page, runs, qtbot):
    """A page with an old and a new run of Growth, one of Baseline that failed, and one under way."""
    for each in (solved("run-01", "Growth"), solved("run-02", "Growth"), record("run-03", RunStatus.FAILED)):
        runs.put(each)
    runs.put(record("run-04", RunStatus.RUNNING))
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4, timeout=WAIT_MS)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=WAIT_MS)
    return page


def answer(qtbot, text: str) -> None:
    """Presses a button of the sheet that asks."""
    qtbot.waitUntil(lambda: bool(sheets()), timeout=WAIT_MS)
    button = next(button for button in sheets()[0].findChildren(QPushButton) if button.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def sheets() -> list[Sheet]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Sheet) and widget.isVisible()]


def left(runs) -> set[str]:
    return {each.id for each in runs.records()}


def test_that_the_key_for_it_deletes_the_run_after_a_question(filled, runs, context, qtbot):
    filled.table.choose("run-01")
    context.selection.choose_run("run-01")
    filled.table.setFocus()
    qtbot.keyClick(filled.table, Qt.Key.Key_Delete)
    answer(qtbot, "Keep")
    assert len(left(runs)) == 4
    context.actions["run.delete"].trigger()
    answer(qtbot, "Delete")
    qtbot.waitUntil(lambda: filled.table.model().rowCount() == 3, timeout=WAIT_MS)
    assert left(runs) == {"run-02", "run-03", "run-04"}
    assert filled.table.run in left(runs)
    assert context.selection.run == ""


def test_that_a_run_under_way_cannot_be_deleted(filled, context):
    filled.table.choose("run-04")
    assert not context.actions["run.delete"].isEnabled()


def test_that_older_runs_go_at_once_and_the_latest_results_stay(filled, runs, context, qtbot):
    context.actions["run.delete_older"].trigger()
    answer(qtbot, "Delete")
    qtbot.waitUntil(lambda: left(runs) == {"run-02", "run-04"}, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not context.actions["run.delete_older"].isEnabled(), timeout=WAIT_MS)


def test_that_the_last_run_deleted_leaves_the_page_as_it_began(page, runs, put, qtbot):
    put(page, solved("run-01"))
    runs.delete("run-01")
    qtbot.waitUntil(lambda: page._stack.currentIndex() == 0, timeout=WAIT_MS)
    assert page.table.run == ""


def test_that_a_run_without_a_solution_is_old_as_soon_as_it_has_ended():
    newest_first = [record("run-03", RunStatus.FAILED), solved("run-02"), solved("run-01"), record("run-00")]
    assert [each.id for each in outdated(newest_first)] == ["run-03", "run-01"]


@pytest.fixture
def solved_project(solved_sample, tmp_path) -> Path:
    return Path(shutil.copy(solved_sample("us-distribution"), tmp_path / "solved.networx"))


class TestOnThisComputer:
    """Runs that are in a project file."""

    @pytest.fixture
    def project_file(self, solved_project) -> Path:
        return solved_project

    def test_that_a_deleted_run_is_out_of_the_project_file(self, session, calls, tmp_path, qtbot):
        plan = LocalPlan(folder=tmp_path / "jobs", command=(sys.executable, "-c", ""), at_once=1)
        runs = LocalRuns(session, calls, plan)
        qtbot.waitUntil(lambda: len(runs.records()) == 1, timeout=WAIT_MS)
        known = runs.records()[0]
        with qtbot.waitSignal(runs.deleted, timeout=WAIT_MS) as told:
            runs.delete(known.id)
        assert told.args == [known]
        assert runs.records() == []
        refused: list[KnownError] = []
        session.ask(lambda project: project.runs.get(known.id), lambda _: None, refused.append)
        qtbot.waitUntil(lambda: bool(refused), timeout=WAIT_MS)
        assert refused[0].code == "run-unknown"
        runs.stop()
