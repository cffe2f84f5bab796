"""The server's own processes on loopback: the API and the workers."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from server_stub.loopback.part import Part, free_port

READY = "listening"
"""What a worker logs once it hears its queue."""

START = (sys.executable, "-m", "server_stub")


class Api(Part):
    """One process of the API."""

    def __init__(self, folder: Path, variables: Mapping[str, str], *, port: int = 0) -> None:
        super().__init__("API", folder)
        self.port = port or free_port()
        self._variables = variables

    def command(self) -> Sequence[str]:
        """What to start."""
        return [*START, "api", "--port", str(self.port)]

    def environment(self) -> Mapping[str, str]:
        """Its settings."""
        return self._variables

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


class WorkerProcess(Part):
    """One worker of a queue; it is ready as soon as it has begun to listen."""

    def __init__(self, folder: Path, variables: Mapping[str, str], *, queue: str) -> None:
        super().__init__(f"worker of {queue}", folder)
        self._queue = queue
        self._variables = variables

    def command(self) -> Sequence[str]:
        """What to start."""
        return [*START, "worker", "--queue", self._queue]

    def environment(self) -> Mapping[str, str]:
        """Its settings."""
        return self._variables

    def is_ready(self) -> bool:
        """Whether it listens to its queue."""
        return bool(self.pid) and READY in self.log_end()
