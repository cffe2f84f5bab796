"""Several runs at once, each in a child of its own, without asking for more cores than there are."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Self

from engine.runs.events import Cancelled, Event, Queued
from engine.runs.limits import RunLimits
from engine.runs.parent import RunProcess
from engine.runs.process import child_command
from engine.runs.record import RunStatus, utc_now
from engine.runs.request import RunRequest

_WAKE_S = 0.1  # a wait without end would not hear a Ctrl-C on Windows


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share_cores(runs: int, threads: int, available: int) -> tuple[int, int]:
    """How many runs go at once, and with how many threads each.

    Args:
        runs: Runs to be made.
        threads: Threads that the user wants for each; 0: as many as fit.
        available: Cores.

    Returns:
        (runs at once, threads of each); their product exceeds the cores only where one run alone is asked to.
    """
    at_once = max(1, min(runs, available // max(threads, 1)))
    return at_once, threads or max(1, available // at_once)


class RunPool:
    """Executes requests by a fixed number of children; use it in a `with`. Cancelling is safe from any thread."""

    def __init__(
        self,
        at_once: int,
        limits: RunLimits | None = None,
        command: Callable[[], Sequence[str]] = child_command,
    ) -> None:
        self._processes = [RunProcess(limits, command) for _ in range(at_once)]
        self._events: queue.SimpleQueue[Event | Future[None]] = queue.SimpleQueue()
        self._running: dict[Future[None], tuple[RunProcess, str]] = {}
        self._cancelled = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.close()

    @property
    def is_cancelled(self) -> bool:
        """Whether everything was asked to stop."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask every run to stop, those that have not begun included."""
        self._cancelled = True
        for process, run in list(self._running.values()):
            process.cancel(run)

    def kill(self) -> None:
        """Stop every run at once."""
        self._cancelled = True
        for process, run in list(self._running.values()):
            process.kill(run)

    def run(self, requests: Iterable[RunRequest]) -> Iterator[Event]:
        """Execute the requests; yields the events of all runs as they come, an ending for each.

        Args:
            requests: Taken one at a time, as soon as a child is free for it.
        """
        for process in self._processes:
            process.warm()  # they import while the first input is made
        idle = list(reversed(self._processes))
        with ThreadPoolExecutor(len(self._processes), thread_name_prefix="run") as executor:
            try:
                for request in requests:
                    yield Queued(run=request.record.id)
                    if self._cancelled:
                        yield _never_begun(request)
                        continue
                    self._begin(executor, idle.pop(), request)
                    while not idle:
                        yield from self._wait(idle)
                while self._running:
                    yield from self._wait(idle)
            finally:
                for process, run in self._running.values():  # nobody listens any more
                    process.kill(run)

    def _begin(self, executor: ThreadPoolExecutor, process: RunProcess, request: RunRequest) -> None:
        future = executor.submit(self._drive, process, request)
        self._running[future] = (process, request.record.id)
        future.add_done_callback(self._events.put)
        if self._cancelled:  # it came in between
            process.cancel(request.record.id)

    def _drive(self, process: RunProcess, request: RunRequest) -> None:
        for event in process.run(request):
            self._events.put(event)

    def _wait(self, idle: list[RunProcess]) -> Iterator[Event]:
        try:
            told = self._events.get(timeout=_WAKE_S)
        except queue.Empty:
            return
        if isinstance(told, Future):
            process, _ = self._running.pop(told)
            told.result()
            idle.append(process)
        else:
            yield told


def _never_begun(request: RunRequest) -> Cancelled:
    record = replace(
        request.record, status=RunStatus.CANCELLED, message="The run was cancelled before it began.", finished=utc_now()
    )
    return Cancelled(run=record.id, record=record)
