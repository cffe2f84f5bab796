"""Whoever looks after the runs of a store: takes back what was abandoned, and rings where a bell was lost."""

from __future__ import annotations

from collections.abc import Sequence

from engine.jobs.queue import RunQueue
from engine.jobs.store import JobStore


class Ringer:
    """Rings for runs that no worker hears of; to be called again and again from one thread."""

    def __init__(self, store: JobStore, runs: RunQueue) -> None:
        """Use a store and the queue of its workers.

        Args:
            store: Where runs are kept.
            runs: Rung where a run waits and no queue holds it.
        """
        self._store = store
        self._queue = runs
        self._unheard = False
        self._rung: set[str] = set()

    def ring_for_the_new(self) -> None:
        """Ring for what was added since; the same run is not rung for twice before a worker has heard it."""
        self.ring_for([run for run in self._store.waiting() if run not in self._rung])

    def heard(self, run: str) -> None:
        """Note that a worker has heard of a run; from any thread."""
        self._rung.discard(run)

    def look(self) -> None:
        """Queue again what was abandoned; ring for that, and for what no queue holds."""
        self.ring_for(self._store.reap())
        self._ring_for_the_unheard()

    def ring_for(self, runs: Sequence[str]) -> None:
        """Ring for each of the runs."""
        for run in runs:
            self._rung.add(run)
            self._queue.ring(run)

    def _ring_for_the_unheard(self) -> None:
        """Ring again for runs that wait while the queue is empty, twice in a row: a worker may just be taking one."""
        waiting = self._store.waiting() if self._queue.pending() == 0 else ()
        if waiting and self._unheard:
            self.ring_for(waiting)
        self._unheard = bool(waiting) and not self._unheard
