"""What a run tells while it works: one typed union, the only channel from a run to whoever watches it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import get_args

from engine.errors import KnownError
from engine.runs.codec import from_plain, known_part, to_plain
from engine.runs.record import RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """The run is asked for and waits for a worker."""

    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A process works on the run."""

    run: str
    process: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStarted:
    """A phase begins: read, validate, expand, build, solve, results, check or write."""

    run: str
    phase: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """Work goes on; share is the part done where it is known, text one short line."""

    run: str
    seconds: float
    share: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncumbentFound:
    """A better solution; bound and gap are None as long as no bound is known."""

    run: str
    seconds: float
    objective: float
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundImproved:
    """A tighter bound; objective and gap are None as long as there is no incumbent."""

    run: str
    seconds: float
    bound: float
    objective: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWritten:
    """A line of the solver's log."""

    run: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The solver came to an end by itself; the record's status says which: optimal, feasible, infeasible, unbounded."""

    run: str
    record: RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The run ended without an answer: what happened, where, and what to do.

    Attributes:
        defect: Whether the product is at fault; the details are in the log then.
    """

    run: str
    record: RunRecord
    code: str
    message: str
    where: str = ""
    what_to_do: str = ""
    defect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The user stopped the run; the record holds the incumbent with its gap, where there was one."""

    run: str
    record: RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """The process ended before the run did; the record holds the incumbent with its gap, where there was one."""

    run: str
    record: RunRecord
    reason: str


Ending = Finished | Failed | Cancelled | Interrupted
Event = Queued | Started | PhaseStarted | Progressed | IncumbentFound | BoundImproved | LogWritten | Ending

ENDINGS = get_args(Ending)
_KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


def to_json(event: Event) -> str:
    """The event as one line of JSON without a line end."""
    return json.dumps({"event": type(event).__name__, **to_plain(event)}, allow_nan=False, separators=(",", ":"))


def from_json(line: str | bytes, *, is_foreign: bool = False) -> Event:
    """The event that `to_json` wrote.

    Args:
        line: The line.
        is_foreign: Whether a newer version may have written it; fields that this one does not know are left out then.

    Raises:
        KnownError: ``record-unreadable``: the line is no event of this version.
    """
    try:
        data = json.loads(line)
        kind = _KINDS[data.pop("event")]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnownError("record-unreadable", "A line that is no event of a run was received.") from error
    return from_plain(kind, known_part(kind, data) if is_foreign else data)
