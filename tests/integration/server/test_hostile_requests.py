"""Requests that nobody sends by accident: each is refused with a code, and none makes the server fail."""

import json
import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from httpx import Client

from tests.integration.server.conftest import Person

# NUL, no text at all, a direction that hides, a path upwards, SQL, far too long.
WORDS = ("\0", "\udc80", "\u202e", "../../etc/passwd", "' OR 1=1 --", "x" * 5000, "*", "")
VALUES: tuple[Any, ...] = (*WORDS, None, True, -1, 10**400, 1e308, [], {}, ["\0"], {"\0": "\0"})


def routes_of(app: FastAPI) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every route."""
    paths = app.openapi()["paths"]
    return [(method.upper(), path, how) for path, ways in paths.items() for method, how in ways.items()]


def fields_of(app: FastAPI, how: dict[str, Any]) -> set[str]:
    """Names of the fields of a route's body, at any depth."""
    schemas = app.openapi()["components"]["schemas"]
    text = json.dumps(how.get("requestBody", {}))
    names: set[str] = set()
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        names |= set(schemas[name].get("properties", {}))
    return names


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500 or answer.status_code == 501, (str(answer.request.url)[:200], answer.text)
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        assert set(answer.json()["error"]) == {"code", "message", "where", "what_to_do"}


def test_that_strange_places_are_refused(app: FastAPI, client: Client, people: dict[str, Person]) -> None:
    for method, path, how in routes_of(app):
        for word in ("%00", "%FF", "%E2%80%AE", "..%2F..%2Fetc", "'%20OR%201=1", "x" * 5000, "*"):
            strange = re.sub(r"{\w+}", word, path)
            query = "&".join(f"{p['name']}={word}" for p in how.get("parameters", []) if p["in"] == "query")
            check(client.request(method, f"{strange}?{query}", headers=people["owner"].headers))


def test_that_strange_bodies_are_refused(app: FastAPI, client: Client, people: dict[str, Person], project: str) -> None:
    headers = {**people["owner"].headers, "Content-Type": "application/json"}
    for method, path, how in routes_of(app):
        if "application/json" not in how.get("requestBody", {}).get("content", {}):
            continue
        place = re.sub(r"{\w+}", project, path)
        fields = fields_of(app, how)
        for value in VALUES:
            for body in (value, dict.fromkeys(fields, value), {**dict.fromkeys(fields, "a"), "project": project}):
                check(client.request(method, place, headers=headers, content=json.dumps(body)))
        for raw in (b"", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"NaN", b'{"email": 1e999}'):
            check(client.request(method, place, headers=headers, content=raw))


@pytest.mark.parametrize(
    "word",
    ["", "Bearer", "Basic YTpi", "Bearer \xe9", "Bearer " + "x" * 4000, "bearer a b", "Bearer *", "Bearer '"],
)
def test_that_a_forged_token_is_refused(word: str, client: Client) -> None:
    headers = {b"authorization": word.encode("latin-1")}
    answer = client.get("/api/auth/me", headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed-out")


def test_that_a_strange_place_to_resume_from_is_harmless(client: Client, people: dict[str, Person]) -> None:
    for word in ("-1", "9" * 20, "\xb2", "x" * 1000):
        headers = {**people["owner"].headers, "Last-Event-ID": word.encode("latin-1")}
        check(client.get("/api/runs/none/events", headers=headers))  # type: ignore[arg-type]


def test_that_an_unknown_route_and_method_are_told_with_a_code(client: Client) -> None:
    assert client.get("/api/nothing").json()["error"]["code"] == "route-unknown"
    assert client.patch("/api/projects").json()["error"]["code"] == "method-unknown"
