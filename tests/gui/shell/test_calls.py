"""Calls in other processes: started when first needed, started anew after a death, told when they cannot start."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.calls import CallPool
from engine.errors import KnownError


def test_that_a_process_starts_with_the_first_call_and_again_after_a_death(other_process_calls, qtbot: QtBot) -> None:
    process = other_process_calls._processes[0]
    assert process._process.processId() == 0
    answers: list[object] = []
    errors: list[KnownError] = []
    other_process_calls.call("solvers:names", {}, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    assert "highs" in answers[0]
    process.restart()
    other_process_calls.call("solvers:names", {}, answers.append, errors.append)
    qtbot.waitUntil(lambda: bool(errors) or len(answers) == 2, timeout=30_000)
    other_process_calls.call("solvers:names", {}, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 3 - len(errors), timeout=30_000)
    assert [error.code for error in errors] in ([], ["helper-process-died"])


def test_that_a_program_that_cannot_start_is_told_and_not_waited_for(qtbot: QtBot) -> None:
    pool = CallPool(["no-such-program-anywhere"], 1)
    errors: list[KnownError] = []
    for _ in range(2):
        pool.call("solvers:names", {}, print, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert errors[0].code == "helper-process-died"
    pool.stop()


class Listener(QObject):
    """Hears an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, answer: object) -> None:
        self.heard.append((self.objectName(), answer))


def test_that_an_answer_finds_nobody_where_its_listener_was_destroyed(other_process_calls, qtbot: QtBot) -> None:
    destroyed, living = Listener(), Listener()
    for listener in (destroyed, destroyed, living):
        other_process_calls.call("solvers:names", {}, listener.hear)
    delete(destroyed)
    qtbot.waitUntil(lambda: bool(living.heard), timeout=30_000)
    assert destroyed.heard == []


def test_that_no_answer_comes_from_a_pool_that_was_stopped(other_process_calls, qtbot: QtBot) -> None:
    listener = Listener()
    call = other_process_calls.call("solvers:names", {}, listener.hear)
    other_process_calls.stop()
    assert not call.is_wanted
    qtbot.wait(50)
    assert listener.heard == []


def test_that_a_pool_that_was_stopped_starts_no_process_for_a_late_call(other_process_calls, qtbot: QtBot) -> None:
    other_process_calls.stop()
    late = other_process_calls.call("solvers:names", {}, print)
    assert not late.is_wanted
    assert [process._process.processId() for process in other_process_calls._processes] == [0]
