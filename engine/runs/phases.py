"""How long the phases of a run took: as its parent hears them, and summed over the processes that computed it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from engine.runs.events import Event, PhaseStarted


class Phases:
    """Times of a child's phases by its events; of a child that was killed nobody else could tell them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._since = clock()
        self._phase = ""
        self._spent: dict[str, float] = {}

    def saw(self, event: Event) -> None:
        """The child has told something."""
        if isinstance(event, PhaseStarted):
            self._spent, self._phase, self._since = self.spent(), event.phase, self._clock()

    def spent(self) -> dict[str, float]:
        """Seconds of each phase by now, with the one under way."""
        return summed(self._spent, {self._phase: self._clock() - self._since}) if self._phase else self._spent

    def elapsed_s(self) -> float:
        """Seconds since the child was asked."""
        return self._clock() - self._began


def summed(*parts: Mapping[str, float]) -> dict[str, float]:
    """Seconds by phase over all parts, in the order in which the phases first come."""
    total: dict[str, float] = {}
    for part in parts:
        for phase, seconds in part.items():
            total[phase] = total.get(phase, 0.0) + seconds
    return total
