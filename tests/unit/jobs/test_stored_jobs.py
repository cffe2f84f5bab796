"""The job store in SQLite: the contract of all stores, many workers at once, and what survives."""

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from engine.errors import KnownError
from engine.runs.events import Started
from engine.runs.record import RunStatus
from engine.runs.request import RESULT_FILE
from sync.jobs import JobFolder, StoredJobs
from tests.unit.jobs.job_store_contract import LEASE_S, Clock, JobStoreContract, asked, finished
from tests.unit.jobs.job_store_machine import JobStoreMachine


class TestStoredJobs(JobStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path, clock: Clock) -> Iterator[StoredJobs]:
        opened = JobFolder(tmp_path).jobs(lease_s=LEASE_S, clock=clock)
        yield opened
        opened.close()


class StoredJobsMachine(JobStoreMachine):
    def opened(self, clock: Clock) -> StoredJobs:
        self.folder = tempfile.TemporaryDirectory()
        return JobFolder(Path(self.folder.name)).jobs(lease_s=LEASE_S, clock=clock)

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


TestAnySequenceOfCalls = StoredJobsMachine.TestCase
TestAnySequenceOfCalls.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)


def test_that_of_many_workers_one_gets_each_run(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    store = folder.jobs()
    runs = [f"run-{number}" for number in range(20)]
    for run in runs:
        store.add(asked(run))
    got: list[tuple[str, str]] = []

    def work(name: str) -> None:
        own = folder.jobs()
        got.extend((run, name) for run in runs if own.claim(run, name) is not None)
        own.close()

    workers = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(run for run, _ in got) == sorted(runs)
    store.close()


def test_that_jobs_survive_the_process_that_kept_them(tmp_path: Path) -> None:
    first = JobFolder(tmp_path).jobs()
    for run in ("waits", "works", "ended"):
        first.add(asked(run))
    first.claim("works", "one")
    first.write(finished(first.claim("ended", "one")), Started(run="ended", process=1))
    first.close()
    second = JobFolder(tmp_path).jobs()
    assert [(record.id, record.status) for record in second.list()] == [
        ("waits", RunStatus.QUEUED),
        ("works", RunStatus.RUNNING),
        ("ended", RunStatus.OPTIMAL),
    ]
    assert len(second.events()) == 1
    second.close()


def test_that_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(b"no database at all" * 100)
    store = JobFolder(tmp_path).jobs()
    store.add(asked("a"))
    assert store.waiting() == ["a"]
    assert [path.read_bytes()[:2] for path in tmp_path.glob("*.unusable")] == [b"no"]
    store.close()


def test_that_a_file_of_another_form_is_put_aside(tmp_path: Path) -> None:
    JobFolder(tmp_path).jobs().close()
    connection = sqlite3.connect(tmp_path / "jobs.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    store = JobFolder(tmp_path).jobs()
    assert store.list() == []
    assert len(list(tmp_path.glob("*.unusable"))) == 1
    store.close()


def test_that_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KnownError) as met:
        JobFolder(tmp_path / "file" / "jobs")
    assert met.value.code == "jobs-folder"


def test_that_only_old_folders_of_unknown_runs_are_swept(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    for run in ("known", "old", "new"):
        folder.run_path(run).mkdir()
    for run in ("known", "old"):
        os.utime(folder.run_path(run), (1.0, 1.0))
    folder.sweep(frozenset({"known"}))
    assert sorted(path.name for path in folder.runs_path.iterdir()) == ["known", "new"]


def test_that_a_result_is_read_where_there_is_one(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    assert folder.result("a") is None
    folder.run_path("a").mkdir()
    (folder.run_path("a") / RESULT_FILE).write_bytes(b"tables")
    assert folder.result("a") == b"tables"
    folder.remove("a")
    assert folder.result("a") is None


def test_that_two_processes_cannot_work_on_one_folder(tmp_path: Path) -> None:
    first = JobFolder(tmp_path).lock()
    with pytest.raises(KnownError) as met:
        JobFolder(tmp_path).lock()
    assert met.value.code == "project-locked"
    first.release()
    JobFolder(tmp_path).lock().release()
