"""A real Redis with a folder of its own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from redis import Redis as Client
from redis.exceptions import RedisError

from server_stub.loopback.part import Part, free_port
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import render


class Redis(Part):
    """Redis on a port of loopback with a password, nothing evicted, and an append-only file."""

    def __init__(self, folder: Path, *, port: int = 0, configuration: Path | None = None) -> None:
        """Describe it.

        Args:
            folder: For its files and its log; made where it is missing.
            port: Where it listens; 0 for any that is free.
            configuration: A ``redis.conf`` that it begins with; beside it lies the template of its users.
        """
        super().__init__("Redis", folder)
        self.port = port or free_port()
        self.password = secrets.token_urlsafe(24)
        self._configuration = configuration
        self._user = "" if configuration is None else "networx"

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://{self._user}:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str]:
        """What to start."""
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--daemonize", "no"]
        if self._configuration is None:
            kept = ["--maxmemory-policy", "noeviction", "--appendonly", "yes", "--save", ""]
            return [program("redis-server"), *place, *kept, "--requirepass", self.password]
        template = self._configuration.parent / "users.acl.template"
        users = render(template, self.folder / "users.acl", {"NETWORX_REDIS_PASSWORD": self.password})
        users.chmod(0o600)
        return [program("redis-server"), str(self._configuration), *place, "--aclfile", str(users)]

    def is_ready(self) -> bool:
        """Whether it answers and has read its file."""
        try:
            with Client.from_url(self.url, socket_timeout=1.0) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def wipe(self) -> None:
        """Lose everything that it holds, and start anew."""
        self.kill()
        for path in self.folder.glob("appendonlydir"):
            shutil.rmtree(path)
        self.start()
