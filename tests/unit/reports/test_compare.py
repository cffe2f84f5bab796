import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from desktop.compute import compare
from desktop.compute.assignments import changed_assignments
from desktop.compute.comparison_values import SideBySide
from engine.runs.codec import from_plain
from sync.store import Project


def beside(file: Path, *scenarios: str) -> SideBySide:
    return from_plain(SideBySide, compare.side_by_side(str(file), list(scenarios)))


def test_that_scenarios_with_results_are_compared_with_the_first_asked_for(solved_file):
    found = beside(solved_file, "Dear South", "Baseline")
    assert [contender.scenario for contender in found.contenders] == ["Dear South", "Baseline"]
    against = found.contenders[1].against
    assert against.certain
    assert against.most < 0
    expected = found.contenders[1].stamp.objective - found.contenders[0].stamp.objective
    assert against.least <= expected <= against.most


def test_that_without_a_choice_those_with_results_are_compared(solved_file):
    found = beside(solved_file)
    assert [contender.scenario for contender in found.contenders] == ["Baseline", "Dear South", "=Small"]
    assert json.loads(json.dumps(compare.side_by_side(str(solved_file)), allow_nan=False))


def test_that_a_scenario_without_a_result_is_missing_and_told(own_file):
    with Project.open(own_file) as project:
        for record in project.runs.list("=Small"):
            project.runs.delete(record.id)
    found = beside(own_file, "Baseline", "=Small")
    assert found.missing == ("=Small",)
    assert found.known == {"Baseline": True, "Dear South": True, "=Small": False}


def test_that_a_scenario_against_itself_is_within_the_gap(solved_file):
    first = beside(solved_file, "Baseline").contenders[0]
    assert not first.against.certain
    assert first.against.least <= 0 <= first.against.most


def test_that_runs_are_stale_one_by_one(own_file):
    found = beside(own_file)
    runs = {contender.scenario: contender.stamp.run for contender in found.contenders}
    with Project.open(own_file) as project:
        from engine.changes import set_cells

        project.commit(set_cells(project.network(), "overrides", [0], {"value": ["6000"]}))
    stale = compare.stale(str(own_file), list(runs.values()))
    assert {name for name, run in runs.items() if stale[run]} == {"Dear South"}


def test_that_a_customer_served_by_another_site_is_a_changed_assignment(solved_file):
    runs = {c.scenario: c.stamp.run for c in beside(solved_file).contenders}
    found = compare.assignments(str(solved_file), runs["Baseline"], runs["Dear South"])
    rows = {row[0]: row[1:] for row in found["rows"]}
    # South serves Cy in 2028 in Baseline; where it is too dear to open, North serves all of Cy's 110 units.
    assert set(rows) == {"Cy"}
    before, after, moved, quantity = rows["Cy"]
    assert before == "South 91 %, North 9 %"
    assert after == "North"
    assert moved == pytest.approx(100.0)
    assert quantity == pytest.approx(110.0)


def test_that_units_that_more_demand_brings_do_not_count_as_moved():
    facilities = pd.DataFrame({"facility": ["A", "B"]})

    def frames(*flows: tuple[str, str, float]) -> dict[str, pd.DataFrame]:
        return {
            "result_flows": pd.DataFrame(flows, columns=["origin", "destination", "flow"]),
            "result_facilities": facilities,
        }

    before = frames(("A", "x", 10.0), ("A", "y", 10.0), ("A", "B", 99.0))
    after = frames(("A", "x", 20.0), ("A", "y", 5.0), ("B", "y", 15.0))
    found = changed_assignments(before, after)
    assert found.to_dict("records") == [
        {"customer": "y", "before": "A", "after": "B 75 %, A 25 %", "moved": 15.0, "quantity": 20.0}
    ]


def test_that_inputs_that_differ_are_listed_cell_by_cell(solved_file):
    found = compare.inputs(str(solved_file), "Baseline", "Dear South")
    assert found["total"] == 1
    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert (row["key"], row["column"], row["value_a"], row["value_b"]) == (
        "facility = South",
        "opening_cost",
        "50",
        "5000",
    )


def test_that_all_differing_inputs_are_written(solved_file, tmp_path):
    out = compare.write_inputs(str(solved_file), "Baseline", "=Small", str(tmp_path / "inputs.csv"))
    with Path(out).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 6
    assert {row["column"] for row in rows} == {"quantity"}
