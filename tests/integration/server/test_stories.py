"""What runs told, and rows of which nothing is left: kept for a time, then gone, but never what anybody waits for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx import Client
from sqlalchemy import insert, text

from engine.runs.events import Event, Finished, LogWritten, Started, from_json
from engine.runs.record import RunRecord
from server_stub.services import Services
from sync.server import retention
from sync.server.database import SERVICE
from sync.server.devices import MOST_DEVICES, utc_now
from sync.server.retention import Forgotten, forget_old
from sync.server.tables import DEVICES
from tests.integration.server.conftest import PASSWORD, Person
from tests.integration.server.test_retention import KEEPING, NOTHING, RECORD_DAYS, STORY_DAYS, World
from tests.unit.jobs.job_store_contract import finished

LINES = 7


@pytest.fixture
def world(services: Services, people: dict[str, Person], project: str) -> World:
    return World(services, project, people["editor"].account)


def told(world: World, request: str = "a") -> RunRecord:
    """A run that has ended after it told some lines."""
    world.ask(request, world.put(request.encode()))
    record = world.runs.claim_next("worker")
    assert record is not None
    lines = [LogWritten(run=record.id, text=str(number)) for number in range(LINES)]
    assert world.runs.write(record, Started(run=record.id, process=1), *lines)
    ended = finished(record)
    assert world.runs.write_result(ended, world.put(b"tables"), Finished(run=record.id, record=ended))
    return ended


def story(world: World, run: str) -> list[type[Event]]:
    return [type(from_json(event)) for _, event in world.runs.events_of(run, 0)]


def rows(world: World, table: str) -> int:
    with world.database.transaction(SERVICE) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_that_of_an_old_story_the_ending_stays_and_a_client_that_comes_late_finds_it(
    world: World, client: Client, people: dict[str, Person]
) -> None:
    run = told(world)
    world.age(STORY_DAYS - 1)
    assert forget_old(world.database, KEEPING) == NOTHING
    world.age(2)
    assert forget_old(world.database, KEEPING) == Forgotten(events=LINES + 1)
    assert forget_old(world.database, KEEPING) == NOTHING
    assert story(world, run.id) == [Finished]
    answer = client.get(f"/api/runs/{run.id}/events", headers=people["viewer"].headers)
    (line,) = [line for line in answer.text.splitlines() if line.startswith("data: ")]
    assert isinstance(from_json(line.removeprefix("data: ")), Finished)
    assert client.get(f"/api/runs/{run.id}/result", headers=people["viewer"].headers).content == b"tables"


def test_that_a_story_that_goes_on_stays_however_old_it_is(world: World) -> None:
    world.ask("a", world.put(b"network"))
    record = world.runs.claim_next("worker")
    assert record is not None
    assert world.runs.write(record, Started(run=record.id, process=1), LogWritten(run=record.id, text="still here"))
    world.age(10 * RECORD_DAYS)
    assert world.forget_all() == 0
    assert forget_old(world.database, KEEPING) == NOTHING
    assert story(world, record.id) == [Started, LogWritten]


def test_that_a_very_long_story_goes_piece_by_piece(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH_EVENTS", 3)
    run = told(world)
    world.age(STORY_DAYS + 1)
    pieces = []
    while not (gone := forget_old(world.database, KEEPING)).is_empty:
        pieces.append(gone.events)
    assert pieces == [3, 3, 2]
    assert story(world, run.id) == [Finished]


def test_that_many_old_stories_are_each_looked_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH_ROWS", 2)
    for number in range(5):
        world.ask(str(number), world.put(b"network"))
        world.runs.cancel(world.runs.waiting()[0])  # tells nothing but its ending
    world.age(STORY_DAYS + 1)
    count = 0
    while not forget_old(world.database, KEEPING).is_empty:
        count += 1
    assert count == 3
    assert rows(world, "run_events") == 5


def test_that_rows_of_which_all_else_is_gone_go_in_the_end(world: World) -> None:
    run = told(world)
    world.ask("waits", world.put(b"waits"))
    world.age(RECORD_DAYS - 1)
    while not forget_old(world.database, KEEPING).is_empty:
        pass
    assert world.runs.get(run.id).objective == 1.0
    world.age(2)
    assert forget_old(world.database, KEEPING).records == 1
    assert (rows(world, "runs"), rows(world, "run_events")) == (1, 0)


def test_that_files_go_in_the_end_too(world: World) -> None:
    import io

    world.services.files.hand_in(world.account, world.project, "book.csv", io.BytesIO(b"content"))
    waiting = world.services.files.hand_in(world.account, world.project, "later.csv", io.BytesIO(b"later"))
    with world.database.transaction(SERVICE) as connection:
        connection.execute(text("UPDATE files SET status = 'read' WHERE file <> :waiting"), {"waiting": waiting.id})
    world.age(RECORD_DAYS + 1)
    while not forget_old(world.database, KEEPING).is_empty:
        pass
    assert rows(world, "files") == 1
    assert world.services.files.seen(world.account, waiting.id).size == len(b"later")


@pytest.fixture
def later(world: World) -> Callable[[str, timedelta], None]:
    """Makes a moment of all devices or invites earlier."""

    def moved(column: str, by: timedelta) -> None:
        table, _, name = column.partition(".")
        with world.database.transaction(SERVICE) as connection:
            connection.execute(text(f"UPDATE {table} SET {name} = coalesce({name}, now()) - :by"), {"by": by})

    return moved


@pytest.mark.parametrize(
    ("column", "days"),
    [("devices.revoked", 180), ("devices.seen", 210), ("devices.expires", 365), ("invites.expires", 33)],
)
def test_that_devices_and_invites_that_serve_nobody_go_after_a_while(
    world: World, later: Callable[[str, timedelta], None], column: str, days: int
) -> None:
    count = rows(world, column.partition(".")[0])
    later(column, timedelta(days=days - 1))
    assert forget_old(world.database, KEEPING) == NOTHING
    later(column, timedelta(days=2))
    assert forget_old(world.database, KEEPING) == Forgotten(devices=count)


def test_that_an_account_has_no_more_devices_than_anybody_needs(
    world: World, client: Client, people: dict[str, Person]
) -> None:
    owner = people["owner"]
    made = [
        {
            "id": f"spare-{number}",
            "account": owner.account,
            "name": "script",
            "token": str(number).encode(),
            "seen": utc_now() - timedelta(minutes=number + 1),
            "expires": utc_now() + timedelta(days=300),
            "revoked": None if number % 2 else utc_now(),
        }
        for number in range(2 * MOST_DEVICES - 20)
    ]
    with world.database.transaction(SERVICE) as connection:
        connection.execute(insert(DEVICES), made)
    body = {"email": owner.email, "password": PASSWORD, "device_name": "another"}
    token = client.post("/api/auth/login", json=body).raise_for_status().json()["token"]
    found = client.get("/api/auth/devices", headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()
    assert len(found) == MOST_DEVICES
    assert sum(one["is_usable"] for one in found) == MOST_DEVICES - 10 + 2
    assert client.get("/api/auth/me", headers=owner.headers).status_code == 200
