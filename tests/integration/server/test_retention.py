"""What ended long ago is removed, and nothing that anybody needs; a project holds no more than it may."""

import io
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from httpx import Client, Response
from sqlalchemy import text

from engine.errors import KnownError
from engine.runs.record import RunRecord, RunStatus, utc_now
from engine.solvers.options import SolveOptions
from server_stub.reaping import Reaping
from server_stub.services import Services
from sync.server import Database, retention
from sync.server.asking import Asked
from sync.server.blobs import Blobs, hold
from sync.server.database import SERVICE
from sync.server.files import Files
from sync.server.retention import Forgotten, Keeping, forget_old
from tests.integration.server.conftest import Person
from tests.integration.server.test_monitoring import told
from tests.patience import until

DAYS = 180
STORY_DAYS, RECORD_DAYS = 30, 1000
KEEPING = Keeping(results=DAYS, stories=STORY_DAYS, records=RECORD_DAYS)
RESULTS = replace(KEEPING, stories=100_000, records=100_000)
NOTHING = Forgotten()


class World:
    """A project with an editor, whose runs and blobs can be made older than they are."""

    def __init__(self, services: Services, project: str, account: str) -> None:
        self.services, self.project, self.account = services, project, account
        self.database, self.runs, self.blobs = services.database, services.runs, services.blobs

    def put(self, content: bytes) -> str:
        return self.blobs.put(self.project, io.BytesIO(content))

    def has(self, digest: str) -> bool:
        return self.blobs.has(self.project, digest)

    def ask(self, request: str, snapshot: str) -> RunRecord:
        one = Asked(
            request=request,
            scenario="Baseline",
            snapshot=snapshot,
            input_hash="h",
            options=SolveOptions(),
            anew=True,  # none ends with the answer of another
        )
        return self.runs.ask(self.account, self.project, [one], 100)[0]

    def solved(self, request: str, snapshot: str, result: bytes) -> RunRecord:
        """A run that has ended with a result."""
        self.ask(request, snapshot)
        record = self.runs.claim_next("worker")
        assert record is not None
        ended = replace(record, status=RunStatus.OPTIMAL, objective=1.0, finished=utc_now())
        assert self.runs.write_result(ended, self.put(result))
        return ended

    def age(self, days: float, table: str = "") -> None:
        """Everything was made, and has ended, so many days earlier."""
        with self.database.transaction(SERVICE) as connection:
            values = {"secs": days * 86400}
            for name in (table,) if table else ("runs", "files", "blobs"):
                connection.execute(text(f"UPDATE {name} SET created = created - make_interval(secs => :secs)"), values)
            if table in ("", "runs"):
                connection.execute(
                    text(
                        "UPDATE runs SET record = jsonb_set(record::jsonb, '{finished}', to_jsonb("
                        "((record::json->>'finished')::timestamptz - make_interval(secs => :secs))::text))::text "
                        "WHERE record::json->>'finished' <> ''"
                    ),
                    values,
                )

    def forget_all(self) -> int:
        """Batches until nothing is old; how many blobs they have removed."""
        gone = 0
        while not (batch := forget_old(self.database, RESULTS)).is_empty:
            gone += batch.blobs
        return gone


@pytest.fixture
def world(services: Services, people: dict[str, Person], project: str) -> World:
    return World(services, project, people["editor"].account)


def test_that_network_and_result_of_a_run_that_ended_long_ago_go_and_its_record_stays(
    world: World, client: Client, people: dict[str, Person]
) -> None:
    network = world.put(b"network")
    run = world.solved("old", network, b"tables").id
    world.age(DAYS - 1)
    assert forget_old(world.database, RESULTS) == NOTHING
    world.age(2)
    assert forget_old(world.database, RESULTS) == Forgotten(runs=1, blobs=2, size=len(b"network" + b"tables"))
    assert forget_old(world.database, RESULTS) == NOTHING
    assert world.runs.get(run).objective == 1.0
    answer = client.get(f"/api/runs/{run}/result", headers=people["viewer"].headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "result-removed")
    with world.database.transaction(SERVICE) as connection:
        assert connection.execute(text("SELECT count(*) FROM chunks")).scalar_one() == 0
    assert world.ask("old", network).id == run  # asked again under its name, it is still that run


def test_that_a_run_that_was_asked_for_long_ago_but_ended_lately_keeps_its_result(world: World) -> None:
    record = world.solved("slow", world.put(b"network"), b"tables")
    world.age(DAYS + 1)
    with world.database.transaction(SERVICE) as connection:
        connection.execute(
            text("UPDATE runs SET record = jsonb_set(record::jsonb, '{finished}', to_jsonb(CAST(:now AS text)))::text"),
            {"now": record.finished},
        )
    assert forget_old(world.database, RESULTS) == NOTHING


def test_that_nothing_of_an_open_run_goes_however_old_it_is(world: World) -> None:
    waiting, running = world.put(b"of one that waits"), world.put(b"of one under way")
    world.ask("running", running)
    record = world.runs.claim_next("worker")
    assert record is not None
    best = world.put(b"best so far")
    assert world.runs.set_incumbent(record.id, record.lease.token, best)
    world.ask("waiting", waiting)
    world.age(10 * DAYS)
    assert world.forget_all() == 0
    assert all(map(world.has, (waiting, running, best)))


def test_that_a_blob_that_another_run_names_stays_until_that_is_old_too(world: World) -> None:
    network = world.put(b"network of both")
    world.solved("old", network, b"old tables")
    world.age(DAYS + 1)
    new = world.solved("new", network, b"new tables")
    world.age(DAYS + 1, "blobs")
    assert world.forget_all() == 1
    assert world.has(network)
    assert world.has(world.runs.place(new.id).result)
    world.age(DAYS + 1)
    assert world.forget_all() == 2
    assert not world.has(network)


