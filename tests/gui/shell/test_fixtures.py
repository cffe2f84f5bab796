"""The fixtures that every test of the window stands on."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from sync.store import OpenMode, Project


def test_that_a_context_answers_questions_about_its_project(context, qtbot: QtBot) -> None:
    answers = []
    context.session.ask(lambda project: project.row_counts()["customers"], answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0] > 0


@pytest.mark.parametrize("sample", ["infeasible-on-purpose"])
def test_that_findings_come_after_opening_and_after_a_scenario_is_chosen(context, qtbot: QtBot) -> None:
    context.findings.look_again()
    qtbot.waitUntil(lambda: context.findings.is_current, timeout=20_000)
    assert context.findings.failure is None


def test_that_calls_of_another_process_answer_and_tell_known_errors(
    other_process_calls, project_file: Path, qtbot: QtBot
) -> None:
    answers, errors = [], []
    arguments = {"path": str(project_file), "scenario": "Baseline"}
    other_process_calls.call("validate:findings_of", arguments, answers.append, errors.append)
    other_process_calls.call("validate:findings_of", arguments | {"scenario": "None"}, answers.append, errors.append)
    qtbot.waitUntil(lambda: bool(answers and errors), timeout=20_000)
    assert set(answers[0]) == {"groups", "tables"}
    assert "None" in errors[0].message


def test_that_the_watchdog_sees_a_stall(watchdog, qtbot: QtBot) -> None:
    watchdog.start()
    QTimer.singleShot(10, lambda: time.sleep(0.2))
    qtbot.waitUntil(lambda: watchdog.worst_ms > 150, timeout=5_000)
    watchdog.start()  # forgets it


def test_that_a_solved_sample_carries_its_run(solved_sample) -> None:
    with Project.open(solved_sample("infeasible-on-purpose"), OpenMode.READ) as project:
        assert [record.scenario for record in project.runs.list()] == ["Baseline"]
