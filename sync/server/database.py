"""Connections to PostgreSQL: a pool of a size that is budgeted, and transactions that know who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from engine.errors import KnownError
from sync.server.breaker import Breaker
from sync.server.budget import WORKER_POOL
from sync.server.encryption import encryption

SERVICE = "*"
"""Who asks where the server itself does: a worker, the reaper, a command."""
NOBODY = ""
"""Who asks where that was not said: no row is seen."""

_SET = text("SELECT set_config('networx.account', :account, true)")
# What PostgreSQL says when a statement takes too long, or waits too long for a lock.
_TOO_LONG = frozenset({"57014", "55P03"})
_AWAY = KnownError("database-unavailable", "The server cannot reach its database.", what_to_do="Try again in a moment.")


class Database:
    """A pool of connections; safe from any thread.

    Attributes:
        engine: SQLAlchemy's.
        breaker: Open while PostgreSQL is away; transactions are refused at once then.
        certificate: File with the certificates to trust; empty for those of the system.
        encryption: What libpq is told of it.
    """

    def __init__(
        self,
        url: str,
        *,
        application: str,
        pool_size: int = WORKER_POOL,
        wait_s: float = 5.0,
        statement_timeout_s: float = 15.0,
        lock_timeout_s: float = 5.0,
        certificate: str = "",
    ) -> None:
        """Describe the connections; none is opened yet.

        Args:
            url: As SQLAlchemy reads it, ``postgresql+psycopg://…``; ``postgresql://…`` and ``postgres://…`` do, too.
            application: What the connections are called in PostgreSQL's views.
            pool_size: The most that are open at once.
            wait_s: How long a transaction waits for one.
            statement_timeout_s: The longest that a statement may take.
            lock_timeout_s: The longest that a statement may wait for a lock.
            certificate: File with the certificates to trust; empty for those of the system.
        """
        timeouts = {
            "statement_timeout": statement_timeout_s,
            "lock_timeout": lock_timeout_s,
            "idle_in_transaction_session_timeout": 2 * statement_timeout_s,
        }
        self.breaker = Breaker(_AWAY)
        self.certificate, self.encryption = certificate, encryption(url, certificate)
        self._is_closed = False
        self.engine = create_engine(
            _with_driver(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=wait_s,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={
                "application_name": application,
                "connect_timeout": 5,
                "options": " ".join(f"-c {name}={round(1000 * seconds)}" for name, seconds in timeouts.items()),
                "keepalives_idle": 30,
                **self.encryption,
            },
        )
        event.listen(self.engine, "checkin", self._on_returned)

    @contextmanager
    def transaction(self, account: str = NOBODY) -> Iterator[Connection]:
        """One transaction; it sees the rows that the account may see.

        Args:
            account: Who asks; `SERVICE` for the server itself, which sees all.

        Raises:
            KnownError: ``database-unavailable``, ``database-busy``, or ``value-unusable`` where PostgreSQL cannot
                keep what was sent, as a text with a zero; nothing was changed.
        """
        self.breaker.admit()
        try:
            with self.engine.begin() as connection:
                connection.execute(_SET, {"account": account})
                self.breaker.succeeded()
                yield connection
        except (OperationalError, PoolTimeoutError, DBAPIError) as error:
            known = _known(error)
            if known is None:
                raise
            if known.code == _AWAY.code:
                self.breaker.failed()
            raise known from error

    def warm(self) -> None:
        """Open all connections of the pool at once, so that the first to ask need not wait for them.

        Raises:
            KnownError: ``database-unavailable``, ``database-busy``.
        """
        with ExitStack() as opened:
            for _ in range(self._pool.size()):
                opened.enter_context(self.transaction(NOBODY))

    @property
    def in_use(self) -> int:
        """Connections that are in use."""
        return self._pool.checkedout()

    @property
    def _pool(self) -> QueuePool:
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        return pool

    def close(self) -> None:
        """Close all connections; one that is in use is closed as soon as it is given back."""
        self._is_closed = True
        self.engine.dispose()

    def _on_returned(self, connection: Any, _record: object) -> None:
        if self._is_closed and connection is not None:
            connection.close()


def _known(error: OperationalError | PoolTimeoutError | DBAPIError) -> KnownError | None:
    if isinstance(error, PoolTimeoutError) or getattr(error.orig, "sqlstate", None) in _TOO_LONG:
        return KnownError("database-busy", "The server's database is busy.", what_to_do="Try again in a moment.")
    if isinstance(error, DataError):
        return KnownError(
            "value-unusable",
            "A value of the request cannot be kept: it is too large, or has characters that no text has.",
            what_to_do="Leave out control characters, and numbers beyond any use.",
        )
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return KnownError(_AWAY.code, _AWAY.message, what_to_do=_AWAY.what_to_do)
    return None


def _with_driver(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in {"postgres", "postgresql"} else url
