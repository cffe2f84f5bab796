"""The worker process of a project on this computer: `networx --worker FOLDER`.

It hears by lines on standard input that something is new, and says by lines on standard output that something is; each
second it says that it lives. It ends with its input: then the application has gone, and the children end with it.
"""

from __future__ import annotations

import argparse
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path

import psutil

from engine.errors import KnownError
from engine.jobs.queue import local_queue
from engine.jobs.worker import Worker, WorkerLimits
from engine.runs.pool import cores
from engine.runs.process import child_command
from sync.jobs.folder import JobFolder
from sync.store.failures import known_failures
from sync.store.lock import ProjectLock

READY, NEWS, ALIVE = b"ready", b"news", b"alive"

_BEAT_S = 1.0
_MEMORY_SHARE = 0.9
_BLOCK = 4096
_LOG = logging.getLogger(__name__)


class Heard(Enum):
    """What the application had to say within a beat."""

    CALL = auto()
    NOTHING = auto()
    END = auto()


class Line:
    """The lines between the application and its worker."""

    def __init__(self) -> None:
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._outbox = os.dup(1)
        os.dup2(2, 1)  # what native code prints must not come between the lines
        self._sending = threading.Lock()
        threading.Thread(target=self._read, name="line", daemon=True).start()

    def say(self, word: bytes) -> None:
        """Tell the application; from any thread."""
        with self._sending:
            os.write(self._outbox, word + b"\n")

    def wait(self) -> Heard:
        """Wait for a word, but no longer than a beat."""
        try:
            return self._heard.get(timeout=_BEAT_S)
        except queue.Empty:
            return Heard.NOTHING

    def _read(self) -> None:
        # Not a buffered read: a thread that waits in one aborts the interpreter at its end.
        while os.read(0, _BLOCK):
            self._heard.put(Heard.CALL)
        self._heard.put(Heard.END)


def default_slots() -> int:
    """Runs at once that leave a core to whoever sits at the computer."""
    return max(1, cores() - 1)


def main(arguments: Sequence[str], command: Callable[[], Sequence[str]] = child_command) -> int:
    """Execute the runs of a folder until standard input ends.

    Args:
        arguments: Folder and limits.
        command: Of a child that computes.
    """
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    line = Line()
    folder = JobFolder(asked.folder)
    lock = _lock(folder, line)
    if lock is not None:
        _serve(folder, line, WorkerLimits(at_once=asked.slots, memory_bytes=asked.memory), command)
    # Threads may be in the middle of a run; their children end when this process does.
    os._exit(0)


def _lock(folder: JobFolder, line: Line) -> ProjectLock | None:
    """The right to work here, after whoever has it now; None where the application went first."""
    while True:
        try:
            return folder.lock()
        except KnownError as error:
            if error.code != "project-locked":
                raise
        line.say(ALIVE)
        if line.wait() is Heard.END:
            return None


def _serve(folder: JobFolder, line: Line, limits: WorkerLimits, command: Callable[[], Sequence[str]]) -> None:
    runs = local_queue(folder.queue_path)
    worker = Worker(folder.jobs(), runs, folder.runs_path, limits, lambda: line.say(NEWS), command)
    worker.begin()
    service = runs.serve(worker.execute, limits.at_once)
    line.say(READY)
    while (heard := line.wait()) is not Heard.END:
        try:
            with known_failures(folder.path):
                if heard is Heard.CALL:
                    worker.look()
                worker.tend()
        except KnownError as error:  # a full disk, say: the runs go on, and so do the tries
            _LOG.warning("the jobs could not be looked after: %s", error)
        service.check()
        line.say(ALIVE)
    service.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="networx --worker")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slots", type=int, default=default_slots())
    parser.add_argument("--memory", type=int, default=int(_MEMORY_SHARE * psutil.virtual_memory().total))
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
