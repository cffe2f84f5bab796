"""The bell of the server's queues: Huey on Redis. It may lose what it holds: rows are the truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huey import RedisHuey
from redis import ConnectionPool
from redis.exceptions import RedisError

from engine.errors import KnownError
from engine.jobs.queue import RunQueue, RunSerializer

OPTIMISATION, FILES = "optimisation", "files"
_CONNECT_S = 3.0


class SharedQueue(RunQueue):
    """Names of runs in Redis, heard by workers on any machine."""

    def __init__(self, url: str, name: str, *, most_connections: int = 8) -> None:
        """Describe the queue; it is reached when it is first needed, and again after Redis was away.

        Args:
            url: ``redis://…``, or ``rediss://…`` with verified TLS.
            name: `OPTIMISATION` or `FILES`.
            most_connections: The most connections of this process.
        """
        pool = ConnectionPool.from_url(
            url,
            max_connections=most_connections,
            socket_connect_timeout=_CONNECT_S,
            socket_timeout=2 * _CONNECT_S,
            socket_keepalive=True,
            health_check_interval=15,
        )
        super().__init__(
            RedisHuey(f"networx-{name}", connection_pool=pool, serializer=RunSerializer(), results=False, blocking=True)
        )

    def ring(self, run: str) -> None:
        """Tell the workers that a run waits.

        Raises:
            KnownError: ``queue-unavailable``; a worker rings for what waits while the queue is empty.
        """
        with _known_failures():
            super().ring(run)

    def pending(self) -> int:
        """Number of names that no worker has taken yet.

        Raises:
            KnownError: ``queue-unavailable``.
        """
        with _known_failures():
            return super().pending()


@contextmanager
def _known_failures() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise KnownError(
            "queue-unavailable", "The server cannot reach its queue.", what_to_do="Try again in a moment."
        ) from error
