"""Limits of the interface: how much a request carries, and how often a device asks."""

from collections.abc import Iterator

import pytest
from httpx import Client

from server_stub.app import create_app
from server_stub.services import Services
from server_stub.settings import ServerSettings
from tests.integration.server.conftest import Person, join, served
from tests.patience import PATIENCE_S


@pytest.fixture
def narrow(settings: ServerSettings) -> Iterator[tuple[Client, Person, Person]]:
    """A server that allows few requests, and none that is long; two who may use it."""
    tight = settings.model_copy(
        update={"requests_per_s": 0.001, "requests_burst": 3, "body_bytes": 1000, "blob_bytes": 2000}
    )
    app = create_app(tight)
    services: Services = app.state.services
    with served(app) as address, Client(base_url=address, timeout=PATIENCE_S) as client:
        yield client, join(client, services, "ann"), join(client, services, "bob")


def test_that_a_device_that_asks_too_often_is_told_to_wait_and_others_are_not(
    narrow: tuple[Client, Person, Person],
) -> None:
    client, ann, bob = narrow
    answers = [client.get("/api/auth/me", headers=ann.headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["error"]["code"] == "too-many-requests"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert client.get("/api/auth/me", headers=bob.headers).status_code == 200


def test_that_a_long_body_is_refused_before_it_is_sent(narrow: tuple[Client, Person, Person]) -> None:
    client, ann, _ = narrow
    answer = client.post("/api/projects", json={"name": "x" * 1000}, headers=ann.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body-too-large")
    assert "1,000 bytes" in answer.json()["error"]["message"]


def test_that_a_body_that_does_not_say_its_length_is_refused_at_the_limit(
    narrow: tuple[Client, Person, Person],
) -> None:
    client, ann, _ = narrow
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(3):
            sent += 1
            yield b'{"name": "' + b"x" * 490

    answer = client.post("/api/projects", content=endless(), headers=ann.headers)
    assert sent == 3
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body-too-large")


def test_that_each_place_has_its_own_limit(narrow: tuple[Client, Person, Person]) -> None:
    client, ann, _ = narrow
    path = f"/api/projects/none/blobs/{'0' * 64}"
    codes = [
        client.put(path, content=b"x" * size, headers=ann.headers).json()["error"]["code"] for size in (2000, 2001)
    ]
    assert codes == ["project-unknown", "body-too-large"]
