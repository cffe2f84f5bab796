"""Migrations: they make what the code describes, once, and for a role that policies bind."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from engine.errors import KnownError
from server_stub.__main__ import main
from server_stub.loopback import PostgreSQL
from server_stub.services import Services
from server_stub.settings import ServerSettings
from sync.server import Database, file_tables, run_tables
from sync.server.database import SERVICE
from sync.server.migrating import migrate, newest_revision, revision_of
from sync.server.tables import METADATA
from tests.integration.server.conftest import ROLE, ROLE_PASSWORD, administration
from tests.patience import PATIENCE_S

assert file_tables.METADATA is run_tables.METADATA is METADATA  # so that all tables are known to it


@pytest.fixture
def empty(postgresql: PostgreSQL) -> Iterator[str]:
    """Name of a database without anything in it."""
    with administration(postgresql) as execute:
        execute("CREATE DATABASE test_empty")
        yield "test_empty"
        execute("DROP DATABASE test_empty WITH (FORCE)")


@pytest.fixture
def empty_owner(postgresql: PostgreSQL, empty: str) -> Iterator[Database]:
    opened = Database(postgresql.url(empty), application="tests", pool_size=4)
    yield opened
    opened.close()


def test_that_migrations_make_what_the_code_describes(owner: Database) -> None:
    with owner.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_that_however_many_migrate_it_happens_once(postgresql: PostgreSQL, empty: str, empty_owner: Database) -> None:
    role = postgresql.url(empty, ROLE, ROLE_PASSWORD)
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(migrate, empty_owner, role) for _ in range(3)]:
            done.result(PATIENCE_S)
    assert revision_of(empty_owner) == newest_revision()


def test_that_a_role_whom_no_policy_binds_is_refused(postgresql: PostgreSQL, empty: str, empty_owner: Database) -> None:
    with administration(postgresql) as execute:
        execute("CREATE ROLE unbound LOGIN BYPASSRLS PASSWORD 'x'")
        for url in (postgresql.url(empty, "unbound", "x"), postgresql.url(empty)):
            with pytest.raises(KnownError) as caught:
                migrate(empty_owner, url)
            assert caught.value.code == "role-refused"
        assert revision_of(empty_owner) == ""
        execute("DROP ROLE unbound")


FORBIDDEN = (
    "DELETE FROM alembic_version",
    "DROP TABLE runs",
    "TRUNCATE runs CASCADE",
    "CREATE TABLE other ()",
    "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION networx_sees(asked text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "ALTER FUNCTION networx_sees(text) SECURITY INVOKER",
    "ALTER TABLE runs DISABLE ROW LEVEL SECURITY",
    "DROP POLICY seen_by_members ON runs",
    "CREATE POLICY mine ON runs USING (true)",
    "CREATE TRIGGER mine BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "SET ROLE postgres",
    'ALTER ROLE "made for this" BYPASSRLS',
    "CREATE ROLE other",
    "COPY accounts TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "CREATE EXTENSION adminpack",
)


def test_that_the_role_is_made_with_its_password_and_may_no_more_than_it_must(
    postgresql: PostgreSQL, empty: str, empty_owner: Database
) -> None:
    password = 'it\'s "50 %" \\ é'
    migrate(empty_owner, postgresql.url(empty, "made for this", password))
    made = Database(postgresql.url(empty, "made for this", password), application="tests")
    assert revision_of(made) == newest_revision()
    for forbidden in FORBIDDEN:
        with (
            pytest.raises(DBAPIError, match=r"permission denied|must be owner|must be superuser"),
            made.transaction(SERVICE) as connection,
        ):
            connection.execute(text(forbidden))
    made.close()
    wrong = Database(postgresql.url(empty, "made for this", "wrong"), application="tests")
    with pytest.raises(KnownError) as caught, wrong.transaction():
        pytest.fail("the password is wrong")
    assert isinstance(caught.value.__cause__, OperationalError)
    wrong.close()
    with empty_owner.transaction() as connection:
        kept = connection.execute(text("SELECT rolpassword FROM pg_authid WHERE rolname = 'made for this'")).scalar()
        assert str(kept).startswith("SCRAM-SHA-256$")
        connection.execute(text('DROP OWNED BY "made for this"; DROP ROLE "made for this"'))


@pytest.fixture
def environment(settings: ServerSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings as a command finds them."""
    for name in [name for name in os.environ if name.startswith("NETWORX_")]:
        monkeypatch.delenv(name)
    for name in ("database_url", "database_owner_url", "redis_url"):
        monkeypatch.setenv(f"NETWORX_{name.upper()}", getattr(settings, name).get_secret_value())


def test_that_the_commands_migrate_and_invite(
    environment: None, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert newest_revision() in capsys.readouterr().err
    assert main(["invite", "ann@example.com"]) == 0
    invite = capsys.readouterr().out.strip()
    assert services.accounts.accept(invite, "Ann", "correct horse battery", "laptop").caller.email == "ann@example.com"
    assert main(["invite", "ann@example.com"]) == 2
    assert "has an account already" in capsys.readouterr().err
    assert main(["invite", "--again", "ann@example.com"]) == 0
    assert main(["account", "--disable", "ann@example.com"]) == 0
    with pytest.raises(KnownError, match="no account"):
        services.accounts.sign_in("ann@example.com", "correct horse battery", "phone")


def test_that_migrate_takes_the_owner(
    environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NETWORX_DATABASE_OWNER_URL")
    assert main(["migrate"]) == 2
    assert "NETWORX_DATABASE_OWNER_URL" in capsys.readouterr().err
