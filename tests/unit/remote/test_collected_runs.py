"""What becomes of a run on a server when its result is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import KnownError
from engine.runs.record import RunRecord, RunStatus, utc_now
from sync.remote.collecting import collect, given_up
from sync.remote.marks import marked
from sync.store import Project

URL = "https://server.example"


class NobodysServer:
    """Knows no run; says so as the real one does of a run of others."""

    def run(self, _name: str) -> RunRecord:
        raise KnownError("run-unknown", "There is no such run among yours.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "coffee.networx") as made:
        yield made


def handed_in(project: Project, there: str) -> RunRecord:
    record = RunRecord(id="20270131-142501-9f3c11ab", scenario="Baseline", status=RunStatus.RUNNING, created=utc_now())
    record = marked(replace(record, input_hash="h" if there else ""), URL, there)
    project.runs.add(record)
    return record


def test_that_a_run_which_the_server_does_not_know_with_this_account_is_not_ended(project: Project) -> None:
    record = handed_in(project, "there")
    with pytest.raises(KnownError, match="not with your account") as caught:
        collect(project.runs, NobodysServer(), record)
    assert caught.value.code == "run-not-ours"
    assert project.runs.get(record.id).status is RunStatus.RUNNING


def test_that_a_run_which_is_given_up_is_kept_as_cancelled(project: Project) -> None:
    record = handed_in(project, "there")
    project.runs.finish(given_up(record, "Nobody knows it."), None)
    kept = project.runs.get(record.id)
    assert (kept.status, kept.message, kept.objective) == (RunStatus.CANCELLED, "Nobody knows it.", None)


def test_that_a_run_whose_program_ended_before_it_was_handed_in_says_so(project: Project) -> None:
    record = handed_in(project, "")
    assert "was not handed in" in collect(project.runs, NobodysServer(), record).message
    assert project.runs.get(record.id).status is RunStatus.FAILED
