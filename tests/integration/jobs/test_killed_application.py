"""An application that is killed while its runs work, and the window that is opened after it."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil

from engine.runs.events import Finished, IncumbentFound
from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions, new_run_id, utc_now
from engine.runs.request import RESULT_FILE
from sync.jobs import JobDesk, JobFolder
from sync.store import Project
from tests.patience import until_gone

SCRIPT = Path(__file__).with_name("application_for_tests.py")


def killed_at_work(project: Path, jobs: Path) -> str:
    """Starts an application with two runs, of which the first works for ever, kills it, and sees that nothing is left.

    Returns:
        The run that was under way.
    """
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(project), str(jobs), "endless"],
        stdout=subprocess.PIPE,
        text=True,
    )
    run = process.stdout.readline().strip()
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 3  # the worker, its child, and the process that freezes
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    until_gone(family)
    return run


def test_that_after_a_kill_the_run_is_interrupted_and_the_waiting_one_goes_on(
    project_file: Path, tmp_path: Path, window
) -> None:
    run = killed_at_work(project_file, tmp_path / "jobs")
    opened = window("endless")
    record = opened.until_stored()
    assert record.id == run
    assert record.status is RunStatus.INTERRUPTED
    assert record.objective == 110.0
    assert opened.kept(run) == (record, b"tables")
    opened.until(lambda: any(isinstance(event, IncumbentFound) and event.run != run for event in opened.events))
    other = next(known for known in opened.runs.records() if known.id != run)
    assert other.status is RunStatus.RUNNING
    opened.runs.cancel(other.id)
    assert opened.until_stored().id == other.id
    opened.runs.start(["Baseline"], SolveOptions())
    opened.until(lambda: opened.runs.records()[0].status is RunStatus.RUNNING)


def noted(project: Path, worker: str) -> RunRecord:
    """A run of which the project file has taken note."""
    record = RunRecord(
        id=new_run_id(),
        scenario="Baseline",
        status=RunStatus.QUEUED,
        created=utc_now(),
        lease=Lease(worker=worker),
    )
    with Project.open(project) as opened:
        opened.runs.add(record)
    return record


def test_that_a_run_that_no_worker_ever_got_is_interrupted(project_file: Path, window) -> None:
    record = noted(project_file, "application")
    opened = window()
    opened.until(lambda: opened.kept(record.id)[0].status is RunStatus.INTERRUPTED)
    assert "handed to a worker" in opened.runs.records()[0].message


def test_that_runs_of_the_command_line_are_left_alone(project_file: Path, window) -> None:
    record = noted(project_file, "")
    opened = window()
    opened.runs.start(["Baseline"], SolveOptions(gap=0.02))
    opened.until_stored()
    assert opened.kept(record.id)[0] == record


def test_that_a_run_that_ended_while_no_window_was_there_is_stored_at_the_next_start(
    project_file: Path, tmp_path: Path, window
) -> None:
    record = noted(project_file, "application")
    with Project.open(project_file) as project:
        path = tmp_path / "jobs" / project.id
    folder = JobFolder(path)
    folder.run_path(record.id).mkdir()
    (folder.run_path(record.id) / RESULT_FILE).write_bytes(b"tables")
    with JobDesk(path) as desk:
        desk.hand_in(record)
    store = folder.jobs()
    claimed = store.claim(record.id, "a worker")
    ended = replace(claimed, status=RunStatus.OPTIMAL, objective=5.0, bound=5.0, gap=0.0, finished=utc_now())
    assert store.write(ended, Finished(run=record.id, record=ended))
    store.close()
    opened = window()
    assert opened.until_stored() == ended
    assert opened.kept(record.id) == (ended, b"tables")
    opened.until(lambda: not folder.run_path(record.id).exists())
    opened.close()
    with JobDesk(path) as desk:
        assert desk.records() == []
