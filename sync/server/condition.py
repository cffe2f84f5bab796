"""Facts of the server's database and queue that its operator has to know."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from engine.errors import KnownError
from sync.server.database import SERVICE, Database

_FACTS = text(
    "SELECT current_setting('server_version_num')::int, current_setting('max_connections')::int, "
    "current_setting('archive_mode'), (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user), "
    "coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), "
    "pg_database_size(current_database())"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """What PostgreSQL says of itself.

    Attributes:
        version: Its major version.
        max_connections: The most connections that it takes.
        archives: Whether it archives its WAL.
        is_unbound: Whether no policy binds the role that asked.
        is_encrypted: Whether the connection is.
        size: Of the database, in bytes.
    """

    version: int
    max_connections: int
    archives: bool
    is_unbound: bool
    is_encrypted: bool
    size: int


def database_facts(database: Database) -> DatabaseFacts:
    """Ask PostgreSQL.

    Raises:
        KnownError: ``database-unavailable``.
    """
    with database.transaction(SERVICE) as connection:
        version, most, archive, is_unbound, is_encrypted, size = connection.execute(_FACTS).one()
    return DatabaseFacts(
        version=version // 10_000,
        max_connections=most,
        archives=archive != "off",
        is_unbound=is_unbound,
        is_encrypted=is_encrypted,
        size=size,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """What Redis says of itself.

    Attributes:
        version: Its major version.
        policy: What it does when its memory is full.
        has_file: Whether it keeps an append-only file.
        used_share: Of the memory that it may take; 0 where it has no limit.
    """

    version: int
    policy: str
    has_file: bool
    used_share: float


def queue_facts(url: str) -> QueueFacts:
    """Ask Redis.

    Raises:
        KnownError: ``queue-unavailable``.
    """
    try:
        with Redis.from_url(url, socket_timeout=5.0, socket_connect_timeout=5.0) as client:
            said = client.info("everything")
    except RedisError as error:
        raise KnownError("queue-unavailable", f"Redis does not answer: {error}") from error
    assert isinstance(said, dict)
    most = int(said.get("maxmemory", 0))
    return QueueFacts(
        version=int(str(said["redis_version"]).split(".", maxsplit=1)[0]),
        policy=str(said.get("maxmemory_policy", "")),
        has_file=bool(said.get("aof_enabled", 0)),
        used_share=int(said["used_memory"]) / most if most else 0.0,
    )
