"""The child process that computes runs: requests come in and events go out as lines of JSON, over its standard streams.

`python -m engine.runs.child` imports everything first and then waits, so that it may be started before it is needed; it
serves one request after the other. It ends when its standard input does: then its parent has gone.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import psutil

from engine.errors import KnownError
from engine.runs.ending import failed, memory_error
from engine.runs.events import Cancelled, Ending, Event, Finished, to_json
from engine.runs.process import kill_tree
from engine.runs.record import RunRecord, RunStatus
from engine.runs.request import RunRequest

Emit = Callable[[Event], None]
IsCancelled = Callable[[], bool]
Job = Callable[[RunRequest, Emit, IsCancelled], RunRecord]

_BLOCK = 65536


class Inbox:
    """Requests and cancels from standard input, read in a thread."""

    def __init__(self, stream: int) -> None:
        self._stream = stream
        self._requests: queue.SimpleQueue[RunRequest | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._running: RunRequest | None = None
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def requests(self) -> Iterator[RunRequest]:
        """The requests in order; ends with the input."""
        while (request := self._requests.get()) is not None:
            self._running = request
            yield request
            self._running = None

    def is_cancelled(self, run: str) -> bool:
        """Whether that run shall stop."""
        return run in self._cancelled

    def _read(self) -> None:
        rest = b""
        # Not a buffered read: a thread that waits in one aborts the interpreter at its end.
        while block := os.read(self._stream, _BLOCK):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                self._take(json.loads(line))
        self._end()

    def _take(self, message: dict[str, Any]) -> None:
        if "cancel" in message:
            self._cancelled.add(message["cancel"])
        else:
            self._requests.put(RunRequest.from_dict(message))

    def _end(self) -> None:
        """Leave at once where a run is under way: nobody waits for it any more."""
        running = self._running
        if running is not None:
            if running.folder_is_temporary:
                shutil.rmtree(running.folder, ignore_errors=True)
            kill_tree(psutil.Process())
        self._requests.put(None)


def serve(jobs: Mapping[str, Job]) -> int:
    """Execute requests until standard input ends.

    A defect of a job is not caught: it ends the process with a traceback on standard error, and the parent tells.

    Args:
        jobs: Function of each job by name.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the parent, which then cancels
    outbox = os.dup(1)
    os.dup2(2, 1)  # what native code prints must not come between the events
    lock = threading.Lock()

    def emit(event: Event) -> None:
        line = to_json(event).encode() + b"\n"
        with lock:
            while line:
                line = line[os.write(outbox, line) :]

    inbox = Inbox(0)
    for request in inbox.requests():
        is_cancelled = partial(inbox.is_cancelled, request.record.id)
        with _memory_limit(request.memory_bytes):
            ending = _execute(jobs[request.job], request, emit, is_cancelled)
        emit(ending)
    return 0


def _execute(job: Job, request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> Ending:
    try:
        record = job(request, emit, is_cancelled)
    except KnownError as error:
        return failed(request.record, error)
    except MemoryError:
        return failed(request.record, memory_error())
    if record.status is RunStatus.CANCELLED:
        return Cancelled(run=record.id, record=record)
    return Finished(run=record.id, record=record)


@contextmanager
def _memory_limit(growth: int | None) -> Iterator[None]:
    """Let the address space grow by no more than that, where the system can; the parent watches in any case."""
    if growth is None or sys.platform in ("win32", "darwin"):
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = psutil.Process().memory_info().vms + growth
    allowed = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def main() -> int:
    """Serve the jobs of the product."""
    from engine.runs.jobs import JOBS

    return serve(JOBS)


if __name__ == "__main__":
    sys.exit(main())
