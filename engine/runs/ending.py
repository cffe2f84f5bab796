"""How a run ends that did not end by itself, and what may be said of it then."""

from __future__ import annotations

import math
import signal
from dataclasses import replace

from engine.errors import KnownError
from engine.runs.events import (
    BoundImproved,
    Cancelled,
    Ending,
    Event,
    Failed,
    Finished,
    IncumbentFound,
    Interrupted,
    Started,
)
from engine.runs.limits import Stop, StopReason
from engine.runs.record import RunRecord, RunStatus, utc_now
from engine.solvers.options import relative_gap

_NO_MEMORY = ("MemoryError", "bad_alloc", "Cannot allocate memory")
# What a native library does when an allocation fails.
_ABORTED = -signal.SIGABRT.value


def gap_between(objective: float | None, bound: float | None) -> float | None:
    """|objective − bound| / |objective|; None where either is missing, or the objective is 0 and the bound is not."""
    gap = relative_gap(objective, bound)
    return gap if gap is not None and math.isfinite(gap) else None


def tracked(record: RunRecord, event: Event) -> RunRecord:
    """The record of a run under way after the event."""
    match event:
        case Started():
            return replace(record, status=RunStatus.RUNNING, started=utc_now(), attempt=record.attempt + 1)
        case IncumbentFound(objective=objective, bound=bound, gap=gap):
            return replace(record, objective=objective, bound=record.bound if bound is None else bound, gap=gap)
        case BoundImproved(bound=bound, gap=gap):
            return replace(record, bound=bound, gap=gap)
        case Finished() | Failed() | Cancelled() | Interrupted():
            return event.record
        case _:
            return record


def with_incumbent(recovered: RunRecord, known: RunRecord) -> RunRecord:
    """The record of a recovered incumbent with the best bound that was told.

    Args:
        recovered: Made from the incumbent on disk.
        known: As told by the events.
    """
    bounds = [bound for bound in (recovered.bound, known.bound) if bound is not None]
    best = (max if recovered.sense == "min" else min)(bounds) if bounds else None
    return replace(recovered, bound=best, gap=gap_between(recovered.objective, best))


def without_incumbent(known: RunRecord) -> RunRecord:
    """The record of a run whose solution was not kept: a number without a solution behind it is not told."""
    return replace(known, objective=None, gap=None)


def corrected(event: Event, stop: Stop | None) -> Event:
    """The event as the parent knows better: a child cannot tell a passed deadline from a cancel."""
    if isinstance(event, Cancelled) and stop is not None and stop.reason is not StopReason.CANCEL:
        return _ending_of_stop(event.record, stop)
    return event


def ending_of_dead_child(record: RunRecord, stop: Stop | None, exit_code: int, log: str) -> Ending:
    """The ending of a run whose process ended first.

    Args:
        record: What is known, with the incumbent where there is one.
        stop: The stop under way, None where nobody wanted one.
        exit_code: Of the process; negative: the number of a signal.
        log: What it wrote to standard error.
    """
    if stop is not None:
        return _ending_of_stop(record, stop)
    if any(word in log for word in _NO_MEMORY) and exit_code in (1, 3, _ABORTED):
        return failed(record, memory_error())
    if exit_code in (-signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM)):
        reason = "The process of the run was killed from outside; the system does that, too, when memory runs out."
        return interrupted(record, reason)
    return failed(record, _crash(exit_code), defect=True)


def _ending_of_stop(record: RunRecord, stop: Stop) -> Ending:
    match stop.reason:
        case StopReason.CANCEL:
            ended = replace(record, status=RunStatus.CANCELLED, message="The run was cancelled.", finished=utc_now())
            return Cancelled(run=record.id, record=ended)
        case StopReason.MEMORY:
            return failed(record, memory_error())
        case StopReason.DEADLINE if record.objective is not None:
            reason = "The time limit was reached; this is the best solution found."
            ended = replace(record, status=RunStatus.FEASIBLE, message=reason, finished=utc_now())
            return Finished(run=record.id, record=ended)
        case StopReason.DEADLINE:
            return failed(record, time_limit_error(record.options.time_limit_s))


def interrupted(record: RunRecord, reason: str) -> Interrupted:
    """The ending of a run whose process ended first, through no fault of the run."""
    ended = replace(record, status=RunStatus.INTERRUPTED, message=reason, finished=utc_now())
    return Interrupted(run=record.id, record=ended, reason=reason)


def failed(record: RunRecord, error: KnownError, *, defect: bool = False) -> Failed:
    """The ending of a run that an error stopped."""
    ended = replace(record, status=RunStatus.FAILED, message=str(error), finished=utc_now())
    return Failed(
        run=record.id,
        record=ended,
        code=error.code,
        message=error.message,
        where=error.where,
        what_to_do=error.what_to_do,
        defect=defect,
    )


def ending_of(record: RunRecord) -> Ending:
    """The ending that the record of an ended run speaks of."""
    match record.status:
        case RunStatus.CANCELLED:
            return Cancelled(run=record.id, record=record)
        case RunStatus.FAILED:
            return failed(record, KnownError("run-failed", record.message))
        case RunStatus.INTERRUPTED:
            return Interrupted(run=record.id, record=record, reason=record.message)
        case _:
            return Finished(run=record.id, record=record)


def memory_error() -> KnownError:
    """The error of a run that needs more memory than it may have."""
    return KnownError(
        "memory-limit",
        "The run needed more memory than it may have.",
        what_to_do="Make the model smaller, solve fewer scenarios at a time, or use a machine with more memory.",
    )


def time_limit_error(time_limit_s: float | None) -> KnownError:
    """The error of a run that found no solution in its time."""
    return KnownError(
        "time-limit",
        f"No solution was found within the time limit of {time_limit_s:g} s.",
        what_to_do="Allow more time, or a larger gap.",
    )


def _crash(exit_code: int) -> KnownError:
    return KnownError(
        "run-crashed",
        f"The process of the run broke down (exit code {exit_code}); this is a defect of the product.",
        what_to_do="Please report it with the log file.",
    )
