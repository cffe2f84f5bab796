"""The database as the server meets it: slow, full, away, or given what it cannot keep."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from engine.errors import KnownError
from server_stub.loopback import PostgreSQL
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.database import SERVICE


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
    database = opened(statement_timeout_s=0.05)
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
    assert asked.get("sslrootcert") == (wanted and "/ca.pem")


def test_that_a_connection_in_use_is_closed_when_it_comes_back_to_a_closed_pool(
    opened: Callable[..., Database],
) -> None:
    database = opened()
    with database.transaction() as connection:
        driver = connection.connection.dbapi_connection
        database.close()
        assert not driver.closed
    assert driver.closed
