"""The server's run store on a real PostgreSQL: the contract of all stores, any sequence of calls, turns, readers."""

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import text

from engine.errors import KnownError
from engine.runs.events import Cancelled, LogWritten, from_json
from engine.runs.record import RunRecord, RunStatus
from engine.solvers.options import SolveOptions
from sync.server import Database
from sync.server.asking import Asked
from sync.server.blobs import Blobs
from sync.server.database import SERVICE
from sync.server.runs import ServerRuns
from sync.server.taking_in import add_run
from tests.unit.jobs.job_store_contract import LEASE_S, Clock, JobStoreContract, asked
from tests.unit.jobs.job_store_machine import JobStoreMachine


class AnyRuns(ServerRuns):
    """Runs that are added as the contract adds them, all by one account in one project."""

    def add(self, record: RunRecord) -> None:
        one = Asked(
            request=record.id, scenario=record.scenario, snapshot="", input_hash="", options=record.options
        )  # fmt: skip
        with self._writing() as connection:
            found = text("SELECT FROM runs WHERE run = :run")
            if connection.execute(found, {"run": record.id}).one_or_none() is not None:
                raise KnownError("run-exists", f"A run {record.id} exists already.")
            add_run(connection, record, "coffee", "ann", one)

    def close(self) -> None:
        """The connections belong to the test."""


@pytest.fixture
def filled(database: Database) -> Database:
    """The database with two accounts and a project of both."""
    with database.transaction(SERVICE) as connection:
        for account in ("ann", "bob"):
            connection.execute(
                text("INSERT INTO accounts (id, email, name, password) VALUES (:a, :a, :a, '')"), {"a": account}
            )
        connection.execute(text("INSERT INTO projects (id, name) VALUES ('coffee', 'Coffee')"))
        members = "('coffee', 'ann', 'owner'), ('coffee', 'bob', 'editor')"
        connection.execute(text(f"INSERT INTO members (project, account, role) VALUES {members}"))
    return database


class TestServerRuns(JobStoreContract):
    @pytest.fixture
    def store(self, filled: Database, clock: Clock) -> AnyRuns:
        return AnyRuns(filled, lease_s=LEASE_S, clock=clock)


def test_that_any_sequence_of_calls_keeps_the_promises(filled: Database) -> None:
    class Machine(JobStoreMachine):
        ends_cancelled = True

        def opened(self, clock: Clock) -> AnyRuns:
            with filled.transaction(SERVICE) as connection:
                connection.execute(text("DELETE FROM run_events"))
                connection.execute(text("DELETE FROM runs"))
            return AnyRuns(filled, lease_s=LEASE_S, clock=clock)

    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    wanted = settings(max_examples=15, stateful_step_count=40, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Machine, settings=wanted)


def test_that_of_many_workers_one_gets_each_run(filled: Database) -> None:
    store = AnyRuns(filled)
    for number in range(20):
        store.add(asked(f"run-{number:02}"))
    got: list[str] = []

    def work(name: str) -> None:
        while (record := store.claim_next(name)) is not None:
            got.append(record.id)

    workers = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == [f"run-{number:02}" for number in range(20)]


def test_that_a_reader_misses_no_event_while_many_write(filled: Database) -> None:
    store = AnyRuns(filled)
    held = []
    for number in range(4):
        store.add(asked(f"run-{number}"))
        held.append(store.claim(f"run-{number}", "one"))
    written = 25

    def write(record: RunRecord) -> None:
        for line in range(written):
            store.write(record, LogWritten(run=record.id, text=str(line)))

    writers = [threading.Thread(target=write, args=(record,)) for record in held]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while len(seen) < 4 * written and any([writer.is_alive() for writer in writers] + [_has_more(store, seen)]):
        seen.extend(number for number, _ in store.events(seen[-1] if seen else 0))
    assert len(seen) == 4 * written
    assert seen == sorted(set(seen))


def _has_more(store: ServerRuns, seen: list[int]) -> bool:
    return bool(store.events(seen[-1] if seen else 0))


@pytest.fixture
def snapshot(filled: Database) -> str:
    """Bytes that stand for a frozen network."""
    return Blobs(filled).put("coffee", io.BytesIO(b"network"))


@pytest.fixture
def one(snapshot: str) -> Callable[..., Asked]:
    """A run that is asked for."""

    def made(request: str, **changes: object) -> Asked:
        wanted = Asked(
            request=request, scenario="Baseline", snapshot=snapshot, input_hash="h", options=SolveOptions()
        )  # fmt: skip
        return replace(wanted, **changes)

    return made


