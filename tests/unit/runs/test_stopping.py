import signal
from dataclasses import replace

import pytest

from engine.runs.ending import corrected, ending_of_dead_child, gap_between, tracked, with_incumbent, without_incumbent
from engine.runs.events import (
    BoundImproved,
    Cancelled,
    Failed,
    Finished,
    IncumbentFound,
    Interrupted,
    LogWritten,
    PhaseStarted,
    Started,
)
from engine.runs.limits import RunLimits, Stop, StopReason, Watch
from engine.runs.pool import share_cores
from engine.runs.record import RunRecord, RunStatus, SolveOptions

RECORD = RunRecord(id="r", scenario="Baseline", status=RunStatus.RUNNING, options=SolveOptions(time_limit_s=10.0))
SOLVED = replace(RECORD, objective=110.0, bound=100.0, gap=10 / 110)
LIMITS = RunLimits(memory_bytes=1000, grace_s=1.0, closing_grace_s=20.0, start_s=60.0, margin_s=5.0)


def watch(time_limit_s: float | None = 10.0) -> Watch:
    begun = Watch(LIMITS, time_limit_s, now=90.0)
    begun.saw(PhaseStarted(run="r", phase="read", seconds=0.0), 100.0)
    return begun


def test_that_a_run_within_its_limits_goes_on() -> None:
    assert watch().due(114.9, 1000) is None
    assert watch(None).due(1e9, 0) is None
    assert not watch().must_kill(1e9)


def test_that_a_child_which_begins_late_loses_none_of_its_time_but_has_to_begin() -> None:
    waiting = Watch(LIMITS, 10.0, now=0.0)
    assert waiting.due(74.0, 0) is None
    assert waiting.due(76.0, 0) is StopReason.DEADLINE
    waiting.saw(PhaseStarted(run="r", phase="read", seconds=0.0), 50.0)
    assert waiting.due(64.9, 0) is None
    assert waiting.due(65.1, 0) is StopReason.DEADLINE


def test_that_a_later_phase_gives_no_more_time() -> None:
    begun = watch()
    begun.saw(PhaseStarted(run="r", phase="solve", seconds=9.0), 109.0)
    assert begun.due(115.1, 0) is StopReason.DEADLINE


def test_that_each_limit_is_noticed() -> None:
    assert watch().due(115.1, 0) is StopReason.DEADLINE
    assert watch().due(100.0, 1001) is StopReason.MEMORY


def test_that_what_was_asked_to_stop_gets_its_grace_and_no_more() -> None:
    asked = watch()
    assert asked.ask(StopReason.CANCEL, 103.0)
    assert not asked.must_kill(103.9)
    assert asked.must_kill(104.1)


def test_that_a_run_that_writes_down_its_solution_may_finish_that() -> None:
    closing = watch()
    closing.saw(PhaseStarted(run="r", phase="results", seconds=9.0), 109.0)
    assert closing.due(130.0, 0) is None
    closing.ask(StopReason.CANCEL, 130.0)
    assert not closing.must_kill(149.0)
    assert closing.must_kill(151.0)


def test_that_too_much_memory_has_no_grace() -> None:
    over = watch()
    over.ask(StopReason.MEMORY, 103.0)
    assert over.must_kill(103.0)


def test_that_the_first_reason_to_stop_stays() -> None:
    asked = watch()
    asked.ask(StopReason.DEADLINE, 103.0)
    assert not asked.ask(StopReason.CANCEL, 103.5)
    assert asked.stop == Stop(StopReason.DEADLINE, 103.0)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(110.0, 100.0, 10 / 110), (-110.0, -121.0, 0.1), (5.0, 5.0, 0.0), (0.0, 0.0, 0.0), (0.0, -1.0, None)],
)
def test_that_the_gap_is_the_distance_to_the_bound_relative_to_the_objective(
    objective: float, bound: float, gap: float | None
) -> None:
    assert gap_between(objective, bound) == (None if gap is None else pytest.approx(gap))
    assert gap_between(None, bound) is None
    assert gap_between(objective, None) is None


