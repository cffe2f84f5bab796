"""A worker: it takes runs from the queue, gives each a child, and keeps its word to the store while they go on."""

from __future__ import annotations

import os
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.jobs.execution import Execution
from engine.jobs.queue import RunQueue
from engine.jobs.store import JobStore
from engine.runs.limits import RunLimits
from engine.runs.parent import RunProcess
from engine.runs.process import child_command


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What a worker may use.

    Attributes:
        at_once: Runs that go at once, each in a child of its own.
        memory_bytes: Of all runs together; a run alone may have it all. None for no limit.
        attempts: How often a run may be begun.
        run: Patience with a single run.
    """

    at_once: int
    memory_bytes: int | None = None
    attempts: int = 1
    run: RunLimits = field(default_factory=RunLimits)


@dataclass(slots=True)
class _Claim:
    token: int
    process: RunProcess
    is_cancelled: bool = False


class Worker:
    """Executes runs in children; `execute` is for the threads of the queue, `tend` for one that calls it often.

    Attributes:
        name: By which the store knows whose a claim is.
    """

    def __init__(
        self,
        store: JobStore,
        runs: RunQueue,
        folder: Path,
        limits: WorkerLimits,
        told: Callable[[], None],
        command: Callable[[], Sequence[str]] = child_command,
    ) -> None:
        """Make the children; the first one imports at once, so that the first run need not wait for it.

        Args:
            store: Where runs are kept.
            runs: Rung where a run waits and no queue holds it.
            folder: Holds a folder for each run.
            limits: What may be used.
            told: Called after anything new is in the store, from any thread.
            command: Of a child.
        """
        self._store = store
        self._queue = runs
        self._limits = limits
        self._told = told
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._execution = Execution(store, folder, limits.attempts, told)
        self._idle: queue.LifoQueue[RunProcess] = queue.LifoQueue()
        for _ in range(limits.at_once):
            self._idle.put(RunProcess(limits.run, command))
        self._claims: dict[str, _Claim] = {}
        self._changing = threading.Lock()
        self._unheard = False
        self._warm_one()

    @property
    def busy(self) -> int:
        """Number of runs under way."""
        return len(self._claims)

    def begin(self) -> None:
        """Take up what an earlier worker left behind; only where no other worker can be at work."""
        self._store.reap(every_lease=True)
        self._queue.clear()
        self._ring_for(self._store.waiting())  # in the order of the rows: what was under way comes before what waited
        self._told()

    def execute(self, run: str) -> None:
        """Drive a run to its end: the one named, if it is still to be had, or the one that the store prefers."""
        record = self._store.claim(run, self.name)
        if record is None:
            return
        process = self._idle.get()
        with self._changing:
            self._claims[record.id] = _Claim(record.lease.token, process)
        self._told()
        self._warm_one()
        try:
            self._execution.drive(record, process, self._share())
        finally:
            with self._changing:
                del self._claims[record.id]
            self._idle.put(process)

    def tend(self) -> None:
        """Renew leases, relay cancels, take up what was abandoned, ring for what no queue holds."""
        with self._changing:
            claims = dict(self._claims)
        renewal = self._store.renew({run: claim.token for run, claim in claims.items()})
        for run in renewal.lost & claims.keys():
            claims[run].process.kill(run)
        for run in renewal.cancelled:
            if not claims[run].is_cancelled:
                claims[run].is_cancelled = True
                claims[run].process.cancel(run)
        self._ring_for(self._store.reap())
        self._ring_for_the_unheard()

    def _ring_for_the_unheard(self) -> None:
        """Ring again for runs that wait while the queue is empty, twice in a row: a worker may just be taking one."""
        waiting = self._store.waiting() if self._queue.pending() == 0 else ()
        if waiting and self._unheard:
            self._ring_for(waiting)
        self._unheard = bool(waiting) and not self._unheard

    def _ring_for(self, runs: Sequence[str]) -> None:
        for run in runs:
            self._queue.ring(run)

    def _share(self) -> int | None:
        """Memory of a run that begins now: what there is, divided among those that go at once."""
        if self._limits.memory_bytes is None:
            return None
        wanted = min(self._limits.at_once, self.busy + len(self._store.waiting()))
        return self._limits.memory_bytes // max(1, wanted)

    def _warm_one(self) -> None:
        """Let an idle child import while nobody waits for it."""
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            return
        process.warm()
        self._idle.put(process)
