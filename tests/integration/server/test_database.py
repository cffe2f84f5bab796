"""The database as the server meets it: slow, full, away, or given what it cannot keep."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import KnownError
from server_stub.loopback import PostgreSQL
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import make_certificate
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.condition import database_facts
from sync.server.database import SERVICE
from sync.server.dumps import _call, dump, try_restore


@pytest.fixture
def opened(settings: ServerSettings) -> Iterator[Callable[..., Database]]:
    """Makes connections with other limits than usual."""
    made: list[Database] = []

    def one(**limits: float) -> Database:
        url = settings.database_url.get_secret_value()
        made.append(Database(url, application="impatient", **limits))  # type: ignore[arg-type]
        return made[-1]

    yield one
    for database in made:
        database.close()


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(KnownError) as caught:
        yield
    assert caught.value.code == code


def test_that_a_statement_that_takes_too_long_is_stopped(opened: Callable[..., Database]) -> None:
    database = opened(statement_timeout_s=1.0)
    with refused("database-busy"), database.transaction() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))


def test_that_a_lock_is_not_waited_for_too_long(opened: Callable[..., Database], owner: Database) -> None:
    with owner.transaction() as holding:
        holding.execute(text("LOCK TABLE projects"))
        with refused("database-busy"), opened(lock_timeout_s=0.05).transaction() as connection:
            connection.execute(text("SELECT FROM projects"))


def test_that_no_more_connections_are_opened_than_said(opened: Callable[..., Database]) -> None:
    database = opened(pool_size=1, wait_s=0.05)
    with database.transaction() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
        with refused("database-busy"), database.transaction():
            pytest.fail("a second connection was opened")
    with database.transaction() as connection:
        found = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'impatient'")
        assert connection.execute(found).scalar_one() == 1


def test_that_a_transaction_that_is_left_open_is_ended(opened: Callable[..., Database], owner: Database) -> None:
    limit = text("SHOW idle_in_transaction_session_timeout")
    with opened(statement_timeout_s=15).transaction() as connection:
        assert connection.execute(limit).scalar_one() == "30s"


def test_that_a_database_that_is_away_is_told(postgresql: PostgreSQL) -> None:
    database = Database("postgresql://networx_app@127.0.0.1:1/none", application="tests")
    with refused("database-unavailable"), database.transaction():
        pytest.fail("there is no database")


def test_that_a_lost_connection_is_replaced(opened: Callable[..., Database], owner: Database) -> None:
    database = opened(pool_size=1)
    own = text("SELECT pg_backend_pid()")
    with database.transaction() as connection:
        first = connection.execute(own).scalar_one()
    with owner.transaction() as connection:
        ended = text("SELECT pg_terminate_backend(:pid, 30000)")
        assert connection.execute(ended, {"pid": first}).scalar_one()
    with database.transaction() as connection:
        assert connection.execute(own).scalar_one() != first


def test_that_what_cannot_be_kept_is_refused_and_nothing_is_changed(database: Database) -> None:
    add = text("INSERT INTO projects (id, name) VALUES (:id, :name)")
    with refused("value-unusable"), database.transaction(SERVICE) as connection:
        connection.execute(add, {"id": "a", "name": "good"})
        connection.execute(add, {"id": "b", "name": "\0"})
    with database.transaction(SERVICE) as connection:
        assert connection.execute(text("SELECT count(*) FROM projects")).scalar_one() == 0


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("postgresql://db.example.com/networx", "verify-full"),
        ("postgres://db.example.com/networx", "verify-full"),
        ("postgresql://127.0.0.1/networx", None),
        ("postgresql:///networx?host=/run/postgresql", None),
        ("postgresql://db.example.com/networx?sslmode=require", "verify-full"),  # as providers write it
        ("postgresql://db.example.com/networx?sslmode=prefer&channel_binding=require", "verify-full"),
        ("postgresql://10.0.0.1/networx?sslmode=disable", "disable"),
    ],
)
def test_that_a_database_on_another_computer_is_verified(address: str, wanted: str | None) -> None:
    asked: dict[str, object] = {}

    class StopError(Exception):
        pass

    def connect(*_: object, **options: object) -> None:
        asked.update(options)
        raise StopError

    database = Database(address, application="tests", certificate="/ca.pem")
    database.engine.dialect.connect = connect  # type: ignore[method-assign,assignment]
    with pytest.raises(StopError), database.transaction():
        pytest.fail("there is no database")
    assert asked.get("sslmode") == wanted
    assert asked.get("sslrootcert") == ("/ca.pem" if wanted == "verify-full" else None)


@pytest.fixture(scope="module")
def encrypted(server_folder: Path) -> Iterator[PostgreSQL]:
    """One that takes TLS with a certificate that it has signed itself."""
    folder = server_folder / "encrypted"
    settings = [
        f"ssl_{name}_file={folder / file}" for name, file in (("cert", "fullchain.pem"), ("key", "privkey.pem"))
    ]
    server = PostgreSQL(folder, options=["fsync=off", "ssl=on", *settings])
    server.create()
    make_certificate(folder)
    if server.user:
        shutil.chown(folder / "privkey.pem", server.user, server.user)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_that_a_database_whose_certificate_nobody_trusts_is_refused(encrypted: PostgreSQL, mode: str) -> None:
    address = encrypted.url().replace("127.0.0.1", "localhost") + f"?sslmode={mode}"
    made = Database(address, application="tests", pool_size=1)
    with closing(made) as database, refused("database-unavailable"), database.transaction():
        pytest.fail("its certificate is signed by nobody")


@pytest.mark.parametrize("how", ["setting", "url", "system"])
def test_that_a_database_is_reached_and_dumped_by_a_verified_name(
    encrypted: PostgreSQL, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = str(encrypted.folder / "fullchain.pem")
    address = encrypted.url().replace("127.0.0.1", "localhost") + "?sslmode=require"
    if how == "url":
        address += f"&sslrootcert={trusted}"
    if how == "system":
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
    certificate = trusted if how == "setting" else ""
    with closing(Database(address, application="tests", pool_size=1, certificate=certificate)) as database:
        assert database_facts(database).is_encrypted
        manifest = dump(database, program, tmp_path / "one.dump")
        try_restore(database, program, tmp_path, manifest)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with closing(Database(address.partition("&")[0], application="tests", pool_size=1)) as stranger:
        stranger.encryption |= {"sslrootcert": str(tmp_path / "nobody.pem")}
        with refused("backup-failed"):
            _call(stranger, stranger.engine.url, "backup-failed", program("pg_dump"))


def test_that_a_connection_in_use_is_closed_when_it_comes_back_to_a_closed_pool(
    opened: Callable[..., Database],
) -> None:
    database = opened()
    with database.transaction() as connection:
        driver = connection.connection.dbapi_connection
        database.close()
        assert not driver.closed
    assert driver.closed
