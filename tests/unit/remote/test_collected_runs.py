"""What becomes of runs on a server when they are handed in and their results are asked for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.network import Network
from engine.runs.record import RunRecord, RunStatus, utc_now
from sync.remote.collecting import given_up
from sync.remote.delivery import Sender
from sync.remote.http import RefusedError
from sync.remote.inputs import Inputs
from sync.remote.messages import RemoteProject, Wanted
from sync.remote.outpost import Outpost
from sync.remote.servers import KnownServer, Servers
from sync.store import Project
from sync.whereabouts import marked, name_there

URL = "https://server.example"


class FakeServer:
    """Takes at most so many runs, and refuses what it is told to refuse; keeps everything that it is asked."""

    url = URL

    def __init__(self) -> None:
        self.room = 1000
        self.refused: dict[str, KnownError] = {}
        self.away: KnownError | None = None
        self.asked: list[list[str]] = []
        self.taken: dict[str, RunRecord] = {}
        self.cancelled: list[str] = []
        self.known = {"p0"}
        self.listed = 0
        self.single: list[str] = []

    def create_project(self, name: str) -> RemoteProject:
        made = f"p{len(self.known)}"
        self.known.add(made)
        return RemoteProject(id=made, name=name, role="owner")

    def bring(self, _project: str, path: Path) -> str:
        return str(path)

    def hand_in(self, project: str, wanted: list[Wanted]) -> list[RunRecord]:
        names = [one.record.id for one in wanted]
        self.asked.append(names)
        if self.away is not None:
            raise self.away
        if project not in self.known:
            raise KnownError("project-unknown", "There is no such project among yours.")
        for name in names:
            if name in self.refused:
                raise self.refused[name]
        new = [one for one in wanted if one.record.id not in self.taken]
        if len(self.taken) + len(new) > self.room:
            raise passing("too-many-waiting")
        self.taken |= {one.record.id: replace(one.record, id=f"there-{one.record.id}") for one in new}
        return [self.taken[name] for name in names]

    def runs(self, _project: str) -> dict[str, RunRecord]:
        self.listed += 1
        return {one.id: one for one in self.taken.values()}

    def run(self, name: str) -> RunRecord:
        self.single.append(name)
        for one in self.taken.values():
            if one.id == name:
                return one
        raise KnownError("run-unknown", "There is no such run among yours.")

    def result(self, name: str) -> bytes:
        return name.encode()

    def cancel(self, name: str) -> None:
        self.cancelled.append(name)


def passing(code: str) -> KnownError:
    error = RefusedError(code, "Not now.")
    error.pause_s = 0.0
    return error


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "coffee.networx") as made:
        yield made


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def outpost(project: Project, server: FakeServer, tmp_path: Path) -> Outpost:
    servers = Servers(tmp_path / "servers.json")
    servers.remember(KnownServer(url=URL, email="ann@example.com", projects={project.id: "p0"}))
    inputs = Inputs(tmp_path / "jobs", project.id)
    return Outpost(Sender(project.id, "coffee"), project.runs, inputs, servers, lambda _: server)


def kept(outpost: Outpost, name: str, there: str = "", *, is_frozen: bool = True) -> RunRecord:
    """A run of the project; one that has no name on the server waits here."""
    record = RunRecord(id=name, scenario="Baseline", status=RunStatus.QUEUED, created=utc_now(), input_hash="h")
    if not there and is_frozen:
        record = replace(record, input_hash=outpost.inputs.keep(name, Network.of()))
    record = marked(record, URL, there)
    outpost.store.add(record)
    return record


def test_that_what_waits_is_handed_in_together_and_its_input_goes_when_that_is_noted(
    outpost: Outpost, server: FakeServer
) -> None:
    runs = [kept(outpost, f"run-{number}") for number in range(3)]
    assert [error for _, error in outpost.hand_in(runs)] == [None] * 3
    assert server.asked == [["run-0", "run-1", "run-2"]]
    assert [name_there(outpost.store.get(run.id)) for run in runs] == [f"there-{run.id}" for run in runs]
    assert not any(outpost.inputs.path(run.id).exists() for run in runs)
    assert list(outpost.hand_in(outpost.open_runs())) == []


def test_that_nothing_is_ended_while_the_server_is_away_and_it_is_the_same_run_later(
    outpost: Outpost, server: FakeServer
) -> None:
    run = kept(outpost, "run")
    server.away = passing("server-unreachable")
    ((waiting, error),) = outpost.hand_in([run])
    assert (waiting, error) == (run, server.away)
    assert outpost.inputs.path("run").exists()
    server.away = None
    assert [name_there(record) for record, _ in outpost.hand_in(outpost.open_runs())] == ["there-run"]
    assert server.asked == [["run"], ["run"]]


def test_that_a_run_the_server_refuses_for_good_fails_alone(outpost: Outpost, server: FakeServer) -> None:
    runs = [kept(outpost, f"run-{number}") for number in range(5)]
    server.refused = {"run-3": KnownError("options-unusable", "No such option.")}
    found = dict(enumerate(record for record, _ in outpost.hand_in(runs)))
    assert found[3].status is RunStatus.FAILED
    assert "No such option" in outpost.store.get("run-3").message
    assert all(name_there(found[number]) for number in (0, 1, 2, 4))
    assert not outpost.inputs.path("run-3").exists()


def test_that_as_many_are_handed_in_as_the_server_lets_wait(outpost: Outpost, server: FakeServer) -> None:
    runs = [kept(outpost, f"run-{number}") for number in range(10)]
    server.room = 7
    found = list(outpost.hand_in(runs))
    assert sum(bool(name_there(record)) for record, _ in found) == 7
    assert {error.code for _, error in found if error is not None} == {"too-many-waiting"}
    assert sum(outpost.inputs.path(run.id).exists() for run in runs) == 3


def test_that_a_project_that_is_gone_from_the_server_is_made_there_anew(outpost: Outpost, server: FakeServer) -> None:
    server.known = {"other"}
    ((record, error),) = outpost.hand_in([kept(outpost, "run")])
    assert (name_there(record), error) == ("there-run", None)
    assert server.known == {"other", "p1"}


def test_that_a_run_that_another_program_has_handed_in_meanwhile_goes_on(outpost: Outpost) -> None:
    run = kept(outpost, "run")
    list(outpost.hand_in([run]))
    ((record, error),) = outpost.hand_in([run])  # as somebody has it who has read it before
    assert (name_there(record), error) == ("there-run", None)


def test_that_a_run_whose_input_is_nowhere_says_so(outpost: Outpost) -> None:
    ((record, _),) = outpost.hand_in([kept(outpost, "run", is_frozen=False)])
    assert record.status is RunStatus.FAILED
    assert "not on this computer" in record.message


def test_that_a_run_given_up_while_it_is_on_its_way_is_stopped(outpost: Outpost, server: FakeServer) -> None:
    run = kept(outpost, "run")
    outpost.store.finish(given_up(run, "No longer wanted."), None)
    ((record, _),) = outpost.hand_in([run])
    assert record.status is RunStatus.CANCELLED
    assert server.cancelled == ["there-run"]


def test_that_all_runs_are_looked_at_with_one_question_and_results_fetched_where_they_have_ended(
    outpost: Outpost, server: FakeServer
) -> None:
    list(outpost.hand_in([kept(outpost, f"run-{number}") for number in range(30)]))
    taken = server.taken
    server.taken = {
        name: replace(one, status=RunStatus.OPTIMAL, objective=1.0) if name == "run-7" else one
        for name, one in taken.items()
    }
    found = {record.id: record for record, _ in outpost.look(outpost.open_runs())}
    assert (server.listed, server.single) == (1, ["there-run-7"])
    assert found["run-7"].status is RunStatus.OPTIMAL
    assert outpost.store.result("run-7") == b"there-run-7"
    assert found["run-8"].status is RunStatus.QUEUED


def test_that_an_answer_to_another_input_is_not_taken(outpost: Outpost, server: FakeServer) -> None:
    list(outpost.hand_in([kept(outpost, "run")]))
    other = replace(server.taken["run"], status=RunStatus.OPTIMAL, objective=1.0, input_hash="other")
    server.taken["run"] = other
    record, _ = outpost.collect(outpost.store.get("run"))
    assert (record.status, record.objective) == (RunStatus.FAILED, None)
    assert "another input" in record.message


def test_that_a_run_which_the_server_does_not_know_with_this_account_is_not_ended(outpost: Outpost) -> None:
    record, error = outpost.collect(kept(outpost, "run", "there"))
    assert error is not None
    assert error.code == "run-not-ours"
    assert outpost.store.get(record.id).status is RunStatus.QUEUED


def test_that_a_run_which_is_given_up_is_kept_as_cancelled(outpost: Outpost) -> None:
    record = kept(outpost, "run", "there")
    outpost.store.finish(given_up(record, "Nobody knows it."), None)
    found = outpost.store.get(record.id)
    assert (found.status, found.message, found.objective) == (RunStatus.CANCELLED, "Nobody knows it.", None)


def test_that_only_old_inputs_that_nobody_waits_for_are_swept_away(outpost: Outpost) -> None:
    import os
    import time

    for name in ("wanted", "old", "new"):
        outpost.inputs.keep(name, Network.of())
    long_ago = time.time() - 200_000
    for name in ("wanted", "old"):
        os.utime(outpost.inputs.path(name).parent, (long_ago, long_ago))
    outpost.inputs.sweep(["wanted"])
    assert sorted(path.name for path in outpost.inputs.folder.iterdir()) == ["new", "wanted"]
