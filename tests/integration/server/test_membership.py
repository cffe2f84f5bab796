"""Who may do what: every route as every role, as somebody else's account and as a stranger; rows as a second lock."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Client, Response
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from starlette.routing import BaseRoute, Route

from server_stub.app import create_app
from server_stub.loopback import PostgreSQL, Redis
from server_stub.services import Services
from sync.server import Database
from sync.server.database import SERVICE
from sync.server.tables import METADATA
from tests.integration.server.conftest import PASSWORD, ROLES, Person, fresh_settings, join, served, share

ANYONE = ("owner", "editor", "viewer", "stranger", None)
ACCOUNTS = ANYONE[:4]
MEMBERS = ANYONE[:3]
EDITORS = ANYONE[:2]
OWNERS = ANYONE[:1]

# Who gets past the door of each route; whoever does not is told 401 without an account, 404 without membership, 403
# with too low a role.
ALLOWED = {
    "GET /api/health": ANYONE,
    "GET /api/db-status": ANYONE,
    "POST /api/auth/login": ANYONE,
    "POST /api/auth/accept-invite": ANYONE,
    "GET /api/auth/me": ACCOUNTS,
    "POST /api/auth/password": ACCOUNTS,
    "GET /api/auth/devices": ACCOUNTS,
    "DELETE /api/auth/devices/{device}": ACCOUNTS,
    "GET /api/projects": ACCOUNTS,
    "POST /api/projects": ACCOUNTS,
    "GET /api/projects/{project}": MEMBERS,
    "GET /api/projects/{project}/members": MEMBERS,
    "PUT /api/projects/{project}/members": OWNERS,
    "DELETE /api/projects/{project}/members/{account}": OWNERS,
    "PUT /api/projects/{project}/blobs/{sha256}": EDITORS,
    "HEAD /api/projects/{project}/blobs/{sha256}": MEMBERS,
    "GET /api/projects/{project}/blobs/{sha256}": MEMBERS,
    "POST /api/optimize": EDITORS,
    "GET /api/runs": MEMBERS,
    "GET /api/runs/{run}": MEMBERS,
    "GET /api/runs/{run}/events": MEMBERS,
    "POST /api/runs/{run}/cancel": EDITORS,
    "GET /api/runs/{run}/result": MEMBERS,
    "POST /api/files": EDITORS,
    "GET /api/files/{file}": MEMBERS,
    "POST /api/files/{file}/cancel": EDITORS,
    "GET /api/files/{file}/change-set": MEMBERS,
    "GET /api/files/{file}/issues": MEMBERS,
    "GET /api/projects/{project}/versions": MEMBERS,
    "POST /api/projects/{project}/versions": MEMBERS,
    "GET /api/projects/{project}/snapshot": MEMBERS,
}
NETWORK = b"a frozen network"
SHA256 = hashlib.sha256(NETWORK).hexdigest()
WANTED = {"scenario": "Baseline", "snapshot": SHA256, "input_hash": "x", "idempotency_key": "a"}
BODIES = {
    "POST /api/auth/login": {"email": "a@example.com", "password": "x", "device_name": "x"},
    "POST /api/auth/accept-invite": {"invite": "x", "name": "x", "password": "correct horse", "device_name": "x"},
    # The same again: it takes nothing away.
    "POST /api/auth/password": {"old": PASSWORD, "new": PASSWORD},
    "POST /api/projects": {"name": "Tea"},
    "PUT /api/projects/{project}/members": {"email": "nobody@example.com", "role": "viewer"},
}
# Past the door of each, whatever came of it there.
PAST = {"POST /api/auth/login": {401}}


UNDESCRIBED = {"GET /api/openapi.json", "HEAD /api/openapi.json", "GET /metrics"}


def test_that_every_route_says_who_may_use_it(app: FastAPI) -> None:
    # From the routes themselves: one that is left out of the description is found, too.
    assert set(_names(app.routes)) - UNDESCRIBED == set(ALLOWED)


def _names(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            yield from (f"{method} {prefix}{route.path}" for method in route.methods or ())
        else:  # what is mounted in any other way has no list, and fails here
            inner = route.original_router
            yield from _names(inner.routes, prefix + route.include_context.prefix)


@dataclass(frozen=True)
class World:
    """A server with one project and all that may be in it."""

    client: Client
    people: dict[str, Person]
    places: dict[str, str]
    description: dict[str, Any]
    services: Services

    @property
    def database(self) -> Database:
        return self.services.database


@pytest.fixture(scope="module")
def world(
    postgresql: PostgreSQL, redis: Redis, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """For the table of routes; made once, as none of its requests takes away what another needs."""
    with fresh_settings(postgresql, redis, _template, tmp_path_factory.mktemp("world")) as settings:
        app = create_app(settings)
        services: Services = app.state.services
        with served(app) as address, Client(base_url=address, timeout=30) as client:
            people = {name: join(client, services, name) for name in ROLES}
            project = share(client, people)
            places = {"project": project, "device": "none", "account": "nobody", "sha256": SHA256}
            places["run"] = _ended_run(client, people["editor"].headers, project)
            places["file"] = _ended_file(client, people["editor"].headers, project)
            yield World(client, people, places, app.openapi(), services)
            services.queue.clear()
            services.file_queue.clear()


def _ended_run(client: Client, editor: dict[str, str], project: str) -> str:
    client.put(f"/api/projects/{project}/blobs/{SHA256}", content=NETWORK, headers=editor).raise_for_status()
    body = {"project": project, "runs": [WANTED]}
    run = client.post("/api/optimize", json=body, headers=editor).raise_for_status().json()["runs"][0]["id"]
    client.post(f"/api/runs/{run}/cancel", headers=editor).raise_for_status()
    return str(run)


def _ended_file(client: Client, editor: dict[str, str], project: str) -> str:
    place = {"project": project, "name": "demand.csv"}
    sent = client.post("/api/files", params=place, content=b"customer\n", headers=editor).raise_for_status()
    file = sent.json()["id"]
    client.post(f"/api/files/{file}/cancel", headers=editor).raise_for_status()
    return str(file)


@pytest.mark.parametrize("role", ANYONE)
@pytest.mark.parametrize("name", ALLOWED)
def test_that_a_route_lets_in_whom_it_says(name: str, role: str | None, world: World) -> None:
    method, path = name.split()
    url = path.format(**world.places)
    body = {"project": world.places["project"], "runs": [WANTED]} if name == "POST /api/optimize" else BODIES.get(name)
    if name in ("GET /api/runs", "POST /api/files"):
        url += f"?project={world.places['project']}&name=demand.csv"
    headers = {} if role is None else world.people[role].headers
    answer = world.client.request(method, url, headers=headers, json=body)
    assert answer.status_code < 500 or answer.status_code == 501
    described = world.description["paths"][path][method.lower()]
    assert str(answer.status_code) in described["responses"], "not declared"
    assert ("security" in described) == (None not in ALLOWED[name])
    refused = answer.status_code in {401, 403} or (
        answer.status_code == 404 and _code(answer) in {"", "project-unknown", "run-unknown", "file-unknown"}
    )
    if role in ALLOWED[name]:
        assert not refused or answer.status_code in PAST.get(name, ()), answer.text
    else:
        assert answer.status_code == (401 if role is None else 404 if role == "stranger" else 403), answer.text


def test_that_a_project_of_others_looks_like_none_at_all(
    client: Client, people: dict[str, Person], project: str
) -> None:
    stranger = people["stranger"].headers
    others, none = (client.get(f"/api/projects/{name}", headers=stranger) for name in (project, "0" * 32))
    assert others.status_code == none.status_code == 404
    assert others.json() == none.json()
    assert client.get("/api/projects", headers=stranger).json() == []


def test_that_a_member_who_is_removed_sees_nothing_any_more(
    client: Client, people: dict[str, Person], project: str
) -> None:
    path = f"/api/projects/{project}"
    viewer, owner = people["viewer"], people["owner"].headers
    assert client.get(path, headers=viewer.headers).json()["role"] == "viewer"
    assert client.delete(f"{path}/members/{viewer.account}", headers=owner).status_code == 204
    assert client.get(path, headers=viewer.headers).status_code == 404


def test_that_a_project_keeps_an_owner(client: Client, people: dict[str, Person], project: str) -> None:
    path, owner = f"/api/projects/{project}/members", people["owner"]
    leaving = client.delete(f"{path}/{owner.account}", headers=owner.headers)
    lowered = client.put(path, json={"email": owner.email, "role": "viewer"}, headers=owner.headers)
    assert [answer.json()["error"]["code"] for answer in (leaving, lowered)] == ["last-owner", "last-owner"]
    client.put(path, json={"email": people["editor"].email, "role": "owner"}, headers=owner.headers).raise_for_status()
    assert client.delete(f"{path}/{owner.account}", headers=owner.headers).status_code == 204


def test_that_only_an_account_becomes_a_member(client: Client, people: dict[str, Person], project: str) -> None:
    body = {"email": "nobody@example.com", "role": "viewer"}
    answer = client.put(f"/api/projects/{project}/members", json=body, headers=people["owner"].headers)
    assert answer.json()["error"]["code"] == "account-unknown"


# What each of them sees of accounts, devices, invites, projects and members with a query that asks for all.
SEEN = {"owner": [3, 1, 0, 1, 3], "viewer": [3, 1, 0, 1, 3], "stranger": [1, 1, 0, 0, 0], None: [0, 0, 0, 0, 0]}
TABLES = ("accounts", "devices", "invites", "projects", "members")


def test_that_rows_of_others_stay_hidden_from_a_query_that_forgot_to_ask(
    database: Database, people: dict[str, Person], project: str
) -> None:
    for name, seen in SEEN.items():
        account = people[name].account if name else ""
        assert [_count(database, table, account) for table in TABLES] == seen, name


OF_ONESELF = {"accounts": 1, "devices": 1}
OF_NO_PERSON = {"invites"}


def test_that_every_table_is_locked_twice(world: World) -> None:
    stranger, viewer = join(world.client, world.services, "outsider").account, world.people["viewer"].account
    for table in METADATA.tables:
        assert _count(world.database, table, stranger) == OF_ONESELF.get(table, 0), table
    filled = {table for table in METADATA.tables if _count(world.database, table, SERVICE)}
    assert {"runs", "run_events", "blobs", "chunks", "files"} <= filled
    assert {table for table in filled if not _count(world.database, table, viewer)} == OF_NO_PERSON & filled
    for table in sorted(filled - set(OF_ONESELF)):
        with world.database.transaction(stranger) as connection:
            assert connection.execute(text(f"DELETE FROM {table}")).rowcount == 0, table


@pytest.mark.parametrize("table", ["runs", "run_events", "blobs", "chunks", "files"])
def test_that_a_viewer_changes_nothing_where_the_server_forgot_to_ask(table: str, world: World) -> None:
    key = {"chunks": "position", "run_events": "event"}.get(table, "project")
    statements = [text(f"UPDATE {table} SET {key} = {key}"), text(f"DELETE FROM {table}")]
    for role, may in (("viewer", False), ("editor", True), ("owner", True)):
        for statement in statements:
            with world.database.engine.connect() as connection:  # rolled back: others need what is there
                connection.execute(
                    text("SELECT set_config('networx.account', :a, true)"), {"a": account_of(world, role)}
                )
                assert bool(connection.execute(statement).rowcount) == may, (role, statement)


def test_that_a_viewer_adds_nothing_where_the_server_forgot_to_ask(world: World) -> None:
    added = text("INSERT INTO chunks (blob, position, bytes) SELECT number, 99, '' FROM blobs LIMIT 1")
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        world.database.transaction(account_of(world, "viewer")) as connection,
    ):
        connection.execute(added)


def account_of(world: World, role: str) -> str:
    return world.people[role].account


def test_that_a_transaction_that_does_not_say_who_asks_sees_nothing(
    database: Database, people: dict[str, Person], project: str
) -> None:
    with database.transaction() as connection:
        assert [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES] == [0] * 5


def test_that_every_table_has_policies(owner: Database) -> None:
    unlocked = text(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND NOT relrowsecurity"
    )
    with owner.transaction() as connection:
        assert connection.execute(unlocked).scalars().all() == ["alembic_version"]


@pytest.mark.parametrize("name", ["viewer", "editor", "stranger"])
def test_that_nobody_makes_himself_an_owner_where_the_server_forgot_to_ask(
    name: str, database: Database, people: dict[str, Person], project: str
) -> None:
    row = {"project": project, "account": people[name].account}
    raised = text("UPDATE members SET role = 'owner' WHERE account = :account")
    with database.transaction(row["account"]) as connection:
        assert connection.execute(raised, row).rowcount == 0
    added = text("INSERT INTO members (project, account, role) VALUES (:project, 'x', 'viewer')")
    with pytest.raises(ProgrammingError, match="row-level security"), database.transaction(row["account"]) as again:
        again.execute(added, row)


def test_that_a_connection_forgets_who_asked(database: Database, people: dict[str, Person], project: str) -> None:
    assert _count(database, "projects", people["owner"].account) == 1
    with database.engine.begin() as connection:  # from the same pool, without saying who asks
        assert connection.execute(text("SELECT count(*) FROM projects")).scalar_one() == 0


def test_that_the_server_cannot_change_its_policies(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), database.transaction() as connection:
        connection.execute(text("ALTER TABLE projects DISABLE ROW LEVEL SECURITY"))


def _code(answer: Response) -> str:
    """Of a refusal; an answer to HEAD has no body that could say it."""
    return str(answer.json()["error"]["code"]) if answer.content else ""


def _count(database: Database, table: str, account: str) -> int:
    with database.transaction(account) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
