"""What the server tells Prometheus and its log, from the inside only, and what it does while PostgreSQL is away."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from httpx import Client
from prometheus_client.parser import text_string_to_metric_families

from engine.errors import KnownError
from engine.runs.ending import failed
from server_stub.app import create_app
from server_stub.logs import QUIETER, configure_logs
from server_stub.loopback import PostgreSQL, Redis
from server_stub.services import Services
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.breaker import FAILURES
from sync.server.migrating import migrate
from sync.server.work import WorkerRuns
from tests.integration.server.conftest import ROLE, ROLE_PASSWORD, Person, served
from tests.patience import PATIENCE_S, until


def told(client: Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample: name and labels → value."""
    text = client.get("/metrics").raise_for_status().text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_that_requests_are_counted_by_route_and_status(client: Client) -> None:
    client.get("/api/health")
    client.get("/api/runs/some-run")
    client.get("/api/runs/another-run")
    client.get("/api/nothing-such")
    health = (("method", "GET"), ("route", "/api/health"), ("status", "200"))
    runs = (("method", "GET"), ("route", "/api/runs/{run}"), ("status", "401"))
    unknown = (("method", "GET"), ("route", "unknown"), ("status", "404"))

    def counts() -> list[float]:
        found = told(client)
        return [found.get(("networx_http_requests_total", labels), 0) for labels in (health, runs, unknown)]

    until(lambda: counts() == [1, 2, 1], counts)  # they are counted after the answer is on its way
    assert told(client)["networx_http_request_seconds_count", runs[:2]] == 2


def test_that_the_standing_of_the_server_is_told(client: Client) -> None:
    found = told(client)
    assert found["networx_database_up", ()] == found["networx_redis_up", ()] == 1
    assert found["networx_workers", (("queue", "optimisation"),)] == 0
    assert found["networx_queue_age_seconds", (("queue", "files"),)] == 0
    assert found["networx_breaker_state", (("breaker", "postgresql"), ("state", "closed"))] == 1
    assert 0 < found["networx_database_connections", ()] < found["networx_database_connections_limit", ()]
    assert found["networx_redis_memory_bytes", ()] > 0


def test_that_who_comes_through_a_proxy_finds_no_metrics(client: Client) -> None:
    answer = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route-unknown")


def test_that_an_answer_names_its_request_and_a_strange_name_is_replaced(client: Client) -> None:
    given = {name: client.get("/api/health", headers={"X-Request-Id": name}) for name in ("a1b2c3d4e5f6", "a b\tc")}
    assert given["a1b2c3d4e5f6"].headers["x-request-id"] == "a1b2c3d4e5f6"
    assert len(given["a b\tc"].headers["x-request-id"]) == 32


def _about(caplog: pytest.LogCaptureFixture, route: str) -> list[logging.LogRecord]:
    return [record for record in caplog.records if getattr(record, "route", "") == route]


def test_that_a_request_is_logged_with_route_and_status_and_without_its_token(
    client: Client, people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "server_stub.monitoring"):
        client.get("/api/auth/me", headers=people["owner"].headers)
        until(lambda: _about(caplog, "/api/auth/me"))  # it is logged after the answer is on its way
    (record,) = _about(caplog, "/api/auth/me")
    assert vars(record)["status"] == 200
    assert people["owner"].token not in str(vars(record))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as the deployment writes it."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *QUIETER)}
    made = io.StringIO()
    configure_logs("INFO", made)
    yield made
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_that_a_run_is_followed_from_the_request_to_its_worker(
    client: Client, people: dict[str, Person], project: str, services: Services, tmp_path: Path, log: io.StringIO
) -> None:
    content, editor = b"a frozen network", people["editor"].headers
    digest = sha256(content).hexdigest()
    client.put(f"/api/projects/{project}/blobs/{digest}", content=content, headers=editor).raise_for_status()
    body = {"project": project, "scenario": "Baseline", "snapshot": digest, "input_hash": "h", "idempotency_key": "a"}
    asking = {**editor, "X-Request-Id": "that-nginx-has-given"}
    run = client.post("/api/optimize", json=body, headers=asking).raise_for_status().json()["id"]
    worker = WorkerRuns(services.database, tmp_path, lease_s=20)
    record = worker.claim("", "one")
    assert record is not None
    ending = failed(record, KnownError("too-large", "It needs more memory."))
    assert worker.write(ending.record, ending)
    told = [line for line in map(json.loads, log.getvalue().splitlines()) if line.get("run") == run]
    assert [line["event"].removeprefix(f"run {run} ") for line in told] == [
        f"of project {project} was asked for",
        f"of project {project} begins under lease 1",
        "ends failed: It needs more memory.",
    ]
    assert (told[0]["request"], told[0]["account"]) == ("that-nginx-has-given", people["editor"].account)


@pytest.fixture
def own_postgresql(server_folder: Path) -> Iterator[PostgreSQL]:
    """One that may be killed."""
    made = PostgreSQL(server_folder / "own", options=["fsync=off"])
    made.start()
    yield made
    made.stop()


def test_that_routes_refuse_at_once_while_postgresql_is_away_and_recover_by_themselves(
    own_postgresql: PostgreSQL, redis: Redis
) -> None:
    url = own_postgresql.url(user=ROLE, password=ROLE_PASSWORD)
    with closing(Database(own_postgresql.url(), application="tests", pool_size=1)) as owner:
        migrate(owner, url)
    settings = {"database_url": url, "redis_url": redis.url}
    app = create_app(ServerSettings.model_validate(settings))
    with served(app) as address, Client(base_url=address, timeout=PATIENCE_S) as client:
        own_postgresql.kill()
        answers = [client.get("/api/db-status") for _ in range(FAILURES + 1)]
        assert {answer.status_code for answer in answers} == {503}
        assert answers[-1].json()["error"]["code"] == "database-unavailable"
        assert int(answers[-1].headers["retry-after"]) >= 1
        found = told(client)
        assert found["networx_breaker_state", (("breaker", "postgresql"), ("state", "closed"))] == 0
        assert found["networx_database_up", ()] == 0
        own_postgresql.start()
        until(lambda: told(client).get(("networx_database_up", ()), 0) == 1, lambda: "the server did not recover")
        assert told(client)["networx_breaker_state", (("breaker", "postgresql"), ("state", "closed"))] == 1
