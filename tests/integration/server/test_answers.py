"""One question of a project has one answer: runs that ask the same end with the first result that is for good."""

import io
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.errors import KnownError
from engine.runs.ending import failed, interrupted
from engine.runs.events import ENDINGS, Ending, Event, Finished, LogWritten, Started, from_json
from engine.runs.record import Checked, RunRecord, RunStatus, utc_now
from engine.runs.same_input import is_taken_over
from engine.solvers.options import SolveOptions
from sync.server import Database
from sync.server.asking import Asked
from sync.server.blobs import Blobs
from sync.server.database import SERVICE
from sync.server.retention import Keeping, forget_old
from sync.server.runs import ServerRuns

ENGINE = "2.0"
TABLES = b"result tables"
_MEMBERS = "('coffee', 'ann', 'owner'), ('coffee', 'bob', 'editor'), ('tea', 'bob', 'owner')"
_PEOPLE = (
    "INSERT INTO accounts (id, email, name, password) SELECT a, a, a, '' FROM unnest('{ann,bob}'::text[]) AS a",
    "INSERT INTO projects (id, name) VALUES ('coffee', 'Coffee'), ('tea', 'Tea')",
    f"INSERT INTO members (project, account, role) VALUES {_MEMBERS}",
)
_LONG_AGO = """UPDATE runs SET created = created - interval '1000 days',
    record = jsonb_set(record::jsonb, '{finished}', '"2001-01-01T00:00:00+00:00"')::text WHERE run = :run"""


