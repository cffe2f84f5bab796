"""Applications and servers of different versions: told at once, before anything is misread."""

import pytest
from httpx import Client

from sync.protocol import HEADER, OLDEST, SPOKEN
from tests.integration.server.conftest import Person


@pytest.mark.parametrize("path", ["/api/health", "/api/auth/me", "/api/nothing", "/metrics"])
def test_that_every_answer_says_what_the_server_speaks(client: Client, path: str) -> None:
    assert client.get(path).headers[HEADER] == str(SPOKEN)


@pytest.mark.parametrize("said", ["", str(OLDEST), str(SPOKEN)])
def test_that_this_version_and_the_one_before_are_served(
    client: Client, people: dict[str, Person], project: str, said: str
) -> None:
    headers = people["viewer"].headers | ({HEADER: said} if said else {})
    assert client.get(f"/api/projects/{project}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("said", "code"),
    [(str(OLDEST - 1), "client-too-old"), (str(SPOKEN + 1), "server-too-old"), ("x", "protocol-unreadable")],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/auth/me"), ("POST", "/api/auth/login"), ("GET", "/api/no")])
def test_that_all_others_are_refused_before_anything_else_is_looked_at(
    client: Client, method: str, path: str, said: str, code: str
) -> None:
    answer = client.request(method, path, headers={HEADER: said}, content=b"not even JSON")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert answer.headers[HEADER] == str(SPOKEN)


def test_that_monitoring_needs_to_speak_nothing(client: Client) -> None:
    for path in ("/api/health", "/api/db-status", "/api/openapi.json", "/metrics"):
        assert client.get(path, headers={HEADER: "999"}).status_code == 200