def test_that_bytes_that_nobody_named_stay_for_the_days_and_those_sent_again_are_new(world: World) -> None:
    forgotten, again = world.put(b"never named"), world.put(b"sent again")
    assert world.forget_all() == 0
    world.age(DAYS + 1)
    world.put(b"sent again")
    assert world.forget_all() == 1
    assert (world.has(forgotten), world.has(again)) == (False, True)
    chunks = b"".join(world.blobs.chunks(world.project, again))
    assert chunks == b"sent again"


def test_that_a_blob_that_is_about_to_be_named_stays(world: World) -> None:
    network = world.put(b"network")
    world.age(DAYS + 1)
    with world.database.transaction(world.account) as connection:
        assert hold(connection, world.project, network)
        assert world.forget_all() == 0
    assert world.forget_all() == 1
    with pytest.raises(KnownError) as caught:
        world.ask("late", network)
    assert caught.value.code == "blob-unknown"


def test_that_batches_are_small_in_rows_and_bytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        world.put(bytes([number]) * 100)
    world.age(DAYS + 1)
    monkeypatch.setattr(retention, "BATCH_ROWS", 2)
    assert forget_old(world.database, RESULTS).blobs == 2
    monkeypatch.setattr(retention, "BATCH_BYTES", 150)
    assert forget_old(world.database, RESULTS).blobs == 1
    monkeypatch.setattr(retention, "BATCH_BYTES", 50)
    assert forget_old(world.database, RESULTS).blobs == 1  # one that is larger than a batch goes alone


def test_that_the_reaper_removes_batch_after_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH_ROWS", 1)
    digests = [world.put(f"network {number}".encode()) for number in range(3)]
    world.age(DAYS + 1)
    reaping = Reaping(world.runs, world.services.queue, world.database, KEEPING, every_s=0.01)
    reaping.start()
    try:
        until(lambda: not any(map(world.has, digests)), lambda: "what is old is still there")
    finally:
        reaping.stop()


@pytest.fixture
def send(client: Client, people: dict[str, Person], project: str) -> Callable[[bytes], Response]:
    """Sends bytes as the editor."""

    def sent(content: bytes) -> Response:
        place = f"/api/projects/{project}/blobs/{sha256(content).hexdigest()}"
        return client.put(place, content=content, headers=people["editor"].headers)

    return sent


def test_that_a_file_that_was_read_long_ago_goes_with_what_came_of_it(
    world: World, client: Client, people: dict[str, Person]
) -> None:
    files = Files(world.database)
    waiting = files.hand_in(world.account, world.project, "later.csv", io.BytesIO(b"waits"))
    done = files.hand_in(world.account, world.project, "book.csv", io.BytesIO(b"content"))
    with world.database.transaction(SERVICE) as connection:  # the other one is not its turn yet
        connection.execute(
            text("UPDATE files SET created = created, number = DEFAULT WHERE file = :f"), {"f": waiting.id}
        )
    job = files.claim_next()
    assert job is not None
    assert job.id == done.id
    assert files.finish(job, io.BytesIO(b"change set"), io.BytesIO(b"[]"), {})
    world.age(DAYS + 1)
    assert forget_old(world.database, RESULTS) == Forgotten(files=1, blobs=3, size=len(b"contentchange set[]"))
    for what in ("change-set", "issues"):
        answer = client.get(f"/api/files/{done.id}/{what}", headers=people["viewer"].headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "result-removed")
    assert world.has(waiting.content)


def test_that_a_full_project_takes_no_new_bytes_but_keeps_its_own_and_results_of_its_runs(
    world: World,
    client: Client,
    people: dict[str, Person],
    send: Callable[[bytes], Response],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(world.blobs, "_most_bytes", 10)
    monkeypatch.setattr(world.services.files._blobs, "_most_bytes", 10)
    assert send(b"0123456789").status_code == 204
    refused = send(b"x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "project-full")
    assert not world.has(sha256(b"x").hexdigest())
    assert send(b"0123456789").status_code == 204
    place = {"project": world.project, "name": "demand.csv"}
    file = client.post("/api/files", params=place, content=b"a,b\n", headers=people["editor"].headers)
    assert (file.status_code, file.json()["error"]["code"]) == (409, "project-full")
    record = world.solved("run", sha256(b"0123456789").hexdigest(), b"tables")
    assert world.has(world.runs.place(record.id).result)
    another = client.post("/api/projects", json={"name": "Tea"}, headers=people["owner"].headers).json()["id"]
    assert world.blobs.put(another, io.BytesIO(b"0123456789"), account=people["owner"].account)


def test_that_what_is_held_is_told(world: World, client: Client) -> None:
    world.put(b"0123456789")
    with world.database.transaction(SERVICE) as connection:
        connection.execute(text("INSERT INTO projects (id, name) VALUES ('tea', 'Tea')"))
    Blobs(world.database).put("tea", io.BytesIO(b"0123"))
    found = told(client)
    names = ("held_bytes", "largest_project_bytes", "project_limit_bytes")
    limit = world.services.settings.project_gib << 30
    assert [found[f"networx_{name}", ()] for name in names] == [14, 10, limit]


def test_that_another_project_with_the_same_bytes_keeps_its_own(world: World, database: Database) -> None:
    with database.transaction(SERVICE) as connection:
        connection.execute(text("INSERT INTO projects (id, name) VALUES ('tea', 'Tea')"))
    network = world.put(b"network")
    Blobs(database).put("tea", io.BytesIO(b"network"))
    world.ask("waiting", network)
    world.age(DAYS + 1)
    assert world.forget_all() == 1
    assert world.has(network)
    assert not world.blobs.has("tea", network)
