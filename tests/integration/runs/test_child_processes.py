"""Runs in real child processes: whatever happens to the child, the run ends once, with the truth."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from engine.runs.events import (
    ENDINGS,
    BoundImproved,
    Cancelled,
    Event,
    Failed,
    Finished,
    IncumbentFound,
    Interrupted,
    Started,
)
from engine.runs.limits import RunLimits
from engine.runs.parent import RunProcess
from engine.runs.pool import RunPool
from engine.runs.record import RunRecord, RunStatus, SolveOptions
from engine.runs.request import RunRequest
from tests.patience import until, until_gone

JOBS = Path(__file__).with_name("jobs_for_tests.py")
MakeRequest = Callable[..., RunRequest]
QUICK = RunLimits(grace_s=0.3, margin_s=0.3)
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and address-space limits are of POSIX")


def command() -> list[str]:
    return [sys.executable, str(JOBS)]


@pytest.fixture
def process() -> Iterator[RunProcess]:
    with RunProcess(QUICK, command) as process:
        yield process


@pytest.fixture
def request_of(tmp_path: Path) -> MakeRequest:
    def make(job: str, numbers: str = "1 2 3.5", time_limit_s: float | None = None, **more: object) -> RunRequest:
        folder = tmp_path / f"run{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "numbers").write_text(numbers)
        options = SolveOptions(time_limit_s=time_limit_s)
        record = RunRecord(id=folder.name, scenario="Baseline", status=RunStatus.QUEUED, options=options)
        return replace(RunRequest(record=record, folder=str(folder), job=job), **more)

    return make


def play(process: RunProcess, request: RunRequest, react: Callable[[Event], None] = lambda _: None) -> Event:
    """The ending of the run; `react` sees each event as it comes."""
    events = []
    for event in process.run(request):
        events.append(event)
        react(event)
    assert sum(isinstance(event, ENDINGS) for event in events) == 1
    assert isinstance(events[-1], ENDINGS)
    return events[-1]


def on_bound(stop: Callable[[str], None]) -> Callable[[Event], None]:
    """Stops a run once it has told its bound."""
    return lambda event: stop(event.run) if isinstance(event, BoundImproved) else None


def test_that_a_run_gives_its_answer(process: RunProcess, request_of: MakeRequest) -> None:
    ending = play(process, request_of("shortest"))
    assert isinstance(ending, Finished)
    assert (ending.record.status, ending.record.objective) == (RunStatus.OPTIMAL, 6.5)


def test_that_a_warm_child_serves_one_run_after_the_other(process: RunProcess, request_of: MakeRequest) -> None:
    process.warm()
    children = set()

    def note(event: Event) -> None:
        if isinstance(event, Started):
            children.add(event.process)

    answers = [play(process, request_of("shortest", numbers), note).record.objective for numbers in ("1", "2", "3 4")]
    assert answers == [1.0, 2.0, 7.0]
    assert len(children) == 1


def test_that_a_cancelled_run_keeps_its_incumbent_with_its_gap(process: RunProcess, request_of: MakeRequest) -> None:
    request = request_of("endless")
    ending = play(process, request, on_bound(process.cancel))
    assert isinstance(ending, Cancelled)
    assert (ending.record.objective, ending.record.bound) == (110.0, 100.0)
    assert ending.record.gap == pytest.approx(10 / 110)


def test_that_a_run_cancelled_before_it_begins_does_not_go_on(process: RunProcess, request_of: MakeRequest) -> None:
    request = request_of("endless")
    process.cancel(request.record.id)
    assert isinstance(play(process, request), Cancelled)


def test_that_a_cancel_of_one_run_does_not_touch_the_next(process: RunProcess, request_of: MakeRequest) -> None:
    request = request_of("shortest")
    play(process, request)
    process.cancel(request.record.id)
    assert isinstance(play(process, request_of("shortest")), Finished)


def test_that_a_run_that_was_taken_away_and_comes_again_is_computed(
    process: RunProcess, request_of: MakeRequest
) -> None:
    request = request_of("endless")
    play(process, request, on_bound(process.kill))
    assert isinstance(play(process, replace(request, job="shortest")), Finished)


def test_that_a_deaf_run_is_killed_and_its_incumbent_recovered_from_disk(
    process: RunProcess, request_of: MakeRequest
) -> None:
    request = request_of("deaf")
    ending = play(process, request, on_bound(process.cancel))
    assert isinstance(ending, Cancelled)
    assert (ending.record.status, ending.record.objective) == (RunStatus.CANCELLED, 110.0)
    assert ending.record.bound == 100.0  # told by an event later than the incumbent on disk
    assert ending.record.gap == pytest.approx(10 / 110)
    assert request.result_path.read_bytes() == b"tables"
    assert ending.record.seconds["solve"] > 0.0


def test_that_a_deaf_run_without_incumbent_ends_without_numbers(process: RunProcess, request_of: MakeRequest) -> None:
    request = request_of("helpless")
    process.cancel(request.record.id)
    ending = play(process, request)
    assert isinstance(ending, Cancelled)
    assert (ending.record.objective, ending.record.gap) == (None, None)
    assert not request.result_path.exists()


def test_that_a_second_cancel_stops_at_once_and_shows_no_number_without_a_solution(
    process: RunProcess, request_of: MakeRequest
) -> None:
    request = request_of("deaf")
    ending = play(process, request, on_bound(process.kill))
    assert isinstance(ending, Cancelled)
    assert (ending.record.objective, ending.record.bound) == (None, 100.0)
    assert list(ending.record.seconds) == ["solve"]
    assert not request.result_path.exists()


def test_that_a_run_past_its_deadline_ends_feasible_with_its_gap(process: RunProcess, request_of: MakeRequest) -> None:
    for job in ("endless", "deaf"):
        ending = play(process, request_of(job, time_limit_s=3.0))  # long after it has told what it found
        assert isinstance(ending, Finished)
        assert (ending.record.status, ending.record.objective, ending.record.bound) == ("feasible", 110.0, 100.0)


def test_that_a_run_past_its_deadline_without_a_solution_says_so(process: RunProcess, request_of: MakeRequest) -> None:
    ending = play(process, request_of("helpless", time_limit_s=0.1))
    assert isinstance(ending, Failed)
    assert (ending.code, ending.defect, ending.record.objective) == ("time-limit", False, None)


@posix
def test_that_a_killed_child_leaves_an_interrupted_run_with_its_incumbent(
    process: RunProcess, request_of: MakeRequest, caplog: pytest.LogCaptureFixture
) -> None:
    pid = 0

    def react(event: Event) -> None:
        nonlocal pid
        if isinstance(event, Started):
            pid = event.process
        if isinstance(event, BoundImproved):
            os.kill(pid, signal.SIGKILL)

    ending = play(process, request_of("endless"), react)
    assert isinstance(ending, Interrupted)
    assert (ending.record.status, ending.record.objective) == (RunStatus.INTERRUPTED, 110.0)
    assert isinstance(play(process, request_of("shortest")), Finished)


@posix
def test_that_a_crash_of_native_code_is_told_as_a_defect(process: RunProcess, request_of: MakeRequest) -> None:
    ending = play(process, request_of("dying"))
    assert isinstance(ending, Failed)
    assert (ending.code, ending.defect) == ("run-crashed", True)


def test_that_a_defect_is_told_without_its_traceback_which_goes_to_the_log(
    process: RunProcess, request_of: MakeRequest, caplog: pytest.LogCaptureFixture
) -> None:
    ending = play(process, request_of("broken"))
    assert isinstance(ending, Failed)
    assert ending.defect
    assert "ZeroDivisionError" not in ending.record.message
    assert "ZeroDivisionError: a defect of the product" in caplog.text


def test_that_a_known_error_reaches_the_parent_whole_and_leaves_the_child_ready(
    process: RunProcess, request_of: MakeRequest
) -> None:
    ending = play(process, request_of("refusing"))
    assert isinstance(ending, Failed)
    assert (ending.code, ending.where, ending.what_to_do) == ("model-has-errors", "demand", "Correct them.")
    assert not ending.defect
    assert isinstance(play(process, request_of("shortest")), Finished)


def test_that_a_run_over_its_memory_is_stopped_from_outside(request_of: MakeRequest) -> None:
    with RunProcess(replace(QUICK, memory_bytes=400_000_000), command) as process:
        ending = play(process, request_of("greedy"))
    assert isinstance(ending, Failed)
    assert (ending.code, ending.record.status) == ("memory-limit", RunStatus.FAILED)


@posix
def test_that_a_run_over_its_memory_is_refused_by_the_system_and_the_child_lives_on(
    process: RunProcess, request_of: MakeRequest
) -> None:
    ending = play(process, request_of("greedy", memory_bytes=300_000_000))
    assert isinstance(ending, Failed)
    assert ending.code == "memory-limit"
    assert isinstance(play(process, request_of("shortest")), Finished)


def test_that_nobody_is_left_when_the_listener_stops_listening(process: RunProcess, request_of: MakeRequest) -> None:
    events = process.run(request_of("endless"))
    started = next(events)
    assert isinstance(started, Started)
    assert isinstance(next(event for event in events if isinstance(event, IncumbentFound)), IncumbentFound)
    events.close()
    assert not psutil.pid_exists(started.process)


@posix
def test_that_an_orphan_ends_soon_and_removes_what_nobody_waits_for(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    parent = textwrap.dedent(
        f"""
        import sys
        from engine.runs.events import Started, BoundImproved
        from engine.runs.parent import RunProcess
        from engine.runs.record import RunRecord
        from engine.runs.request import RunRequest
        record = RunRecord(id="r", scenario="Baseline", status="queued")
        request = RunRequest(record=record, folder={str(folder)!r}, job="deaf", folder_is_temporary=True)
        with RunProcess(command=lambda: {command()!r}) as process:
            for event in process.run(request):
                if isinstance(event, Started):
                    child = event.process
                if isinstance(event, BoundImproved):
                    print(child, flush=True)
        """
    )
    done = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert done.stdout is not None
    child = psutil.Process(int(done.stdout.readline()))
    done.kill()
    done.wait()
    done.stdout.close()
    until_gone([child])
    until(lambda: not folder.exists())


def test_that_a_pool_gives_each_run_its_own_answer(request_of: MakeRequest) -> None:
    requests = [request_of("shortest", str(number)) for number in range(5)]
    with RunPool(2, QUICK, command) as pool:
        events = list(pool.run(requests))
    answers = {event.run: event.record.objective for event in events if isinstance(event, Finished)}
    assert [answers[request.record.id] for request in requests] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_that_a_cancelled_pool_cancels_what_runs_and_what_waits(request_of: MakeRequest) -> None:
    requests = [request_of("endless") for _ in range(4)]
    endings = []
    with RunPool(2, QUICK, command) as pool:
        for event in pool.run(requests):
            if isinstance(event, BoundImproved):
                pool.cancel()
            if isinstance(event, ENDINGS):
                endings.append(event)
    assert sorted(event.run for event in endings) == sorted(request.record.id for request in requests)
    assert {type(event) for event in endings} == {Cancelled}
    assert any(event.record.objective == 110.0 for event in endings)


def test_that_a_defect_in_one_run_of_a_pool_leaves_the_others_alone(request_of: MakeRequest) -> None:
    requests = [request_of(job) for job in ("broken", "shortest", "refusing", "shortest")]
    with RunPool(2, QUICK, command) as pool:
        endings = {event.run: event for event in pool.run(requests) if isinstance(event, ENDINGS)}
    assert [type(endings[request.record.id]) for request in requests] == [Failed, Finished, Failed, Finished]
