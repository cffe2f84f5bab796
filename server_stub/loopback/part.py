"""One part of the stack: a process that can be started, stopped, killed and started again."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from engine.errors import KnownError

_STEP_S = 0.02
_START_S = 120.0  # a busy computer takes its time; what has ended is not waited for
_STOP_S = 60.0


class Part(ABC):
    """A process with a folder of its own; ``log`` in it holds what the process prints.

    Attributes:
        name: What it is called in messages.
        folder: Its folder.
        user: Who runs it, where this process is the superuser's; empty for the same user.
    """

    def __init__(self, name: str, folder: Path, user: str = "") -> None:
        self.name = name
        self.folder = folder
        self.user = user if os.name == "posix" and os.geteuid() == 0 else ""
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What to start."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it answers."""

    def environment(self) -> Mapping[str, str]:
        """Variables that it gets besides those of this process."""
        return {}

    @property
    def pid(self) -> int:
        """Of the process; 0 where it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else 0

    def start(self, timeout_s: float = _START_S) -> None:
        """Start it and wait until it answers.

        Raises:
            KnownError: ``part-not-started``, with the end of its log.
        """
        self.launch()
        self.wait_ready(timeout_s)

    def wait_ready(self, timeout_s: float = _START_S) -> None:
        """Wait until it answers.

        Raises:
            KnownError: ``part-not-started``, with the end of its log.
        """
        until = time.monotonic() + timeout_s
        while not self.is_ready():
            if not self.pid or time.monotonic() > until:
                self.kill()
                raise KnownError("part-not-started", f"{self.name} did not start.", where=self.log_end())
            time.sleep(_STEP_S)

    def launch(self) -> None:
        """Start it without waiting."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._end_leftover()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment()},
                user=self.user or None,
                group=self.user or None,
                extra_groups=[] if self.user else None,
                start_new_session=True,
            )
        (self.folder / "pid").write_text(str(self._process.pid), "ascii")

    def _end_leftover(self) -> None:
        """End the process of an earlier life of this part, whose owner was killed."""
        try:
            left = psutil.Process(int((self.folder / "pid").read_text("ascii")))
            is_ours = Path(left.exe()).name == Path(self.command()[0]).resolve().name
        except (FileNotFoundError, ValueError, psutil.Error):
            return
        if is_ours and left.pid != self.pid:
            left.send_signal(self.stop_signal())
            psutil.wait_procs([left], _STOP_S)

    def stop(self) -> None:
        """Ask it to end; kill it where it does not."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(self.stop_signal())
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def stop_signal(self) -> signal.Signals:
        """What asks it to end at once and in order."""
        return signal.SIGTERM

    def kill(self) -> None:
        """End it at once, as a crash of the machine would."""
        process = self._process  # whoever watches over it may start it again meanwhile
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self.start()

    def log_end(self) -> str:
        """The last lines of its log."""
        path = self.folder / "log"
        return path.read_text("utf-8", errors="replace")[-2000:] if path.exists() else ""


def free_port() -> int:
    """A port on loopback at which nobody listens, and that nobody else is given while this process lives.

    It stays bound here without a listener. Linux then gives it to no other program, neither to listen nor to call out,
    but lets a server bind it that allows for addresses in use, as all parts do, also when it is started again.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    port = int(keeper.getsockname()[1])
    if sys.platform == "linux":
        atexit.register(keeper.close)  # until then it is kept
    else:
        keeper.close()
    return port
