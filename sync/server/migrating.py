"""The server's database made and brought to the newest form; also the role that the server uses."""

from __future__ import annotations

from pathlib import Path

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
        KnownError: ``role-refused``: the server would connect as the owner, whom no policy binds.
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
    known = connection.execute(text("SELECT FROM pg_roles WHERE rolname = :role"), {"role": role}).one_or_none()
    if known is None:
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOBYPASSRLS"))
        # format() quotes the password on the server's side; a statement of this kind takes no parameters.
        statement = connection.execute(
            text("SELECT format('ALTER ROLE %I PASSWORD %L', CAST(:role AS text), CAST(:password AS text))"),
            {"role": role, "password": password},
        ).scalar_one()
        connection.exec_driver_sql(str(statement).replace("%", "%%"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
