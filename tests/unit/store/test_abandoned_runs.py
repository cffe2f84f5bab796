"""Runs whose command was killed, and those whose command lives."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.runs.record import Lease, RunRecord, RunStatus
from sync.abandoned import end_abandoned, this_command
from sync.store import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "coffee.networx") as made:
        yield made


def running(project: Project, worker: str) -> str:
    record = RunRecord(
        id="run", scenario="Baseline", status=RunStatus.RUNNING, objective=1.0, lease=Lease(worker=worker)
    )
    project.runs.add(record)
    return record.id


def test_that_a_run_of_a_command_that_is_gone_is_called_interrupted(project: Project) -> None:
    code = "from sync.abandoned import this_command; print(this_command())"
    worker = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    run = running(project, worker)
    assert [record.id for record in end_abandoned(project.runs)] == [run]
    kept = project.runs.get(run)
    assert (kept.status, kept.objective) == (RunStatus.INTERRUPTED, None)
    assert "killed" in kept.message


def test_that_a_run_of_this_command_is_left(project: Project) -> None:
    run = running(project, this_command())
    assert end_abandoned(project.runs) == []
    assert project.runs.get(run).status is RunStatus.RUNNING


@pytest.mark.parametrize("worker", ["command 1 abc another-computer", "application", "", "server x#y"])
def test_that_a_run_that_may_be_alive_is_left(project: Project, worker: str) -> None:
    run = running(project, worker)
    assert end_abandoned(project.runs) == []
    assert project.runs.get(run).status is RunStatus.RUNNING


def test_that_another_process_of_the_same_number_is_not_taken_for_the_command(project: Project) -> None:
    mark, number, words, computer = this_command().split(" ", 3)
    running(project, f"{mark} {number} {words[::-1]} {computer}")
    assert len(end_abandoned(project.runs)) == 1
