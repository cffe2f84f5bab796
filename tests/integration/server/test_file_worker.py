"""Real processes that read files: one is killed in the middle of a file, the next reads it once."""

import os
import signal
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from engine.changes import decode
from server_stub.loopback.python import WorkerProcess
from server_stub.settings import ServerSettings
from sync.server import Database
from sync.server.blobs import Blobs
from sync.server.database import SERVICE
from sync.server.files import Files, FileStatus
from sync.server.queue import FILES, SharedQueue
from tests.patience import until

ROOT = Path(__file__).parents[3]
ROWS = 100_000
# Holds a process that reads a file, when it begins with the rows, as long as there is a file beside this module.
HOLDING = """
import sys, time
from pathlib import Path

class Holding:
    @staticmethod
    def find_spec(name, *_):
        while name == "engine.runs.importing" and Path(__file__).with_name("held").exists():
            time.sleep(0.01)

if "server_stub.workers.reading" in sys.orig_argv:
    sys.meta_path.insert(0, Holding)
"""


class Bench:
    """A project, files of it, and workers on one machine."""

    def __init__(self, database: Database, settings: ServerSettings, folder: Path) -> None:
        self.database, self.settings, self.folder = database, settings, folder
        self.files = Files(database)
        self.workers: list[WorkerProcess] = []
        self.held = folder / "hooks" / "held"
        self.held.parent.mkdir()
        self.held.with_name("sitecustomize.py").write_text(HOLDING, "utf-8")
        with database.transaction(SERVICE) as connection:
            for statement in (
                "INSERT INTO accounts (id, email, name, password) VALUES ('ann', 'ann', 'Ann', '')",
                "INSERT INTO projects (id, name) VALUES ('coffee', 'Coffee')",
                "INSERT INTO members (project, account, role) VALUES ('coffee', 'ann', 'owner')",
            ):
                connection.execute(text(statement))

    def worker(self, run_attempts: int = 3) -> WorkerProcess:
        """Starts a worker; its claims never lapse by themselves."""
        variables = {
            "NETWORX_DATABASE_URL": self.settings.database_url.get_secret_value(),
            "NETWORX_REDIS_URL": self.settings.redis_url.get_secret_value(),
            "NETWORX_WORK_DIR": str(self.folder / "work"),
            "NETWORX_LEASE_S": "600",
            "PYTHONPATH": os.pathsep.join(map(str, (self.held.parent, ROOT))),
            "NETWORX_RUN_ATTEMPTS": str(run_attempts),
        }
        made = WorkerProcess(self.folder / f"worker-{len(self.workers)}", variables, queue=FILES)
        self.workers.append(made)
        made.start()
        return made

    def hand_in(self, name: str, content: bytes) -> str:
        """Hands a file in and rings for it."""
        job = self.files.hand_in("ann", "coffee", name, BytesIO(content))
        queue = SharedQueue(self.settings.redis_url.get_secret_value(), FILES)
        queue.ring(job.id)
        queue.close()
        return job.id

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds."""
        until(holds, lambda: [worker.log_end() for worker in self.workers])

    def let_claims_lapse(self) -> None:
        """As if the time of all claims had gone by."""
        with self.database.transaction(SERVICE) as connection:
            connection.execute(text("UPDATE files SET expires = 0"))

    def status(self, file: str) -> FileStatus:
        """How a file stands."""
        return self.files.seen("ann", file).status

    def readers(self) -> list[psutil.Process]:
        """Processes that read a file of this bench, wherever they hang in the tree."""
        place = str(self.folder)
        return [one for one in psutil.process_iter(["cmdline"]) if _reads(one.info["cmdline"] or [], place)]


def _reads(command: list[str], place: str) -> bool:
    return "server_stub.workers.reading" in command and any(word.startswith(place) for word in command)


@pytest.fixture
def bench(database: Database, settings: ServerSettings, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(database, settings, tmp_path)
    yield made
    for worker in made.workers:
        worker.kill()


def test_that_a_file_whose_worker_is_killed_is_read_once_by_the_next_and_nothing_stays_behind(bench: Bench) -> None:
    bench.held.touch()
    first = bench.worker()
    rows = "".join(f"C{number},Tea,12\n" for number in range(ROWS))
    file = bench.hand_in("demand.csv", b"customer,product,quantity\n" + rows.encode())
    bench.until(lambda: len(bench.readers()) == 1)
    os.kill(first.pid, signal.SIGKILL)  # the worker alone: its child has to notice
    bench.until(lambda: not first.pid and not bench.readers())
    assert bench.status(file) is FileStatus.READING
    bench.held.unlink()
    bench.let_claims_lapse()
    bench.worker()
    bench.until(lambda: bench.status(file).is_final)
    job = bench.files.seen("ann", file)
    assert (job.status, job.token, job.outcome["rows_used"]) == (FileStatus.READ, 2, ROWS)
    content = b"".join(Blobs(bench.database).chunks("coffee", job.change_set))
    assert decode(content).counts()["demand"].inserted == ROWS
    with bench.database.transaction(SERVICE) as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar_one() == 3
    (own,) = (bench.folder / "work").iterdir()  # what the dead one left was removed
    bench.until(lambda: not list(own.iterdir()))


def test_that_a_worker_that_is_asked_to_end_gives_its_file_back_and_that_counts_as_no_attempt(bench: Bench) -> None:
    bench.held.touch()
    rows = "".join(f"C{number},Tea,{number}\n" for number in range(ROWS))
    first = bench.worker(run_attempts=1)
    file = bench.hand_in("demand.csv", b"customer,product,quantity\n" + rows.encode())
    bench.until(lambda: len(bench.readers()) == 1)
    os.kill(first.pid, signal.SIGTERM)
    bench.until(lambda: not first.pid and not bench.readers())
    assert bench.status(file) is FileStatus.QUEUED  # nobody waits for the end of its claim
    bench.held.unlink()
    bench.worker(run_attempts=1)
    bench.until(lambda: bench.status(file).is_final)
    job = bench.files.seen("ann", file)
    assert (job.status, job.token, job.outcome["rows_used"]) == (FileStatus.READ, 2, ROWS)


def test_that_a_worker_reads_on_after_a_file_that_would_harm_it(bench: Bench) -> None:
    bench.worker()
    bad = bench.hand_in("book.xlsx", b"PK\x03\x04" + bytes(1000))
    good = bench.hand_in("demand.csv", b"customer,product,quantity\nAnn,Tea,12\n")
    bench.until(lambda: bench.status(good).is_final)
    assert (bench.status(bad), bench.status(good)) == (FileStatus.REFUSED, FileStatus.READ)
