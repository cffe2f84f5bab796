"""Every way in which a run may come to grief ends in a state that says so, and the run can be run again."""

import os
import signal
import sys

import psutil
import pytest

from engine.runs.events import BoundImproved, Started
from engine.runs.record import RunStatus, SolveOptions

OPTIONS = SolveOptions(gap=0.02)


def began(window) -> int:
    """Waits until the run has an incumbent on disk and a bound; the process that computes it."""
    window.runs.start(["Baseline"], OPTIONS)
    window.until_told(BoundImproved)
    return next(event.process for event in window.events if isinstance(event, Started))


def worker_of(child: int) -> int:
    return psutil.Process(child).ppid()


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def runs_again(window) -> None:
    """The run is asked for anew, begins, and is cancelled with what it had found."""
    window.events.clear()
    began(window)
    run = window.runs.records()[0].id
    window.runs.cancel(run)
    record = window.until_stored()
    assert (record.id, record.status, record.objective) == (run, RunStatus.CANCELLED, 110.0)


def test_that_a_killed_worker_leaves_an_interrupted_run_with_its_incumbent(window) -> None:
    opened = window("endless")
    child = began(opened)
    os.kill(worker_of(child), signal.SIGKILL)
    record = opened.until_stored()
    assert record.status is RunStatus.INTERRUPTED
    assert "worker" in record.message
    assert (record.objective, record.bound) == (110.0, 100.0)
    assert record.gap == pytest.approx(10 / 110)
    assert opened.kept(record.id) == (record, b"tables")
    opened.until(lambda: is_gone(child))
    runs_again(opened)


def test_that_a_worker_that_hangs_is_ended_and_its_run_is_interrupted(window) -> None:
    opened = window("endless", silence_s=10)
    child = began(opened)
    os.kill(worker_of(child), signal.SIGSTOP)
    record = opened.until_stored()
    assert record.status is RunStatus.INTERRUPTED
    assert record.objective == 110.0
    opened.until(lambda: is_gone(child))
    runs_again(opened)


def test_that_a_killed_child_leaves_an_interrupted_run_with_its_incumbent(window) -> None:
    opened = window("endless")
    os.kill(began(opened), signal.SIGKILL)
    record = opened.until_stored()
    assert record.status is RunStatus.INTERRUPTED
    assert record.objective == 110.0
    runs_again(opened)


def test_that_a_run_that_takes_too_much_memory_fails_and_says_so(window) -> None:
    opened = window("greedy", memory_bytes=400_000_000)
    opened.runs.start(["Baseline"], OPTIONS)
    record = opened.until_stored()
    assert record.status is RunStatus.FAILED
    assert "memory" in record.message
    assert record.objective is None
    opened.runs.start(["Baseline"], OPTIONS)
    assert opened.until_stored().status is RunStatus.FAILED


def test_that_a_crash_of_native_code_fails_the_run_alone(window) -> None:
    opened = window("dying")
    opened.runs.start(["Baseline", "Growth"], OPTIONS)
    opened.until(lambda: [record.status for record in opened.runs.records()] == [RunStatus.FAILED] * 2)
    assert "broke down" in opened.runs.records()[0].message


def test_that_a_run_that_hears_nothing_is_cancelled_by_force_with_its_incumbent(window) -> None:
    opened = window("deaf")
    began(opened)
    opened.runs.cancel(opened.runs.records()[0].id)
    record = opened.until_stored()
    assert record.status is RunStatus.CANCELLED
    assert record.objective == 110.0
    assert opened.kept(record.id)[1] == b"tables"


def test_that_a_run_that_waits_is_cancelled_before_it_begins(window) -> None:
    opened = window("endless")
    opened.runs.start(["Baseline", "Growth"], OPTIONS)
    opened.until_told(BoundImproved)
    waiting, working = opened.runs.records()
    opened.runs.cancel(waiting.id)
    record = opened.until_stored()
    assert (record.id, record.status, record.attempt) == (waiting.id, RunStatus.CANCELLED, 0)
    opened.runs.cancel(working.id)
    assert opened.until_stored().id == working.id


def test_that_a_run_is_cancelled_while_its_input_is_being_frozen(window) -> None:
    opened = window()
    opened.runs.start(["Baseline"], OPTIONS)
    (asked,) = opened.runs.records()
    opened.runs.cancel(asked.id)
    opened.until(lambda: opened.runs.records()[0].status is RunStatus.CANCELLED)
    opened.until(lambda: opened.kept(asked.id)[0].status is RunStatus.CANCELLED)
    assert opened.events[-1].record.attempt == 0


def test_that_runs_are_given_up_where_no_worker_can_be_had(window) -> None:
    opened = window(command=(sys.executable, "-c", "import sys; sys.exit('no worker today')"))
    told = []
    opened.runs.failed.connect(told.append)
    opened.runs.start(["Baseline"], OPTIONS)
    record = opened.until_stored()
    assert record.status is RunStatus.FAILED
    assert "no worker today" in record.message
    assert {error.code for error in told} == {"worker-unavailable"}