def test_that_a_record_follows_the_events() -> None:
    record = replace(RECORD, status=RunStatus.QUEUED)
    record = tracked(record, Started(run="r", process=1))
    assert (record.status, record.attempt, record.started != "") == (RunStatus.RUNNING, 1, True)
    record = tracked(record, BoundImproved(run="r", seconds=1.0, bound=90.0))
    record = tracked(record, IncumbentFound(run="r", seconds=2.0, objective=110.0))
    assert (record.objective, record.bound) == (110.0, 90.0)
    record = tracked(record, LogWritten(run="r", text="…"))
    assert tracked(record, Finished(run="r", record=SOLVED)) == SOLVED


@pytest.mark.parametrize(("sense", "best"), [("min", 95.0), ("max", 90.0)])
def test_that_a_recovered_incumbent_gets_the_best_bound_that_was_told(sense: str, best: float) -> None:
    recovered = replace(RECORD, objective=100.0, bound=90.0, sense=sense)
    record = with_incumbent(recovered, replace(RECORD, objective=98.0, bound=95.0))
    assert (record.objective, record.bound) == (100.0, best)
    assert record.gap == pytest.approx(abs(100.0 - best) / 100.0)


def test_that_a_solution_that_was_not_kept_leaves_no_number() -> None:
    record = without_incumbent(SOLVED)
    assert (record.objective, record.gap, record.bound) == (None, None, 100.0)


def test_that_a_child_which_stops_at_the_deadline_is_feasible_and_not_cancelled() -> None:
    told = Cancelled(run="r", record=replace(SOLVED, status=RunStatus.CANCELLED))
    assert corrected(told, None) is told
    assert corrected(told, Stop(StopReason.CANCEL, 0.0)) is told
    late = corrected(told, Stop(StopReason.DEADLINE, 0.0))
    assert isinstance(late, Finished)
    assert (late.record.status, late.record.gap) == (RunStatus.FEASIBLE, SOLVED.gap)


@pytest.mark.parametrize(
    ("stop", "exit_code", "log", "kind", "status", "code"),
    [
        (StopReason.CANCEL, -9, "", Cancelled, "cancelled", None),
        (StopReason.DEADLINE, -9, "", Failed, "failed", "time-limit"),
        (StopReason.MEMORY, -9, "", Failed, "failed", "memory-limit"),
        (None, -int(signal.SIGABRT), "terminate called: std::bad_alloc", Failed, "failed", "memory-limit"),
        (None, -int(signal.SIGSEGV), "", Failed, "failed", "run-crashed"),
        (None, 1, "Traceback …", Failed, "failed", "run-crashed"),
        (None, -9, "", Interrupted, "interrupted", None),
    ],
)
def test_that_each_death_is_told_as_what_it_was(
    stop: StopReason | None, exit_code: int, log: str, kind: type, status: str, code: str | None
) -> None:
    ending = ending_of_dead_child(RECORD, Stop(stop, 0.0) if stop else None, exit_code, log)
    assert isinstance(ending, kind)
    assert (ending.record.status, getattr(ending, "code", None)) == (status, code)
    assert getattr(ending, "defect", False) == (code == "run-crashed")
    assert ending.record.message
    assert ending.record.finished


@pytest.mark.parametrize(
    ("runs", "threads", "available", "at_once", "each"),
    [
        (1, 0, 8, 1, 8),
        (8, 0, 8, 8, 1),
        (3, 0, 8, 3, 2),
        (20, 0, 4, 4, 1),
        (5, 4, 8, 2, 4),
        (2, 16, 8, 1, 16),
        (0, 0, 1, 1, 1),
    ],
)
def test_that_cores_are_shared_and_not_oversubscribed(
    runs: int, threads: int, available: int, at_once: int, each: int
) -> None:
    assert share_cores(runs, threads, available) == (at_once, each)
