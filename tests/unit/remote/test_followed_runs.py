"""Runs followed in front of a user: full servers, results that do not come at once, servers that are away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.network import Network
from engine.runs.batch import Ask
from engine.runs.ending import ending_of
from engine.runs.events import ENDINGS, Event, Queued
from engine.runs.record import RunRecord, RunStatus, SolveOptions
from engine.runs.snapshot import pack_tables
from sync.remote.batch import RemoteBatch
from sync.remote.delivery import Sender
from sync.remote.followed import FollowedRuns
from sync.remote.http import RefusedError
from sync.remote.inputs import Inputs
from sync.remote.messages import Wanted
from sync.remote.outpost import Outpost
from sync.remote.servers import KnownServer, Servers
from sync.store import Project
from sync.whereabouts import name_there

URL = "https://server.example"


class Computing:
    """A server that ends a run as soon as somebody listens, and lets at most some wait."""

    url = URL

    def __init__(self) -> None:
        self.room = 1000
        self.waiting = 0
        self.runs_there: dict[str, RunRecord] = {}
        self.away: KnownError | None = None
        self.damaged = 0

    def bring(self, _project: str, path: Path) -> str:
        return str(path)

    def hand_in(self, _project: str, wanted: list[Wanted]) -> list[RunRecord]:
        if self.away is not None:
            raise self.away
        new = [one.record for one in wanted if f"there-{one.record.id}" not in self.runs_there]
        if self.waiting + len(new) > self.room:
            raise passing("too-many-waiting")
        self.waiting += len(new)
        self.runs_there |= {f"there-{one.id}": replace(one, id=f"there-{one.id}") for one in new}
        return [self.runs_there[f"there-{one.record.id}"] for one in wanted]

    def events(self, name: str, *_more: object) -> Iterator[tuple[int, Event]]:
        record = self.runs_there[name]
        if not record.status.is_final:
            self.waiting -= 1
            record = self.runs_there[name] = replace(record, status=RunStatus.OPTIMAL, objective=1.0)
        yield 1, ending_of(record)

    def run(self, name: str) -> RunRecord:
        if self.away is not None:
            raise self.away
        return self.runs_there[name]

    def runs(self, _project: str) -> dict[str, RunRecord]:
        if self.away is not None:
            raise self.away
        return self.runs_there

    def result(self, _name: str) -> bytes:
        self.damaged -= 1
        if self.damaged >= 0:
            raise KnownError("result-damaged", "The result came damaged.")
        return pack_tables({})


def passing(code: str) -> KnownError:
    error = RefusedError(code, "Not now.")
    error.pause_s = 0.0
    return error


@pytest.fixture
def server() -> Computing:
    return Computing()


@pytest.fixture
def outpost(server: Computing, tmp_path: Path) -> Iterator[Outpost]:
    with Project.create(tmp_path / "coffee.networx") as project:
        servers = Servers(tmp_path / "servers.json")
        servers.remember(KnownServer(url=URL, email="ann@example.com", projects={project.id: "p"}))
        inputs = Inputs(tmp_path / "jobs", project.id)
        yield Outpost(Sender(project.id, "coffee"), project.runs, inputs, servers, lambda _: server)


@pytest.fixture
def batch_of(outpost: Outpost) -> Callable[..., RemoteBatch]:
    def make(count: int, **more: bool) -> RemoteBatch:
        asks = [Ask(f"Scenario {number}", Network.of) for number in range(count)]
        return RemoteBatch(asks, SolveOptions(), outpost, URL, **more)

    return make


def test_that_more_runs_than_may_wait_at_the_server_are_handed_in_as_others_end(
    server: Computing, batch_of: Callable[..., RemoteBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.remote.followed._AGAIN_S", 0.0)
    server.room = 3
    batch = batch_of(20)
    events = list(batch.run())
    assert [record.status for record in batch.records] == [RunStatus.OPTIMAL] * 20
    assert sum(isinstance(event, ENDINGS) for event in events) == 20
    assert sum(isinstance(event, Queued) for event in events) == 20
    assert any("Not now." in getattr(event, "text", "") for event in events)
    assert batch.troubles == {}
    assert len(server.runs_there) == 20


def test_that_a_batch_that_is_only_handed_in_is_left_there(batch_of: Callable[..., RemoteBatch]) -> None:
    batch = batch_of(2, follow=False)
    list(batch.run())
    assert [(record.status, bool(name_there(record))) for record in batch.records] == [(RunStatus.QUEUED, True)] * 2


def test_that_a_network_that_cannot_be_solved_fails_alone(outpost: Outpost, server: Computing) -> None:
    def refused() -> Network:
        raise KnownError("model-has-errors", "The model has errors.")

    batch = RemoteBatch([Ask("Bad", refused), Ask("Good", Network.of)], SolveOptions(), outpost, URL)
    list(batch.run())
    assert [record.status for record in batch.records] == [RunStatus.FAILED, RunStatus.OPTIMAL]
    assert [record.status for record in outpost.store.list("Bad")] == [RunStatus.FAILED]
    assert len(server.runs_there) == 1


def test_that_a_server_that_goes_away_leaves_runs_that_wait_and_says_why(
    outpost: Outpost, server: Computing, batch_of: Callable[..., RemoteBatch]
) -> None:
    server.away = passing("server-unreachable")
    batch = batch_of(2)
    list(batch.run())
    assert {error.code for error in batch.troubles.values()} == {"server-unreachable"}
    assert [record.status for record in outpost.open_runs()] == [RunStatus.QUEUED] * 2
    server.away = None
    again = FollowedRuns(outpost, outpost.open_runs())
    list(again.run())
    assert [record.status for record in again.records] == [RunStatus.OPTIMAL] * 2
    assert len(server.runs_there) == 2


def test_that_a_look_at_a_server_that_is_away_says_so_at_once(
    outpost: Outpost, server: Computing, batch_of: Callable[..., RemoteBatch]
) -> None:
    list(batch_of(2, follow=False).run())
    server.away = passing("server-slow")
    runs = FollowedRuns(outpost, outpost.open_runs())
    assert list(runs.look()) == []
    assert {error.code for error in runs.troubles.values()} == {"server-slow"}


@pytest.mark.parametrize(("times", "status"), [(3, RunStatus.OPTIMAL), (100, RunStatus.QUEUED)])
def test_that_a_result_that_comes_damaged_is_fetched_again_but_not_for_ever(
    server: Computing, batch_of: Callable[..., RemoteBatch], times: int, status: RunStatus
) -> None:
    server.damaged = times
    batch = batch_of(1)
    list(batch.run())
    assert batch.records[0].status is status
    assert bool(batch.troubles) == (status is RunStatus.QUEUED)


def test_that_what_is_cancelled_before_it_is_frozen_ends_and_the_rest_is_left(
    server: Computing, batch_of: Callable[..., RemoteBatch]
) -> None:
    batch = batch_of(3)
    events = batch.run()
    for event in events:
        if isinstance(event, Queued) and event.run == batch.records[1].id:
            batch.cancel()
    statuses = [record.status for record in batch.records]
    assert statuses == [RunStatus.QUEUED, RunStatus.CANCELLED, RunStatus.CANCELLED]
    assert len(server.runs_there) == 1


def test_that_the_second_ctrl_c_leaves_at_once(batch_of: Callable[..., RemoteBatch]) -> None:
    with pytest.raises(KeyboardInterrupt):
        batch_of(1).kill()
