"""Runs in the project file: records that end once, results, events."""

from dataclasses import replace

import pandas as pd
import pytest

from engine.errors import KnownError
from engine.runs.events import Progressed, Queued
from engine.runs.record import Lease, RunRecord, RunStatus, RunStore, utc_now
from engine.runs.snapshot import pack_tables
from sync.store import OpenMode, Project

FLOWS = pd.DataFrame({"origin": ["DC"], "destination": ["Ann"], "flow": [3.0], "duty_cost": [float("nan")]})


def record(run: str = "one", **more: object) -> RunRecord:
    return RunRecord(**{"id": run, "scenario": "Baseline", "status": RunStatus.QUEUED, "created": utc_now(), **more})


def done(run: RunRecord) -> RunRecord:
    return replace(run, status=RunStatus.OPTIMAL, objective=12.5, costs={"transport": 12.5}, finished=utc_now())


def test_that_a_run_comes_back_as_it_was_kept(project: Project):
    store: RunStore = project.runs
    run = record()
    store.add(run)
    assert store.get("one") == run
    assert store.finish(done(run), pack_tables({"result_flows": FLOWS}))
    assert store.get("one").objective == 12.5
    assert store.result("one") == pack_tables({"result_flows": FLOWS})
    pd.testing.assert_frame_equal(project.runs.table("one", "result_flows"), FLOWS)


def test_that_a_final_run_never_changes(project: Project):
    run = record()
    project.runs.add(run)
    project.runs.finish(done(run), None)
    assert not project.runs.update(replace(run, status=RunStatus.RUNNING))
    assert not project.runs.finish(replace(run, status=RunStatus.FAILED), b"late")
    assert project.runs.get("one").status is RunStatus.OPTIMAL
    assert project.runs.result("one") is None


def test_that_a_worker_with_an_old_lease_writes_nothing(project: Project):
    run = record()
    project.runs.add(run)
    assert project.runs.update(replace(run, status=RunStatus.RUNNING, lease=Lease(token=2)))
    assert not project.runs.update(replace(run, status=RunStatus.RUNNING, lease=Lease(token=1)))
    assert not project.runs.finish(replace(done(run), lease=Lease(token=1)), b"stale")
    assert project.runs.get("one").lease.token == 2
    assert project.runs.finish(replace(done(run), lease=Lease(token=2)), b"right")
    assert project.runs.result("one") == b"right"


def test_that_runs_are_listed_from_the_newest(project: Project):
    for number, scenario in enumerate(["Baseline", "Growth", "Baseline"]):
        project.runs.add(
            record(f"run{number}", scenario=scenario, created=f"2027-01-0{number + 1}T00:00:00.000000+00:00")
        )
    assert [run.id for run in project.runs.list()] == ["run2", "run1", "run0"]
    assert [run.id for run in project.runs.list("Baseline")] == ["run2", "run0"]
    assert project.runs.list("none") == []


def test_that_the_latest_run_of_a_scenario_is_one_with_a_result(project: Project):
    assert project.runs.latest("Baseline") is None
    for number in range(2):
        project.runs.add(record(f"run{number}", created=f"2027-01-0{number + 1}"))
    project.runs.finish(done(project.runs.get("run0")), b"result")
    project.runs.finish(replace(project.runs.get("run1"), status=RunStatus.INFEASIBLE), None)
    latest = project.runs.latest("Baseline")
    assert latest is not None
    assert latest.id == "run0"


@pytest.mark.parametrize("call", ["get", "result", "delete"])
def test_that_an_unknown_run_is_said_to_be_unknown(project: Project, call: str):
    with pytest.raises(KnownError, match="no run nine") as caught:
        getattr(project.runs, call)("nine")
    assert caught.value.code == "run-unknown"


def test_that_an_identifier_is_used_once(project: Project):
    project.runs.add(record())
    with pytest.raises(KnownError) as caught:
        project.runs.add(record())
    assert caught.value.code == "run-exists"


def test_that_a_table_that_a_run_has_not_is_said_to_be_missing(project: Project):
    project.runs.add(record())
    for table in ("result_flows", "result_costs"):
        with pytest.raises(KnownError) as caught:
            project.runs.table("one", table)
        assert caught.value.code == "result-missing"
        if project.runs.result("one") is None:
            project.runs.finish(done(record()), pack_tables({"result_flows": FLOWS}))
    with pytest.raises(KeyError):
        project.runs.table("one", "lanes")


def test_that_events_are_read_from_where_one_stopped(project: Project):
    project.runs.add(record())
    project.runs.add(record("two"))
    queued, progressed = Queued(run="one"), Progressed(run="one", seconds=1.5, share=0.5, text="half")
    project.runs.log(queued, Queued(run="two"))
    project.runs.log()
    ((number, first),) = project.runs.events("one")
    assert first == queued
    project.runs.log(progressed)
    assert [event for _, event in project.runs.events("one", after=number)] == [progressed]
    with pytest.raises(KnownError) as caught:
        project.runs.log(Queued(run="nine"))
    assert caught.value.code == "run-unknown"


def test_that_a_forgotten_run_leaves_nothing_behind(project: Project):
    project.runs.add(record())
    project.runs.finish(done(record()), b"result")
    project.runs.log(Queued(run="one"))
    project.runs.delete("one")
    assert project.runs.list() == []
    assert project.runs.events("one") == []
    with project._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM run_results").scalar() == 0


def test_that_a_worker_keeps_runs_beside_the_writer_and_leaves_the_tables_alone(project: Project):
    with Project.open(project.path, OpenMode.RUN) as worker:
        worker.runs.add(record())
        assert project.runs.get("one").scenario == "Baseline"
        with pytest.raises(KnownError, match="not open for writing"):
            worker.undo()


def test_that_a_reader_keeps_no_runs(project: Project):
    with Project.open(project.path, OpenMode.READ) as reader, pytest.raises(KnownError) as caught:
        reader.runs.add(record())
    assert caught.value.code == "project-read-only"
