"""Runs from the click to the stored result, by a real worker process."""

from dataclasses import replace

import pandas as pd

from engine.changes import ChangeSet, insert_rows
from engine.runs.events import BoundImproved, Finished, IncumbentFound, PhaseStarted, Started
from engine.runs.record import RunStatus, SolveOptions
from engine.runs.snapshot import table_names
from sync.store import Project

OPTIONS = SolveOptions(gap=0.02)


def spoil(project: Project) -> ChangeSet:
    """Demand of a customer that there is not: an error, under which no run begins."""
    row = pd.DataFrame({"customer": ["Nowhere"], "product": ["Nothing"], "quantity": [1.0]})
    return insert_rows(project.network(), "demand", row)


def test_that_a_run_is_queued_computed_followed_and_stored(window) -> None:
    opened = window()
    opened.runs.start(["Baseline"], OPTIONS)
    (asked,) = opened.runs.records()
    assert asked.status is RunStatus.QUEUED
    record = opened.until_stored()
    assert record.id == asked.id
    assert record.status is RunStatus.OPTIMAL
    assert record.gap <= 0.02
    assert record.checked.max_violation < 1e-6
    assert isinstance(opened.events[0], Started)
    assert isinstance(opened.events[-1], Finished)
    kept, result = opened.kept(record.id)
    assert kept == record
    assert "result_flows" in table_names(result)


def test_that_the_story_of_a_run_is_kept_with_it(window) -> None:
    opened = window()
    opened.runs.start(["Baseline"], OPTIONS)
    opened.until_told(PhaseStarted)
    (run,) = (record.id for record in opened.runs.records())
    assert [type(event) for event in opened.runs.events(run)][:2] == [Started, PhaseStarted]
    opened.until_stored()
    assert opened.runs.events(run) == ()
    found = []
    opened.session.ask(lambda project: [event for _, event in project.runs.events(run)], found.append)
    opened.until(lambda: bool(found))
    assert found[0] == opened.events[:-1]
    assert any(isinstance(event, IncumbentFound) for event in found[0])


def test_that_several_scenarios_run_in_their_order(window) -> None:
    opened = window()
    names = ["Growth", "Baseline", "Nearer"]
    opened.runs.start(names, OPTIONS)
    opened.until(lambda: all(record.status.is_final for record in opened.runs.records()))
    started = sorted(opened.runs.records(), key=lambda record: record.started)
    assert [record.scenario for record in started] == names
    assert len({record.objective for record in started}) == 3
    assert len({record.input_hash for record in started}) == 3


def test_that_another_number_of_workers_takes_effect_when_nothing_is_under_way(window) -> None:
    opened = window("endless")
    opened.runs.start(["Baseline"], OPTIONS)
    opened.until_told(BoundImproved)
    opened.runs.set_plan(replace(opened.plan, at_once=2))
    assert opened.runs.slots == 1
    opened.runs.cancel(opened.runs.records()[0].id)
    assert opened.until_stored().status is RunStatus.CANCELLED
    opened.until(lambda: opened.runs.slots == 2)
    opened.runs.start(["Baseline", "Growth"], OPTIONS)
    opened.until(lambda: [record.bound for record in opened.runs.records()[:2]] == [100.0, 100.0])
    both = opened.runs.records()[:2]
    assert {record.status for record in both} == {RunStatus.RUNNING}
    for record in both:
        opened.runs.cancel(record.id)
    assert {opened.until_stored().id for _ in both} == {record.id for record in both}


def test_that_the_input_is_as_it_was_when_the_run_was_asked_for(window) -> None:
    opened = window()
    opened.runs.start(["Baseline"], OPTIONS)
    opened.session.edit(spoil, "Spoil the demand")
    assert opened.until_stored().status is RunStatus.OPTIMAL
    opened.runs.start(["Baseline"], OPTIONS)
    spoilt = opened.until_stored()
    assert spoilt.status is RunStatus.FAILED
    assert "demand" in spoilt.message


def test_that_a_scenario_that_cannot_be_run_says_why_and_the_next_one_runs(window) -> None:
    opened = window()
    opened.runs.start(["No such scenario", "Baseline"], OPTIONS)
    opened.until(lambda: all(record.status.is_final for record in opened.runs.records()))
    solved, refused = opened.runs.records()
    assert solved.status is RunStatus.OPTIMAL
    assert refused.status is RunStatus.FAILED
    assert "No such scenario" in refused.message
