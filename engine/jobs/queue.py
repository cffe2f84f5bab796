"""The adapter around Huey: a bell with the names of runs that wait.

It may lose, repeat or replay a name without harm, because a worker claims the row of the run before it does anything.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import Huey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message

_NAME = "execute_run"
_TASK = f"{__name__}.{_NAME}"
_RUN = re.compile(r"[A-Za-z0-9-]{1,64}")
# How long a worker sleeps between two looks at an empty queue: from the first to the last of these.
_FIRST_LOOK_S, _LAST_LOOK_S = 0.02, 0.05
_NEVER_S = 60  # the longest that Huey allows between looks at its schedule, which is not used


class RunQueue:
    """Names of runs in a queue of Huey's, and the threads that take them out."""

    def __init__(self, huey: Huey) -> None:
        """Use a queue.

        Args:
            huey: Made with `RunSerializer` and without results.
        """
        self._huey = huey
        self._execute: Callable[[str], None] | None = None
        self._task = huey.task(name=_NAME)(self._executed)

    def ring(self, run: str) -> None:
        """Tell the workers that a run waits."""
        self._task(run)

    def pending(self) -> int:
        """Number of names that no worker has taken yet."""
        return int(self._huey.storage.queue_size())

    def clear(self) -> None:
        """Take all names out."""
        self._huey.storage.flush_queue()

    def close(self) -> None:
        """Give the connection back."""
        self._huey.storage.close()

    def serve(self, execute: Callable[[str], None], threads: int) -> Service:
        """Begin to execute what is rung for; only from a program's main thread.

        Args:
            execute: Called with the name of a run, in one of the threads; what it raises is logged.
            threads: How many runs go at once.
        """
        self._execute = execute
        return Service(self._huey, threads)

    def _executed(self, run: str) -> None:
        assert self._execute is not None, "a queue that serves nobody was asked to execute"
        self._execute(run)


class Service:
    """Threads that take runs from the queue until they are stopped."""

    def __init__(self, huey: Huey, threads: int) -> None:
        self._consumer: Consumer = huey.create_consumer(
            workers=threads,
            periodic=False,
            initial_delay=_FIRST_LOOK_S,
            max_delay=_LAST_LOOK_S,
            scheduler_interval=_NEVER_S,
        )
        self._consumer.start()
        # Huey would start the program anew on a hang-up; whoever started this worker decides when it ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if sys.platform != "win32":
            signal.signal(signal.SIGHUP, signal.SIG_DFL)

    def check(self) -> None:
        """Replace threads that have died."""
        self._consumer.check_worker_health()

    def stop(self) -> None:
        """Take nothing more from the queue."""
        self._consumer.stop()


class RunSerializer:
    """A message is the name of a run and nothing else: what Huey would pickle could run code."""

    def serialize(self, data: Any) -> bytes:
        """The message as JSON."""
        (run,) = data.args
        return json.dumps({"run": run}).encode()

    def deserialize(self, data: bytes) -> Message:
        """The message that JSON holds.

        Raises:
            ValueError: It names no run; Huey logs that and drops it.
        """
        run = json.loads(bytes(data))["run"]
        if not isinstance(run, str) or not _RUN.fullmatch(run):
            raise ValueError("a message that names no run was dropped")
        return Message(str(uuid.uuid4()), _TASK, retries=0, retry_delay=0, args=(run,), kwargs={})


def local_queue(path: Path) -> RunQueue:
    """A queue in a SQLite file of its own, for one computer.

    Args:
        path: The file; made where it is missing.
    """
    return RunQueue(SqliteHuey("runs", filename=str(path), serializer=RunSerializer(), results=False, fsync=False))
