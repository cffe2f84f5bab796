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
from engine.jobs.ringing import Ringer
from engine.jobs.store import JobStore
from engine.runs.limits import RunLimits
from engine.runs.parent import RunProcess
from engine.runs.process import child_command


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What a worker may use.

    Attributes:
        at_once: Runs that go at once, each in a child of its own.
        memory_bytes: Of all runs together. None for no limit.
        shares_memory: Whether a run alone may have it all; else each has the same part at any time.
        attempts: How often a run may be begun.
        checks_input: Whether inputs come from elsewhere, and are not believed to be what they are called.
        run: Patience with a single run.
    """

    at_once: int
    memory_bytes: int | None = None
    shares_memory: bool = True
    attempts: int = 1
    checks_input: bool = False
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
        self._execution = Execution(store, folder, limits.attempts, told, limits.checks_input)
        self._idle: queue.LifoQueue[RunProcess] = queue.LifoQueue()
        for _ in range(limits.at_once):
            self._idle.put(RunProcess(limits.run, command))
        self._claims: dict[str, _Claim] = {}
        self._changing = threading.Lock()
        self._ringer = Ringer(store, runs)
        self._warm_one()

    @property
    def busy(self) -> int:
        """Number of runs under way."""
        return len(self._claims)

    def begin(self) -> None:
        """Take up what an earlier worker left behind; only where no other worker can be at work."""
        self._store.reap(every_lease=True)
        self._queue.clear()
        # In the order of the rows: what was under way comes before what waited.
        self._ringer.ring_for(self._store.waiting())
        self._told()

    def execute(self, run: str) -> None:
        """Drive a run to its end: the one named, if it is still to be had, or the one that the store prefers."""
        self._ringer.heard(run)
        record = self._store.claim(run, self.name)
        if record is None:
            return
        process = self._idle.get()
        claim = _Claim(record.lease.token, process)
        with self._changing:
            self._claims[record.id] = claim
        self._told()
        self._warm_one()
        try:
            self._execution.drive(record, process, self._share())
        finally:
            with self._changing:
                if self._claims.get(record.id) is claim:  # and not of a thread that has taken the run up again
                    del self._claims[record.id]
            self._idle.put(process)

    def look(self) -> None:
        """Ring for what was added since the last look; for a store that nobody rings for."""
        self._ringer.ring_for_the_new()

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
        self._ringer.look()

    def _share(self) -> int | None:
        """Memory of a run that begins now: what there is, divided among those that go at once."""
        if self._limits.memory_bytes is None:
            return None
        most = self._limits.at_once
        wanted = min(most, self.busy + len(self._store.waiting())) if self._limits.shares_memory else most
        return self._limits.memory_bytes // max(1, wanted)

    def _warm_one(self) -> None:
        """Let an idle child import while nobody waits for it."""
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            return
        process.warm()
        self._idle.put(process)
