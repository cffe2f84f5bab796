"""Real worker processes whose children misbehave: whatever becomes of a run is told, and nothing is lost."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.runs.record import RunRecord, RunStatus
from engine.solvers.options import SolveOptions
from server_stub.loopback.part import Part
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.asking import Asked
from sync.server.blobs import Blobs
from sync.server.database import SERVICE
from sync.server.queue import OPTIMISATION, SharedQueue
from sync.server.runs import ServerRuns
from tests.patience import until

_SCRIPT = Path(__file__).with_name("worker_for_tests.py")


class OddWorker(Part):
    """A worker whose children behave as is asked."""

    def __init__(self, folder: Path, behaviour: str, settings: ServerSettings, **changes: object) -> None:
        super().__init__("worker", folder)
        self._behaviour = behaviour
        self._variables = {
            "NETWORX_DATABASE_URL": settings.database_url.get_secret_value(),
            "NETWORX_REDIS_URL": settings.redis_url.get_secret_value(),
            "NETWORX_WORK_DIR": str(folder / "work"),
            "PYTHONPATH": str(Path(__file__).parents[3]),
            **{f"NETWORX_{name.upper()}": str(value) for name, value in changes.items()},
        }

    def command(self) -> list[str]:
        return [sys.executable, str(_SCRIPT), self._behaviour]

    def environment(self) -> dict[str, str]:
        return self._variables

    def is_ready(self) -> bool:
        return bool(self.pid) and "listening" in self.log_end()


class Bench:
    """A project with a frozen network, and workers."""

    def __init__(self, database: Database, settings: ServerSettings, folder: Path) -> None:
        self.database, self.settings, self.folder = database, settings, folder
        self.runs = ServerRuns(database)
        self.queue = SharedQueue(settings.redis_url.get_secret_value(), OPTIMISATION)
        self.workers: list[OddWorker] = []
        with database.transaction(SERVICE) as connection:
            for statement in (
                "INSERT INTO accounts (id, email, name, password) VALUES ('ann', 'ann', 'Ann', '')",
                "INSERT INTO projects (id, name) VALUES ('coffee', 'Coffee')",
                "INSERT INTO members (project, account, role) VALUES ('coffee', 'ann', 'owner')",
            ):
                connection.execute(text(statement))
        self.snapshot = Blobs(database).put("coffee", BytesIO(b"a frozen network"))

    def worker(self, behaviour: str, **changes: object) -> OddWorker:
        """Starts a worker, as on a machine of its own."""
        made = OddWorker(self.folder / f"machine-{len(self.workers)}", behaviour, self.settings, **changes)
        self.workers.append(made)
        made.start()
        return made

    def ask(self, request: str) -> str:
        """Asks for a run and rings for it."""
        one = Asked(
            request=request, scenario="Baseline", snapshot=self.snapshot, input_hash="h", options=SolveOptions()
        )  # fmt: skip
        (record,) = self.runs.ask("ann", "coffee", [one], 10)
        self.queue.ring(record.id)
        return record.id

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds."""
        until(holds, lambda: [worker.log_end() for worker in self.workers])

    def until_ended(self, run: str) -> RunRecord:
        """Waits for the end of a run."""
        self.until(lambda: self.runs.get(run).status.is_final)
        return self.runs.get(run)

    def result(self, run: str) -> bytes:
        """The result of a run."""
        place = self.runs.place(run)
        return b"".join(Blobs(self.database).chunks("coffee", place.result)) if place.result else b""

    def blobs(self) -> int:
        """Number of blobs of the project."""
        with self.database.transaction(SERVICE) as connection:
            return int(connection.execute(text("SELECT count(*) FROM blobs")).scalar_one())

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.queue.close()


@pytest.fixture
def bench(database: Database, settings: ServerSettings, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(database, settings, tmp_path)
    yield made
    made.close()


def test_that_a_run_that_takes_too_much_memory_fails_with_the_reason_and_its_worker_lives(bench: Bench) -> None:
    worker = bench.worker("greedy", memory_bytes=300_000_000)
    pid = worker.pid
    for request in ("first", "second"):
        record = bench.until_ended(bench.ask(request))
        assert record.status is RunStatus.FAILED
        assert "memory" in record.message
        assert record.lease.token == 1
    assert worker.pid == pid
    # What a run leaves is removed after its end is told.
    bench.until(lambda: not any(path.is_dir() for path in (worker.folder / "work").glob("*/*")))


@pytest.mark.parametrize(("behaviour", "objective", "result"), [("deaf", 110.0, b"tables"), ("endless", None, b"")])
def test_that_a_cancelled_run_under_way_ends_with_what_it_had_found_and_kept(
    bench: Bench, behaviour: str, objective: float | None, result: bytes
) -> None:
    bench.worker(behaviour)
    run = bench.ask("first")
    bench.until(lambda: bench.runs.get(run).bound == 100.0)
    bench.runs.cancel(run)
    record = bench.until_ended(run)
    assert (record.status, record.objective, record.bound) == (RunStatus.CANCELLED, objective, 100.0)
    assert bench.result(run) == result


def test_that_the_best_solution_outlives_the_machine_that_found_it(bench: Bench) -> None:
    first = bench.worker("endless", run_attempts=1, lease_s=600)
    run = bench.ask("first")
    bench.until(lambda: bench.runs.place(run).incumbent != "" and bench.runs.get(run).bound == 100.0)
    first.kill()
    with bench.database.transaction(SERVICE) as connection:  # nobody waits for that here
        connection.execute(text("UPDATE runs SET expires = 0"))
    bench.worker("endless", run_attempts=1, lease_s=600)
    record = bench.until_ended(run)
    assert (record.status, record.objective, record.bound) == (RunStatus.INTERRUPTED, 110.0, 100.0)
    assert "is kept" in record.message
    assert bench.result(run) == b"tables"
    bench.until(lambda: bench.blobs() == 2)  # the network and the result: the incumbent is one no more


def test_that_a_worker_that_is_asked_to_end_leaves_its_run_to_another_at_once_and_that_costs_no_attempt(
    bench: Bench,
) -> None:
    first = bench.worker("endless", run_attempts=1, lease_s=600)
    run = bench.ask("first")
    bench.until(lambda: bench.runs.get(run).bound == 100.0)
    os.kill(first.pid, signal.SIGTERM)
    bench.until(lambda: not first.pid)
    # Its lease was given back: nobody waits for its end.
    record = bench.runs.get(run)
    assert (record.status, record.lease.token, record.lease.tries) == (RunStatus.QUEUED, 1, 0)
    bench.worker("endless", run_attempts=1, lease_s=600)
    bench.until(lambda: bench.runs.get(run).attempt == 2)  # it computes, though a run may be begun once alone
    record = bench.runs.get(run)
    assert (record.status, record.lease.token, record.lease.tries) == (RunStatus.RUNNING, 2, 1)
    assert list((first.folder / "work").iterdir()) == []
    bench.runs.cancel(run)
    assert bench.until_ended(run).status is RunStatus.CANCELLED


def test_that_a_run_whose_network_is_gone_fails_and_says_so(bench: Bench) -> None:
    run = bench.ask("first")
    with bench.database.transaction(SERVICE) as connection:
        connection.execute(text("DELETE FROM blobs"))
    bench.worker("endless")
    record = bench.until_ended(run)
    assert record.status is RunStatus.FAILED
    assert "no such bytes" in record.message
