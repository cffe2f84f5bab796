"""When a run has to stop: asked for first, enforced after a grace time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from engine.runs.events import Event, PhaseStarted

CLOSING_PHASES = frozenset({"results", "check", "write"})


class StopReason(Enum):
    """Why a run is made to stop."""

    CANCEL = auto()
    DEADLINE = auto()
    MEMORY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """How long a run may take and how much it may hold, as enforced from outside.

    Attributes:
        memory_bytes: Largest resident memory of the child; None for no limit.
        grace_s: Seconds between asking and killing; short, because solvers do not listen inside a long linear program
            and what they had found is on disk.
        closing_grace_s: The same while the child writes down what it has found.
        start_s: Seconds in which a child has to begin, where there is a time limit.
        margin_s: Seconds beyond the time limit until the child is asked to stop; it should have stopped by itself.
    """

    memory_bytes: int | None = None
    grace_s: float = 0.5
    closing_grace_s: float = 20.0
    start_s: float = 60.0
    margin_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that is under way.

    Attributes:
        reason: Why.
        at: When it was asked for.
    """

    reason: StopReason
    at: float


class Watch:
    """Decides over one run: whether it has to stop, and whether its time to do so itself is over. It holds no clock."""

    def __init__(self, limits: RunLimits, time_limit_s: float | None, now: float) -> None:
        """Watch a run that is asked for now.

        Args:
            limits: What it may take.
            time_limit_s: Seconds from its first phase on; a child that starts late loses none of them.
            now: Seconds of a clock that never goes back.
        """
        self._limits = limits
        self._time_limit_s = time_limit_s
        self._deadline = None if time_limit_s is None else now + limits.start_s + time_limit_s + limits.margin_s
        self._phase = ""
        self.stop: Stop | None = None

    def saw(self, event: Event, now: float) -> None:
        """Take notice of what the child tells."""
        if isinstance(event, PhaseStarted):
            if not self._phase and self._time_limit_s is not None:
                self._deadline = now + self._time_limit_s + self._limits.margin_s
            self._phase = event.phase

    def ask(self, reason: StopReason, now: float) -> bool:
        """Ask the run to stop; False where it has been asked already."""
        if self.stop is not None:
            return False
        self.stop = Stop(reason, now)
        return True

    def due(self, now: float, resident_bytes: int) -> StopReason | None:
        """The limit that the run has passed; None while it is within all.

        What it writes down after the deadline counts no more than the deadline itself, so it may finish that.
        """
        if self._limits.memory_bytes is not None and resident_bytes > self._limits.memory_bytes:
            return StopReason.MEMORY
        late = self._deadline is not None and now > self._deadline
        return StopReason.DEADLINE if late and self._phase not in CLOSING_PHASES else None

    def must_kill(self, now: float) -> bool:
        """Whether the run was asked to stop and has not done so in its time."""
        if self.stop is None:
            return False
        if self.stop.reason is StopReason.MEMORY:
            return True
        closing = self._phase in CLOSING_PHASES
        return now > self.stop.at + (self._limits.closing_grace_s if closing else self._limits.grace_s)
