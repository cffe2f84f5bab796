"""What one account may take of a server that others use, too: projects, files that wait, bells, connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from httpx import Client

from engine.errors import KnownError
from engine.runs.record import RunStatus
from server_stub.routes import runs as run_routes
from server_stub.services import Services
from sync.server import Database, files
from sync.server.projects import Projects
from sync.server.work import WorkerRuns
from tests.integration.server.conftest import Person
from tests.integration.server.test_retention import World
from tests.patience import PATIENCE_S

CONTENT = b"a frozen network"


@pytest.fixture
def world(services: Services, people: dict[str, Person], project: str) -> World:
    return World(services, project, people["editor"].account)


def test_that_an_account_owns_no_more_projects_than_it_may_however_fast_it_makes_them(
    world: World, people: dict[str, Person], database: Database
) -> None:
    projects = Projects(database, most_owned=4)
    owner = people["owner"].account

    def create(number: int) -> str:
        try:
            projects.create(owner, f"Project {number}")
        except KnownError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(create, range(9)))
    assert sorted(outcomes) == ["made"] * 3 + ["too-many-projects"] * 6
    assert projects.create(people["editor"].account, "Of another").id


def test_that_the_limit_of_projects_is_told(
    client: Client, world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.services.projects, "_most_owned", 1)
    answer = client.post("/api/projects", json={"name": "One more"}, headers=people["owner"].headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too-many-projects")


def test_that_no_more_files_of_an_account_wait_than_may(
    client: Client, world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_WAITING", 2)
    place = {"project": world.project, "name": "demand.csv"}

    def send(role: str) -> int:
        return client.post("/api/files", params=place, content=b"a,b\n", headers=people[role].headers).status_code

    assert [send("editor") for _ in range(3)] == [202, 202, 429]
    assert send("owner") == 202
    assert len(world.services.files.waiting()) == 3


def test_that_no_more_bells_are_rung_than_say_anything(
    client: Client, world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_routes, "MOST_BELLS", 3)
    digest = world.put(CONTENT)
    wanted = [
        {"scenario": "Baseline", "snapshot": digest, "input_hash": str(number), "idempotency_key": str(number)}
        for number in range(5)
    ]
    world.services.queue.clear()
    for _ in range(3):  # also where the answer was lost, and it is asked again and again
        body = {"project": world.project, "runs": wanted}
        client.post("/api/optimize", json=body, headers=people["editor"].headers).raise_for_status()
        assert world.services.queue.pending() == 3
    assert len(world.runs.waiting()) == 5
    world.services.queue.clear()


def test_that_large_uploads_leave_connections_for_all_else(
    client: Client, world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = world.services.settings.pool_size // 2
    entered, leave = threading.Semaphore(0), threading.Event()
    put = world.services.blobs.put

    def slow(*arguments: object, **more: object) -> str:
        entered.release()
        assert leave.wait(PATIENCE_S)
        return put(*arguments, **more)

    monkeypatch.setattr(world.services.blobs, "put", slow)

    def send(number: int) -> int:
        content = f"network {number}".encode()
        place = f"/api/projects/{world.project}/blobs/{sha256(content).hexdigest()}"
        return client.put(place, content=content, headers=people["editor"].headers).status_code

    with ThreadPoolExecutor(2 * room) as threads:
        sent = [threads.submit(send, number) for number in range(2 * room)]
        for _ in range(room):
            assert entered.acquire(timeout=PATIENCE_S)
        assert world.services.bulk.locked()
        assert client.get("/api/projects", headers=people["viewer"].headers).status_code == 200
        assert not entered.acquire(blocking=False)
        leave.set()
        assert [one.result(PATIENCE_S) for one in sent] == [204] * (2 * room)


@pytest.fixture
def worker(database: Database, tmp_path: Path) -> WorkerRuns:
    return WorkerRuns(database, tmp_path / "work", lease_s=600)


def test_that_a_run_whose_input_cannot_be_fetched_now_waits_again_at_no_cost(
    world: World, worker: WorkerRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.ask("a", world.put(CONTENT)).id

    def away(*_: object) -> None:
        raise KnownError("database-unavailable", "Away.")

    with monkeypatch.context() as patch:
        patch.setattr(worker, "_fetch_blob", away)
        assert worker.claim(run, "worker") is None
    waiting = world.runs.get(run)
    assert (waiting.status, waiting.lease.token, waiting.lease.tries) == (RunStatus.QUEUED, 1, 0)
    assert list((worker._folder).iterdir()) == []
    claimed = worker.claim(run, "worker")
    assert claimed is not None
    assert claimed.lease.tries == 1
    assert (worker._folder / run / "input.snapshot").read_bytes() == CONTENT


def test_that_a_worker_without_room_says_so_instead_of_trying_for_ever(world: World, worker: WorkerRuns) -> None:
    run = world.ask("a", world.put(CONTENT)).id
    worker._folder.write_bytes(b"in the way")  # as where nothing can be written
    assert worker.claim(run, "worker") is None
    ended = world.runs.get(run)
    assert ended.status is RunStatus.FAILED
    assert "worker could not keep the input" in ended.message
