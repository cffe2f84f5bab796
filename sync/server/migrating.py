"""The server's database made and brought to the newest form; also the role that the server uses."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from engine.errors import KnownError
from sync.server.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6E6574776F7278
_BOUND = text(
    "SELECT NOT (rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'member')) "
    "FROM pg_roles WHERE rolname = :role"
)


def newest_revision() -> str:
    """Name of the newest migration."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(database: Database) -> str:
    """Name of the last migration that a database has seen; empty for none."""
    with database.transaction() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(owner: Database, server_url: str) -> None:
    """Bring the database to the newest form; once, however many ask at a time.

    Args:
        owner: Connected as the role that owns the tables; it may make roles where the server's is missing.
        server_url: What the server connects with; a role that sees rows by their policies alone.

    Raises:
        KnownError: ``role-refused``: the server would connect as somebody whom no policy binds, as the owner.
    """
    role = make_url(server_url).username or ""
    if role == (owner.engine.url.username or ""):
        raise KnownError(
            "role-refused",
            "The server must not connect as the owner of its tables.",
            what_to_do="Give the URL of the database another user; `networx-server migrate` makes it.",
        )
    with owner.transaction() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _grant(connection, role, str(make_url(server_url).password or ""))


def _grant(connection: Connection, role: str, password: str) -> None:
    """Let the server's role work with every table, but own none."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    if connection.execute(_BOUND, {"role": role}).one_or_none() is None:
        connection.exec_driver_sql(
            f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOBYPASSRLS {_secret(connection, role, password)}"
        )
    if not connection.execute(_BOUND, {"role": role}).scalar_one():
        raise KnownError(
            "role-refused",
            f"No policy binds the role {role}, with which the server would connect.",
            what_to_do="Give the URL of the database a user that is no superuser, has not BYPASSRLS, and is no member "
            "of the owner of the tables; `networx-server migrate` makes one where there is none of the name.",
        )
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
    connection.exec_driver_sql(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}")


def _secret(connection: Connection, role: str, password: str) -> str:
    """The clause that sets a password: as what PostgreSQL keeps of it, so that its log cannot tell it."""
    if not password:
        return ""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    kept = raw.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    return f"PASSWORD '{kept}'"  # of digits, letters and $ + / = : only


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