class Bench:
    """Two people, two projects that hold the same frozen network, and one worker."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.runs = ServerRuns(database, engine=ENGINE)
        self.blobs = Blobs(database)
        with database.transaction(SERVICE) as connection:
            for statement in _PEOPLE:
                connection.execute(text(statement))
        for project in ("coffee", "tea"):
            self.snapshot = self.blobs.put(project, io.BytesIO(b"network"))
        self._requests = iter(range(1000))

    def ask(self, account: str = "ann", project: str = "coffee", **changes: object) -> RunRecord:
        """Asks for a run, by default always for the same."""
        one = Asked(
            request=f"request {next(self._requests)}",
            scenario="Baseline",
            snapshot=self.snapshot,
            input_hash="h",
            options=SolveOptions(),
        )
        (record,) = self.runs.ask(account, project, [replace(one, **changes)], 100)
        return record

    def begun(self) -> RunRecord:
        """The run whose turn it is, begun by a worker."""
        claimed = self.runs.claim_next("worker")
        assert claimed is not None
        record = replace(claimed, started=utc_now(), attempt=claimed.attempt + 1)
        assert self.runs.write(record, Started(run=record.id, process=7))
        return record

    def end(self, record: RunRecord, ending: Ending | None = None, tables: bytes = TABLES) -> bool:
        """Writes the ending of a run that is under way, and its result."""
        ending = ending or Finished(run=record.id, record=optimal(record))
        result = "" if ending.record.objective is None else self.blobs.put("coffee", io.BytesIO(tables))
        return self.runs.write_result(ending.record, result, ending)

    def solved(self, **changes: object) -> RunRecord:
        """A run that was asked for and has ended with an optimum."""
        asked = self.ask(**changes)
        begun = self.begun()
        assert begun.id == asked.id
        assert self.end(begun)
        return self.runs.get(begun.id)

    def result(self, run: str) -> bytes:
        place = self.runs.place(run)
        return b"".join(self.blobs.chunks(place.project, place.result)) if place.result else b""

    def story(self, run: str) -> list[Event]:
        return [from_json(event) for _, event in self.runs.events_of(run, 0)]


def optimal(record: RunRecord) -> RunRecord:
    return replace(
        record,
        status=RunStatus.OPTIMAL,
        objective=7.0,
        bound=7.0,
        gap=0.0,
        seconds={"total": 300.0},
        checked=Checked(max_violation=0.0, cost_difference=0.0),
        message="Optimal",
        notes=("Something to know.",),
        finished=utc_now(),
    )


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def test_that_the_same_input_is_solved_once_and_the_second_run_says_whose_result_it_has(bench: Bench) -> None:
    first = bench.solved()
    second = bench.ask("bob", scenario="Growth", options=SolveOptions(time_limit_s=60.0))
    assert bench.runs.waiting() == []
    assert bench.runs.get(second.id) == second
    assert (second.status, second.objective, second.seconds) == (RunStatus.OPTIMAL, 7.0, {"total": 300.0})
    assert (second.scenario, second.options.time_limit_s, second.versions) == ("Growth", 60.0, first.versions)
    assert second.created <= second.started <= second.finished
    assert is_taken_over(second)
    assert not is_taken_over(first)
    assert first.id in second.message
    assert first.finished[:10] in second.message
    assert second.notes == (second.message, "Something to know.")
    assert bench.runs.place(second.id).result == bench.runs.place(first.id).result
    assert bench.result(second.id) == TABLES


def test_that_its_events_are_a_whole_story(bench: Bench) -> None:
    bench.solved()
    second = bench.ask()
    assert bench.story(second.id) == [
        Started(run=second.id, process=0),
        LogWritten(run=second.id, text=second.message),
        Finished(run=second.id, record=second),
    ]


def test_that_a_third_run_names_the_one_that_was_computed(bench: Bench) -> None:
    first = bench.solved()
    bench.ask()
    assert first.id in bench.ask("bob").message


def test_that_what_was_computed_is_told_with_its_version(bench: Bench) -> None:
    assert bench.solved().versions.application == ENGINE


@pytest.mark.parametrize(
    "changes",
    [
        {"input_hash": "other"},
        {"options": SolveOptions(gap=0.5)},
        {"options": SolveOptions(seed=1)},
        {"options": SolveOptions(threads=1)},
        {"options": SolveOptions(solver="cbc")},
        {"kind": "explain"},
        {"anew": True},
        {"project": "tea", "account": "bob"},
    ],
    ids=" ".join,
)
def test_that_another_question_another_project_and_one_asked_anew_are_computed(
    bench: Bench, changes: dict[str, object]
) -> None:
    bench.solved()
    assert bench.ask(**changes).status is RunStatus.QUEUED


def test_that_another_version_of_the_engine_computes_for_itself(bench: Bench) -> None:
    bench.solved()
    bench.runs = ServerRuns(bench.database, engine="3.0")
    assert bench.ask().status is RunStatus.QUEUED


def _infeasible(record: RunRecord) -> Ending:
    ended = replace(record, status=RunStatus.INFEASIBLE, message="Proven.", finished=utc_now())
    return Finished(run=record.id, record=ended)


def _feasible(record: RunRecord) -> Ending:
    return Finished(run=record.id, record=replace(optimal(record), status=RunStatus.FEASIBLE, gap=0.2))


def _unchecked(record: RunRecord) -> Ending:
    wrong = Checked(max_violation=0.1, cost_difference=0.0)
    return Finished(run=record.id, record=replace(optimal(record), checked=wrong))


def _cancelled(record: RunRecord) -> Ending:
    return Finished(run=record.id, record=replace(optimal(record), status=RunStatus.CANCELLED))


def _interrupted(record: RunRecord) -> Ending:
    return interrupted(replace(record, objective=8.0), "Its worker died.")


def _unbounded(record: RunRecord) -> Ending:
    return Finished(run=record.id, record=replace(record, status=RunStatus.UNBOUNDED))


def _failed(record: RunRecord) -> Ending:
    return failed(record, KnownError("memory-limit", "Too much."))


def test_that_no_solution_is_an_answer_too(bench: Bench) -> None:
    bench.ask()
    begun = bench.begun()
    assert bench.end(begun, _infeasible(begun))
    second = bench.ask()
    assert (second.status, second.objective, second.notes) == (RunStatus.INFEASIBLE, None, ())
    assert is_taken_over(second)
    assert second.message.endswith("Proven.")
    assert bench.runs.place(second.id).result == ""


def test_that_not_even_that_there_is_no_solution_is_told_to_another_project(bench: Bench) -> None:
    bench.ask("bob")
    begun = bench.begun()
    assert bench.end(begun, _infeasible(begun))
    assert bench.ask("bob", "tea").status is RunStatus.QUEUED


@pytest.mark.parametrize("ending", [_feasible, _unchecked, _cancelled, _interrupted, _unbounded, _failed])
def test_that_what_another_try_may_do_better_is_not_taken_over(
    bench: Bench, ending: Callable[[RunRecord], Ending]
) -> None:
    bench.ask()
    waiting = bench.ask("bob")
    begun = bench.begun()
    assert bench.end(begun, ending(begun))
    assert bench.runs.get(waiting.id).status is RunStatus.QUEUED
    assert bench.ask().status is RunStatus.QUEUED


def test_that_open_runs_of_the_same_question_end_with_the_first_one(bench: Bench) -> None:
    bench.ask()
    first = bench.begun()
    bench.ask("bob")
    running = bench.begun()
    queued, anew, other = bench.ask(), bench.ask(anew=True), bench.ask(input_hash="other")
    elsewhere = bench.ask("bob", "tea")
    assert bench.end(first)
    assert [bench.runs.get(run.id).status for run in (anew, other, elsewhere)] == [RunStatus.QUEUED] * 3
    ended = [bench.runs.get(run.id) for run in (running, queued)]
    assert [(record.status, is_taken_over(record)) for record in ended] == [(RunStatus.OPTIMAL, True)] * 2
    assert [type(event) for event in bench.story(running.id)] == [Started, LogWritten, Finished]
    assert [type(event) for event in bench.story(queued.id)] == [Started, LogWritten, Finished]
    places = {bench.runs.place(run.id).result for run in (first, running, queued)}
    assert len(places) == 1
    assert bench.runs.renew({running.id: running.lease.token}).lost == {running.id}
    assert not bench.end(running, tables=b"of the slower one")
    assert bench.result(running.id) == TABLES


def test_that_a_run_that_is_being_cancelled_is_left_to_its_worker(bench: Bench) -> None:
    bench.ask()
    first = bench.begun()
    bench.ask()
    second = bench.begun()
    bench.runs.cancel(second.id)
    assert bench.end(first)
    assert bench.runs.get(second.id).status is RunStatus.RUNNING


def test_that_a_run_computed_anew_keeps_its_own_result_and_is_the_answer_from_then_on(bench: Bench) -> None:
    bench.solved()
    bench.ask(anew=True)
    anew = bench.begun()
    assert bench.end(anew, tables=b"anew")
    assert not is_taken_over(bench.runs.get(anew.id))
    assert bench.result(anew.id) == b"anew"
    assert bench.result(bench.ask().id) == b"anew"


def test_that_a_result_that_was_removed_answers_nobody(bench: Bench) -> None:
    bench.solved()
    with bench.database.transaction(SERVICE) as connection:
        connection.execute(text("UPDATE runs SET snapshot = '', result = ''"))
    assert bench.ask().status is RunStatus.QUEUED


def test_that_a_result_that_others_have_taken_over_stays_until_the_last_of_them_is_old(bench: Bench) -> None:
    first = bench.solved()
    with bench.database.transaction(SERVICE) as connection:
        connection.execute(text("UPDATE blobs SET created = created - interval '1000 days'"))
    second = bench.ask()
    with bench.database.transaction(SERVICE) as connection:
        connection.execute(text(_LONG_AGO), {"run": first.id})
    while not forget_old(bench.database, Keeping(results=180, stories=30, records=100_000)).is_empty:
        pass
    assert bench.runs.place(first.id).result == ""
    assert bench.result(second.id) == TABLES


def test_that_of_equal_runs_that_end_at_the_same_time_all_have_one_result(bench: Bench) -> None:
    for _ in range(6):
        bench.ask("ann")
        bench.ask("bob")
    held = [bench.begun() for _ in range(12)]
    together = threading.Barrier(len(held))
    won: list[str] = []

    def end(record: RunRecord) -> None:
        runs = ServerRuns(bench.database, engine=ENGINE)
        result = bench.blobs.put("coffee", io.BytesIO(record.id.encode()))
        together.wait()
        ended = optimal(record)
        if runs.write_result(ended, result, Finished(run=record.id, record=ended)):
            won.append(record.id)

    threads = [threading.Thread(target=end, args=(record,)) for record in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert {bench.result(record.id) for record in held} == {won[0].encode()}
    for record in held:
        endings = [event for event in bench.story(record.id) if isinstance(event, ENDINGS)]
        assert [event.record for event in endings] == [bench.runs.get(record.id)]


def test_that_a_run_asked_for_while_an_equal_one_ends_never_waits_in_vain(bench: Bench) -> None:
    for number in range(10):
        wanted = {"input_hash": f"network {number}"}
        bench.ask(**wanted)
        begun = bench.begun()
        together = threading.Barrier(2)
        asked: list[RunRecord] = []

        def ask(wanted: dict[str, str], together: threading.Barrier, asked: list[RunRecord]) -> None:
            together.wait()
            asked.append(bench.ask("bob", **wanted))

        thread = threading.Thread(target=ask, args=(wanted, together, asked))
        thread.start()
        together.wait()
        assert bench.end(begun)
        thread.join()
        assert bench.runs.get(asked[0].id).status is RunStatus.OPTIMAL


def test_that_a_name_of_a_project_that_one_has_left_is_refused_and_no_defect(bench: Bench) -> None:
    bench.ask("bob", request="mine")
    with bench.database.transaction(SERVICE) as connection:
        connection.execute(text("DELETE FROM members WHERE project = 'coffee' AND account = 'bob'"))
    with pytest.raises(KnownError) as met:
        bench.ask("bob", "tea", request="mine")
    assert met.value.code == "idempotency-conflict"


def test_that_a_repeated_request_of_a_client_of_old_is_known_again(bench: Bench) -> None:
    first = bench.ask(request="mine")
    assert bench.ask(request="mine", anew=True).id == first.id
