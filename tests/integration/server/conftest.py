"""What the tests of the server share: a real PostgreSQL and Redis, a fresh database for each test, clients."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from httpx import Client
from sqlalchemy import create_engine, text

from server_stub.app import create_app
from server_stub.loopback import PostgreSQL, Redis
from server_stub.services import Services
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.migrating import migrate
from tests.patience import PATIENCE_S

PASSWORD = "correct horse battery"
ROLE, ROLE_PASSWORD = "networx_app", "of-the-role"


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder that the user of PostgreSQL can reach, too."""
    folder = Path(tempfile.mkdtemp(prefix="networx-server-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql(server_folder: Path) -> Iterator[PostgreSQL]:
    """One PostgreSQL for all tests; those that kill it start their own."""
    server = PostgreSQL(server_folder / "postgresql", options=["fsync=off", "max_connections=60"])
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis(server_folder: Path) -> Iterator[Redis]:
    """One Redis for all tests; those that kill it start their own."""
    server = Redis(server_folder / "redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _template(postgresql: PostgreSQL) -> str:
    """A migrated database that others are copied from."""
    with administration(postgresql) as execute:
        execute("CREATE DATABASE template_migrated")
    owner = Database(postgresql.url("template_migrated"), application="tests", pool_size=1)
    migrate(owner, postgresql.url("template_migrated", ROLE, ROLE_PASSWORD))
    owner.close()
    return "template_migrated"


@contextmanager
def administration(postgresql: PostgreSQL) -> Iterator[Callable[[str], None]]:
    """Statements outside of any transaction."""
    engine = create_engine(postgresql.url(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield lambda statement: connection.execute(text(statement)) and None
    finally:
        engine.dispose()


_numbers = iter(range(1_000_000))


@contextmanager
def fresh_settings(postgresql: PostgreSQL, redis: Redis, template: str, folder: Path) -> Iterator[ServerSettings]:
    """Settings with a database that nobody else uses, and that is gone in the end."""
    name = f"test_{next(_numbers)}"
    with administration(postgresql) as execute:
        execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield ServerSettings(
            database_url=postgresql.url(name, ROLE, ROLE_PASSWORD),
            database_owner_url=postgresql.url(name),
            redis_url=redis.url,
            password_kib=64,
            requests_per_s=10_000,
            requests_burst=10_000,
            upload_bytes=5 << 20,
            work_dir=folder / "work",
        )
        execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(postgresql: PostgreSQL, redis: Redis, _template: str, tmp_path: Path) -> Iterator[ServerSettings]:
    """Settings with a database of the test's own."""
    with fresh_settings(postgresql, redis, _template, tmp_path) as made:
        yield made


@pytest.fixture
def database(settings: ServerSettings) -> Iterator[Database]:
    """The test's database, as the server's role."""
    opened = Database(settings.database_url.get_secret_value(), application="tests")
    yield opened
    opened.close()


@pytest.fixture
def owner(settings: ServerSettings) -> Iterator[Database]:
    """The test's database, as the owner of the tables."""
    opened = Database(settings.database_owner_url.get_secret_value(), application="tests-owner")
    yield opened
    opened.close()


@pytest.fixture
def app(settings: ServerSettings) -> Iterator[FastAPI]:
    """The interface, not served yet."""
    made = create_app(settings)
    yield made
    made.state.services.database.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serves an interface on loopback; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the interface did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


@pytest.fixture
def client(app: FastAPI) -> Iterator[Client]:
    """The interface, as a stranger calls it."""
    with served(app) as address, Client(base_url=address, timeout=PATIENCE_S) as opened:
        yield opened


@pytest.fixture
def services(app: FastAPI) -> Services:
    """What is behind the interface."""
    found: Services = app.state.services
    return found


@dataclass(frozen=True)
class Person:
    """Somebody with an account and a signed-in device."""

    account: str
    device: str
    email: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def join(client: Client, services: Services, name: str) -> Person:
    """Somebody new, who was invited and has accepted."""
    email = f"{name}@example.com"
    body = {"invite": services.accounts.invite(email), "name": name, "password": PASSWORD, "device_name": "laptop"}
    answer = client.post("/api/auth/accept-invite", json=body).raise_for_status().json()
    account = answer["account"]
    return Person(account["id"], account["device"], email, answer["token"])


def share(client: Client, people: dict[str, Person]) -> str:
    """A project of the owner, the editor and the viewer among the people."""
    owner = people["owner"].headers
    made = client.post("/api/projects", json={"name": "Coffee"}, headers=owner).raise_for_status().json()["id"]
    for role in ("editor", "viewer"):
        body = {"email": people[role].email, "role": role}
        client.put(f"/api/projects/{made}/members", json=body, headers=owner).raise_for_status()
    return str(made)


ROLES = ("owner", "editor", "viewer", "stranger")


@pytest.fixture
def person(client: Client, services: Services) -> Callable[[str], Person]:
    """Makes somebody with an account, by name."""
    return lambda name: join(client, services, name)


@pytest.fixture
def people(person: Callable[[str], Person]) -> dict[str, Person]:
    """An owner, an editor and a viewer of one project, and a stranger to it with an account; see `project`."""
    return {name: person(name) for name in ROLES}


@pytest.fixture
def project(client: Client, people: dict[str, Person]) -> str:
    """A project of three of the people."""
    return share(client, people)
