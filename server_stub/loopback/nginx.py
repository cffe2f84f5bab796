"""A real nginx with a configuration of its own."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from engine.errors import KnownError
from server_stub.loopback.part import Part
from server_stub.loopback.programs import program


class Nginx(Part):
    """Nginx in the foreground; it answers where its port takes connections."""

    def __init__(self, folder: Path, configuration: Path, *, port: int) -> None:
        """Describe it.

        Args:
            folder: Its prefix, for logs and what it buffers; made where it is missing.
            configuration: Its main configuration.
            port: One at which the configuration listens.
        """
        super().__init__("nginx", folder)
        self.port = port
        self._configuration = configuration

    def command(self) -> Sequence[str]:
        """What to start."""
        return [*self._start(), "-g", "daemon off;"]

    def check(self) -> None:
        """Have the configuration examined by nginx itself.

        Raises:
            KnownError: ``configuration-refused``.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([*self._start(), "-t"], check=False, capture_output=True)
        if done.returncode != 0:
            raise KnownError(
                "configuration-refused", "nginx refuses its configuration.", where=done.stderr.decode(errors="replace")
            )

    def is_ready(self) -> bool:
        """Whether its port takes connections."""
        with socket.socket() as probe:
            probe.settimeout(1.0)
            return bool(self.pid) and probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _start(self) -> list[str]:
        return [
            program("nginx"),
            "-p",
            str(self.folder),
            "-c",
            str(self._configuration),
            "-e",
            str(self.folder / "errors"),
        ]
