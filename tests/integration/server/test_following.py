"""Events of runs as clients read them: live, resumed, to the ending, and only as long as one may."""

import threading
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from httpx import Client

from engine.runs.events import Finished, LogWritten, from_json
from engine.runs.record import RunRecord
from server_stub import following, news
from server_stub.services import Services
from tests.integration.server.conftest import Person
from tests.patience import until
from tests.unit.jobs.job_store_contract import finished

CONTENT = b"a frozen network"


@pytest.fixture
def run(client: Client, people: dict[str, Person], project: str) -> str:
    """A run that waits."""
    digest, editor = sha256(CONTENT).hexdigest(), people["editor"].headers
    client.put(f"/api/projects/{project}/blobs/{digest}", content=CONTENT, headers=editor).raise_for_status()
    body = {"project": project, "scenario": "Baseline", "snapshot": digest, "input_hash": "h", "idempotency_key": "a"}
    return str(client.post("/api/optimize", json=body, headers=editor).raise_for_status().json()["id"])


class Reader:
    """A client that reads the events of a run in a thread."""

    def __init__(self, client: Client, person: Person, run: str, last: str = "") -> None:
        self.lines: list[str] = []
        self.is_closed = False
        headers = person.headers | ({"Last-Event-ID": last} if last else {})
        self._request = (client, f"/api/runs/{run}/events", headers)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        client, path, headers = self._request
        with client.stream("GET", path, headers=headers) as answer:
            self.lines.append(str(answer.status_code))
            self.lines.extend(line for line in answer.iter_lines() if line)
        self.is_closed = True

    @property
    def numbers(self) -> list[int]:
        return [int(line.removeprefix("id: ")) for line in self.lines if line.startswith("id: ")]

    @property
    def texts(self) -> list[str]:
        told = [from_json(line.removeprefix("data: ")) for line in self.lines if line.startswith("data: ")]
        return [event.text if isinstance(event, LogWritten) else type(event).__name__ for event in told]

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds."""
        until(holds, lambda: (len(self.lines), self.lines[-6:]))


@pytest.fixture
def reader(client: Client, people: dict[str, Person], run: str) -> Iterator[Callable[..., Reader]]:
    """Begins to read as one of the people; whatever a test reads has to end."""
    begun: list[Reader] = []

    def begin(role: str, last: str = "") -> Reader:
        begun.append(Reader(client, people[role], run, last))
        return begun[-1]

    yield begin
    for each in begun:
        each.until(lambda each=each: each.is_closed)


def test_that_events_come_as_they_are_told_to_all_who_listen_until_the_ending(
    services: Services, run: str, reader: Callable[..., Reader]
) -> None:
    record = services.runs.claim_next("one")
    services.runs.write(record, LogWritten(run=run, text="first"))
    early = [reader(role) for role in ("owner", "editor", "viewer")]
    for each in early:
        each.until(lambda each=each: each.texts == ["first"])
    services.runs.write(record, LogWritten(run=run, text="second"))
    for each in early:
        each.until(lambda each=each: each.texts == ["first", "second"])
    ended = finished(record)
    services.runs.write(ended, Finished(run=run, record=ended))
    late = reader("viewer")
    for each in (*early, late):
        each.until(lambda each=each: each.is_closed)
        assert each.texts == ["first", "second", "Finished"]
        assert each.numbers == sorted(set(each.numbers))


def test_that_a_client_goes_on_after_the_last_event_that_it_has(
    services: Services, run: str, reader: Callable[..., Reader]
) -> None:
    record = services.runs.claim_next("one")
    for text in ("first", "second", "third"):
        services.runs.write(record, LogWritten(run=run, text=text))
    before = reader("viewer")
    before.until(lambda: len(before.texts) == 3)
    after = reader("viewer", str(before.numbers[1]))
    ended = finished(record)
    services.runs.write(ended, Finished(run=run, record=ended))
    after.until(lambda: after.is_closed)
    assert after.texts == ["third", "Finished"]
    seen_all = reader("viewer", str(after.numbers[-1]))
    seen_all.until(lambda: seen_all.is_closed)
    assert seen_all.texts == []


def test_that_no_event_is_missed_by_those_who_come_while_many_are_told(
    services: Services, run: str, reader: Callable[..., Reader]
) -> None:
    record = services.runs.claim_next("one")
    readers = []
    for number in range(40):
        services.runs.write(record, LogWritten(run=run, text=str(number)))
        if number % 8 == 0:
            readers.append(reader("viewer"))
    ended = finished(record)
    services.runs.write(ended, Finished(run=run, record=ended))
    for each in readers:
        each.until(lambda each=each: each.is_closed)
        assert each.texts == [*map(str, range(40)), "Finished"]


def test_that_a_run_that_ends_while_its_past_is_read_is_not_waited_for(
    services: Services, run: str, reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = services.runs.claim_next("one")
    get = services.runs.get

    def get_before_it_ends(run: str) -> RunRecord:
        known = get(run)
        ended = finished(record)
        services.runs.write(ended, Finished(run=run, record=ended))
        return known

    monkeypatch.setattr(services.runs, "get", get_before_it_ends)
    viewer = reader("viewer")
    viewer.until(lambda: viewer.is_closed)
    assert viewer.texts == ["Finished"]


@pytest.fixture
def _checked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "ALIVE_S", 0.1)


def end(services: Services, record: RunRecord) -> None:
    """End a run, so that all who listen to it are let go."""
    ended = finished(record)
    services.runs.write(ended, Finished(run=record.id, record=ended))


@pytest.mark.parametrize("how", ["device", "account", "password"])
def test_that_who_is_signed_out_while_he_listens_is_told_nothing_more(
    how: str,
    people: dict[str, Person],
    services: Services,
    run: str,
    reader: Callable[..., Reader],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(news, "ASK_S", 1e9)  # not even where nobody looks of its own accord
    record = services.runs.claim_next("one")
    viewer, owner = reader("viewer"), reader("owner")
    services.runs.write(record, LogWritten(run=run, text="first"))
    for each in (viewer, owner):
        each.until(lambda each=each: each.texts == ["first"])
    if how == "device":
        services.devices.revoke(people["viewer"].account, people["viewer"].device)
    elif how == "account":
        services.accounts.set_disabled(people["viewer"].email, is_disabled=True)
    else:
        invite = services.accounts.invite(people["viewer"].email, again=True)
        services.accounts.accept(invite, "Vi", "another password of his", "phone")
    services.runs.write(record, LogWritten(run=run, text="secret"))
    viewer.until(lambda: viewer.is_closed)
    owner.until(lambda: owner.texts == ["first", "secret"])
    assert viewer.texts == ["first"]
    end(services, record)


def test_that_a_stream_ends_also_where_nothing_is_told(
    client: Client, people: dict[str, Person], services: Services, run: str, reader: Callable[..., Reader]
) -> None:
    record = services.runs.claim_next("one")
    viewer = reader("viewer")
    viewer.until(lambda: viewer.lines == ["200"])
    path = f"/api/auth/devices/{people['viewer'].device}"
    client.delete(path, headers=people["viewer"].headers).raise_for_status()
    viewer.until(lambda: viewer.is_closed)
    end(services, record)


@pytest.mark.usefixtures("_checked_often")
def test_that_events_end_with_the_membership(
    client: Client,
    people: dict[str, Person],
    project: str,
    services: Services,
    run: str,
    reader: Callable[..., Reader],
) -> None:
    record = services.runs.claim_next("one")
    viewer = reader("viewer")
    viewer.until(lambda: ": alive" in viewer.lines)
    path = f"/api/projects/{project}/members/{people['viewer'].account}"
    client.delete(path, headers=people["owner"].headers).raise_for_status()
    viewer.until(lambda: viewer.is_closed)
    services.runs.write(record, LogWritten(run=run, text="secret"))
    assert viewer.texts == []
    refused = reader("viewer")
    refused.until(lambda: refused.is_closed)
    assert refused.lines[0] == "404"


def test_that_a_result_is_there_once_the_run_has_ended(
    client: Client, people: dict[str, Person], services: Services, project: str, run: str
) -> None:
    viewer = people["viewer"].headers
    path = f"/api/runs/{run}/result"
    assert client.get(path, headers=viewer).json()["error"]["code"] == "not-finished"
    record = services.runs.claim_next("one")
    ended = finished(record)
    digest = sha256(CONTENT).hexdigest()
    services.runs.write_result(ended, digest, Finished(run=run, record=ended))
    answer = client.get(path, headers=viewer)
    assert (answer.content, answer.headers["etag"]) == (CONTENT, f'"{digest}"')
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


def test_that_a_run_that_ended_without_solution_has_no_result(
    client: Client, people: dict[str, Person], run: str
) -> None:
    cancelled = client.post(f"/api/runs/{run}/cancel", headers=people["editor"].headers)
    assert cancelled.json()["status"] == "cancelled"
    answer = client.get(f"/api/runs/{run}/result", headers=people["editor"].headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "result-missing")