def test_that_people_take_turns_and_each_has_his_urgent_runs_first(filled: Database, one: Callable[..., Asked]) -> None:
    store = ServerRuns(filled)
    store.ask("ann", "coffee", [one(f"a{number}", priority=number // 2) for number in range(3)], 10)
    store.ask("bob", "coffee", [one("b0"), one("b1", priority=1)], 10)
    order = []
    while (record := store.claim_next("worker")) is not None:
        with filled.transaction(SERVICE) as connection:
            found = text("SELECT request FROM runs WHERE run = :run")
            order.append(connection.execute(found, {"run": record.id}).scalar_one())
    assert order == ["a2", "b1", "a0", "b0", "a1"]


def test_that_a_run_asked_for_twice_is_one(filled: Database, one: Callable[..., Asked]) -> None:
    store = ServerRuns(filled)
    first = store.ask("ann", "coffee", [one("a"), one("b")], 10)
    again = store.ask("ann", "coffee", [one("b"), one("a")], 10)
    assert [record.id for record in again] == [record.id for record in reversed(first)]
    assert len(store.waiting()) == 2


def test_that_a_name_used_for_another_run_is_refused_and_nothing_is_queued(
    filled: Database, one: Callable[..., Asked]
) -> None:
    store = ServerRuns(filled)
    store.ask("ann", "coffee", [one("a")], 10)
    with pytest.raises(KnownError) as met:
        store.ask("ann", "coffee", [one("b"), one("a", scenario="Growth")], 10)
    assert met.value.code == "idempotency-conflict"
    assert len(store.waiting()) == 1
    assert len(store.ask("bob", "coffee", [one("a", scenario="Growth")], 10)) == 1


def test_that_too_many_waiting_runs_are_refused_whole(filled: Database, one: Callable[..., Asked]) -> None:
    store = ServerRuns(filled)
    with pytest.raises(KnownError) as met:
        store.ask("ann", "coffee", [one(f"a{number}") for number in range(4)], 3)
    assert met.value.code == "too-many-waiting"
    assert store.waiting() == []
    assert len(store.ask("ann", "coffee", [one(f"a{number}") for number in range(3)], 3)) == 3


def test_that_a_run_needs_its_frozen_network(filled: Database, one: Callable[..., Asked]) -> None:
    with pytest.raises(KnownError) as met:
        ServerRuns(filled).ask("ann", "coffee", [one("a", snapshot="0" * 64)], 10)
    assert met.value.code == "blob-unknown"


def test_that_what_a_worker_lets_go_is_taken_up_at_once(filled: Database, one: Callable[..., Asked]) -> None:
    store = ServerRuns(filled)
    store.ask("ann", "coffee", [one("a")], 10)
    record = store.claim_next("leaving")
    assert record is not None
    assert store.reap() == []
    assert store.release("another") == []
    assert store.release("leaving") == [record.id]
    assert store.reap() == []
    given = store.get(record.id)
    assert (given.lease.token, given.lease.tries) == (1, 0)
    assert not store.write(record, LogWritten(run=record.id, text="late"))


def test_that_a_run_that_was_to_stop_ends_with_its_worker_and_waits_for_no_other(
    filled: Database, one: Callable[..., Asked]
) -> None:
    clock = Clock()
    store = ServerRuns(filled, lease_s=LEASE_S, clock=clock)
    for ends in (store.reap, lambda: store.release("worker")):
        (asked_for,) = store.ask("ann", "coffee", [one(str(ends))], 10)
        record = store.claim_next("worker")
        assert record is not None
        assert store.write(replace(record, objective=7.0))
        store.cancel(record.id)
        clock.now += 2 * LEASE_S
        assert ends() == []
        ended = store.get(asked_for.id)
        assert (ended.status, ended.objective) == (RunStatus.CANCELLED, None)
        assert "best solution" in ended.message
        (told,) = [from_json(event) for _, event in store.events_of(record.id, 0)]
        assert told == Cancelled(run=record.id, record=ended)


def test_that_equal_bytes_are_kept_once_and_come_back_in_chunks(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.server.blobs.CHUNK_BYTES", 3)
    blobs = Blobs(filled)
    names = {blobs.put("coffee", io.BytesIO(b"0123456789")) for _ in range(2)}
    (name,) = names
    assert list(blobs.chunks("coffee", name)) == [b"012", b"345", b"678", b"9"]
    assert blobs.size("coffee", name) == 10
    assert blobs.has("coffee", name, "bob")
    empty = blobs.put("coffee", io.BytesIO(b""))
    assert list(blobs.chunks("coffee", empty)) == []


def test_that_bytes_that_are_not_what_was_said_are_refused(filled: Database) -> None:
    with pytest.raises(KnownError) as met:
        Blobs(filled).put("coffee", io.BytesIO(b"network"), "0" * 64, "ann")
    assert met.value.code == "blob-differs"
    with filled.transaction(SERVICE) as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar_one() == 0


@pytest.fixture(autouse=True)
def _closed(database: Database) -> Iterator[None]:
    yield
    database.close()
