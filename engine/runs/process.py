"""A child process with lines in and lines out, and the certainty that it ends."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

import psutil

_TAIL_LINES = 200
RUN_OPTION = "--run"

if sys.platform == "win32":
    _CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _CREATION_FLAGS = 0


def child_command() -> list[str]:
    """The command of a child that computes runs; a frozen program is its own child by `RUN_OPTION`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, RUN_OPTION]
    # -P: nothing in the folder where the user happens to stand is imported.
    return [sys.executable, "-P", "-m", "engine.runs.child"]


def kill_tree(process: psutil.Process) -> None:
    """Kill a process and all that descend from it; a solver may be a program of its own."""
    try:
        family = [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()


class ChildProcess:
    """One process; `lines` gives what it writes, then None at its end."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process in a session of its own, so that a Ctrl-C in the terminal reaches the parent alone.

        Args:
            command: Program and arguments.
        """
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            creationflags=_CREATION_FLAGS,
        )
        self._sending = threading.Lock()
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._watched = psutil.Process(self._process.pid)
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = (
            threading.Thread(target=self._read_lines, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_log, args=(self._process.stderr,), daemon=True),
        )
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def log_tail(self) -> str:
        """The last lines that it wrote to standard error."""
        return "\n".join(self._tail)

    def send(self, line: str) -> None:
        """Write a line to its standard input; nothing happens where it has ended."""
        assert self._process.stdin is not None
        try:
            with self._sending:
                self._process.stdin.write(line.encode() + b"\n")
                self._process.stdin.flush()
        except (BrokenPipeError, OSError, ValueError):
            return  # its end is told by `lines`

    def send_cancel(self, run: str) -> None:
        """Ask it to stop that run."""
        self.send(json.dumps({"cancel": run}))

    def resident_bytes(self) -> int:
        """Memory that it holds now; 0 after its end."""
        try:
            return int(self._watched.memory_info().rss)
        except psutil.NoSuchProcess:
            return 0

    def kill(self) -> None:
        """End it by force, with every process that it has started."""
        if self.is_alive:
            kill_tree(self._watched)
        self.wait()

    def close(self, patience_s: float = 1.0) -> None:
        """Let it end by closing its input; kill it where it does not."""
        assert self._process.stdin is not None
        try:
            with self._sending:
                self._process.stdin.close()
            self._process.wait(patience_s)
        except (OSError, subprocess.TimeoutExpired):
            self.kill()
        self.wait()

    def wait(self) -> int:
        """Wait for its end.

        Returns:
            Its exit code; negative: the number of the signal that ended it.
        """
        code = self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            with suppress(OSError):  # a line that could not be delivered any more
                stream.close()
        return code

    def _read_lines(self, stream: IO[bytes]) -> None:
        for line in stream:
            self.lines.put(line)
        self.lines.put(None)

    def _read_log(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._tail.append(line.decode("utf-8", "replace").rstrip())
