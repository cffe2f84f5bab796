"""The bell of the server's queues: Huey on Redis. It may lose what it holds: rows are the truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import stamina
from huey import Huey
from huey.storage import RedisStorage
from redis import ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from engine.errors import KnownError
from engine.jobs.queue import RunQueue, RunSerializer
from sync.server.breaker import Breaker

OPTIMISATION, FILES = "optimisation", "files"
MOST_BELLS = 1_000
"""Names that a queue holds; each says only that some run waits, so more of them would say nothing new."""
_CONNECT_S = 3.0
_AWAY = KnownError("queue-unavailable", "The server cannot reach its queue.", what_to_do="Try again in a moment.")


class _Bells(RedisStorage):  # type: ignore[misc]
    """Huey's storage without its schedule, which would need a script in Redis: nothing is rung for later."""

    def read_schedule(self, ts: object) -> list[bytes]:  # noqa: ARG002
        """Nothing."""
        return []


class Memory(NamedTuple):
    """Memory of Redis in bytes: used, and the most that it may use; 0: no limit."""

    used: int
    most: int


class SharedQueue(RunQueue):
    """Names of runs in Redis, heard by workers on any machine.

    Attributes:
        name: `OPTIMISATION` or `FILES`.
        breaker: Open while Redis is away; whoever rings is refused at once then.
    """

    def __init__(self, url: str, name: str, *, most_connections: int = 8) -> None:
        """Describe the queue; it is reached when it is first needed, and again after Redis was away.

        Args:
            url: ``redis://…``, or ``rediss://…`` with verified TLS.
            name: `OPTIMISATION` or `FILES`.
            most_connections: The most connections of this process.
        """
        self.name = name
        self.breaker = Breaker(_AWAY)
        pool = ConnectionPool.from_url(
            url,
            max_connections=most_connections,
            socket_connect_timeout=_CONNECT_S,
            socket_timeout=2 * _CONNECT_S,
            socket_keepalive=True,
            health_check_interval=15,
        )
        super().__init__(
            Huey(
                f"networx-{name}",
                storage_class=_Bells,
                connection_pool=pool,
                serializer=RunSerializer(),
                results=False,
                blocking=True,
            )
        )

    def ring(self, run: str) -> None:
        """Tell the workers that a run waits.

        Raises:
            KnownError: ``queue-unavailable``; a worker rings for what waits while the queue is empty.
        """
        with self._reached():
            # A connection may have died unnoticed; to ring twice does no harm, so it is tried again.
            for attempt in stamina.retry_context(
                on=RedisConnectionError, attempts=3, timeout=1.0, wait_initial=0.02, wait_max=0.2, wait_jitter=0.05
            ):
                with attempt:
                    super().ring(run)

    def pending(self) -> int:
        """Number of names that no worker has taken yet.

        Raises:
            KnownError: ``queue-unavailable``.
        """
        with self._reached():
            return super().pending()

    def memory(self) -> Memory:
        """Memory of Redis.

        Raises:
            KnownError: ``queue-unavailable``.
        """
        with self._reached():
            told = self._huey.storage.conn.info("memory")
        return Memory(int(told["used_memory"]), int(told["maxmemory"]))

    @contextmanager
    def _reached(self) -> Iterator[None]:
        self.breaker.admit()
        try:
            yield
        except RedisError as error:
            self.breaker.failed()
            raise KnownError(_AWAY.code, _AWAY.message, what_to_do=_AWAY.what_to_do) from error
        self.breaker.succeeded()
