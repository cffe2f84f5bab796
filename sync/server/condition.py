"""Facts of the server's database and queue that its operator has to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from engine.errors import KnownError
from sync.server.database import SERVICE, Database

_FACTS = text(
    "SELECT current_setting('server_version_num')::int / 10000 AS version, "
    "current_setting('max_connections')::int AS max_connections, current_setting('archive_mode') <> 'off' AS archives, "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) "
    "OR EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'member')) "
    "AS is_unbound, "
    "has_schema_privilege('public', 'CREATE') AS makes_tables, "
    "coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS is_encrypted, "
    "coalesce(inet_server_addr() <<= ANY (CAST(:private AS inet[])), true) AS is_near, "
    "ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND NOT rowsecurity "
    "AND tablename <> 'alembic_version' ORDER BY tablename) AS open_tables, "
    "extract(epoch FROM clock_timestamp())::float AS clock, pg_database_size(current_database()) AS size"
)
_PRIVATE = ["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """What PostgreSQL says of itself.

    Attributes:
        version: Its major version.
        max_connections: The most connections that it takes.
        archives: Whether it archives its WAL.
        is_unbound: Whether no policy binds the role that asked: a superuser, or the owner of a table.
        makes_tables: Whether that role may make tables of its own.
        is_encrypted: Whether the connection is.
        is_near: Whether it is at a private address.
        open_tables: Those that no policy protects.
        clock: Its time, in seconds since 1970.
        size: Of the database, in bytes.
    """

    version: int
    max_connections: int
    archives: bool
    is_unbound: bool
    makes_tables: bool
    is_encrypted: bool
    is_near: bool
    open_tables: Sequence[str]
    clock: float
    size: int


def database_facts(database: Database) -> DatabaseFacts:
    """Ask PostgreSQL.

    Raises:
        KnownError: ``database-unavailable``.
    """
    with database.transaction(SERVICE) as connection:
        return DatabaseFacts(**connection.execute(_FACTS, {"private": _PRIVATE}).one()._mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """What Redis says of itself.

    Attributes:
        version: Its major version.
        policy: What it does when its memory is full.
        has_file: Whether it keeps an append-only file.
        used_share: Of the memory that it may take; 0 where it has no limit.
        takes_anybody: Whether it answers somebody without a name and a password.
    """

    version: int
    policy: str
    has_file: bool
    used_share: float
    takes_anybody: bool


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
        takes_anybody=_takes_anybody(url),
    )


def _takes_anybody(url: str) -> bool:
    address = urlsplit(url)
    nameless = urlunsplit(address._replace(netloc=address.netloc.rpartition("@")[2]))
    try:
        with Redis.from_url(nameless, socket_timeout=5.0, socket_connect_timeout=5.0) as client:
            return bool(client.ping())
    except RedisError:
        return False
