"""Whether the server says that it lives, and whether it can work."""

from importlib.metadata import version

import pytest
from httpx import Client
from sqlalchemy import text

from server_stub.app import create_app
from server_stub.settings import ServerSettings
from sync.protocol import SPOKEN
from sync.server import Database
from sync.server.migrating import newest_revision
from tests.integration.server.conftest import served
from tests.patience import PATIENCE_S


def test_that_a_server_with_everything_is_ready(client: Client) -> None:
    protocol = {"spoken": SPOKEN, "oldest": SPOKEN - 1}
    about = {"status": "alive", "version": version("networx-essentials"), "protocol": protocol}
    assert client.get("/api/health").json() == about
    expected = {"form": newest_revision(), "bell": "rings", "queued": 0, "running": 0, "waiting_s": 0.0}
    assert client.get("/api/db-status").raise_for_status().json() == expected


def test_that_a_server_without_its_bell_works_on(settings: ServerSettings) -> None:
    silent = settings.model_copy(update={"redis_url": type(settings.redis_url)("redis://127.0.0.1:1")})
    with served(create_app(silent)) as address, Client(base_url=address, timeout=PATIENCE_S) as client:
        found = client.get("/api/db-status")
    assert found.raise_for_status().json()["bell"] == "silent"


@pytest.mark.parametrize("path", ["/api/db-status", "/api/auth/me"])
def test_that_a_server_without_its_database_lives_but_is_not_ready(settings: ServerSettings, path: str) -> None:
    away = type(settings.database_url)("postgresql://networx_app@127.0.0.1:1/none")
    app = create_app(settings.model_copy(update={"database_url": away}))
    headers = {"Authorization": "Bearer any"}
    with served(app) as address, Client(base_url=address, headers=headers, timeout=PATIENCE_S) as client:
        assert client.get("/api/health").status_code == 200
        refused = client.get(path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database-unavailable")
    assert int(refused.headers["Retry-After"]) >= 1


def test_that_a_server_on_a_database_of_another_form_is_not_ready(client: Client, owner: Database) -> None:
    with owner.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    refused = client.get("/api/db-status")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database-outdated")
