import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from desktop.compute import compare
from desktop.compute.assignments import changed_assignments
from desktop.compute.comparison_values import SideBySide
from desktop.compute.run_summary import open_words
from engine.changes import insert_rows, set_cells
from engine.runs.batch import SolveBatch, ask_for
from engine.runs.codec import from_plain
from engine.runs.record import SolveOptions
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


def solve_in(own_file: Path, scenario: str, **settings: str) -> None:
    """Solves a scenario with other settings, as overrides of its own."""
    with Project.open(own_file) as project:
        rows = pd.DataFrame(
            {
                "scenario": scenario,
                "order": [50.0 + place for place in range(len(settings))],
                "table": "settings",
                "where": [f"name = {name}" for name in settings],
                "column": "value",
                "action": "set",
                "value": list(settings.values()),
            }
        )
        project.commit(insert_rows(project.network(), "overrides", rows))
        asks = [ask_for(project.network(), scenario)]
        for _ in SolveBatch(asks, SolveOptions(gap=1e-6), project.runs).run():
            pass


def test_that_figures_keep_the_units_in_which_they_were_solved(own_file):
    solve_in(own_file, "=Small", currency="USD", distance_unit="mi")
    found = beside(own_file, "Baseline", "=Small")
    assert [c.units["currency"] for c in found.contenders] == ["EUR", "USD"]
    with Project.open(own_file) as project:
        project.commit(set_cells(project.network(), "settings", [0], {"value": ["GBP"]}))
    assert beside(own_file, "Baseline", "=Small").units["currency"] == "EUR"


def test_that_money_of_different_currencies_is_not_compared(own_file):
    solve_in(own_file, "=Small", currency="USD")
    against = beside(own_file, "Baseline", "=Small").contenders[1].against
    assert against.refused.startswith("Baseline was solved in EUR, =Small in USD.")
    assert against.least is None


def test_that_costs_are_not_compared_with_emissions(own_file):
    solve_in(own_file, "=Small", objective="min_co2")
    second = beside(own_file, "Baseline", "=Small").contenders[1]
    assert "different objectives: min_cost and min_co2" in second.against.refused
    assert (second.stamp.is_money, second.stamp.unit) == (False, "kg")


def test_that_a_newer_run_without_a_result_is_told(own_file):
    with Project.open(own_file) as project:
        nobody = insert_rows(
            project.network(),
            "facility_limits",
            pd.DataFrame({"name": ["shut"], "max_open": [0.0], "min_open": [float("nan")]}),
        )
        project.commit(nobody)
        for _ in SolveBatch([ask_for(project.network(), "Baseline")], SolveOptions(), project.runs).run():
            pass
    found = beside(own_file, "Baseline", "Dear South")
    assert found.last == {"Baseline": "infeasible", "Dear South": "", "=Small": ""}
    assert found.known["Baseline"]


def test_that_words_of_facilities_stand_at_their_own_periods(own_file):
    with Project.open(own_file) as project:
        alone = pd.DataFrame(
            {
                "scenario": "=Small",
                "order": [60.0, 70.0],
                "table": ["periods", "demand"],
                "where": "period = 2027",
                "column": "",
                "action": "delete",
                "value": "",
            }
        )
        project.commit(insert_rows(project.network(), "overrides", alone))
        for _ in SolveBatch([ask_for(project.network(), "=Small")], SolveOptions(), project.runs).run():
            pass
    found = beside(own_file, "Baseline", "=Small")
    assert found.periods == ("2027", "2028")
    assert found.contenders[1].periods == ("2028",)
    assert found.contenders[1].states["North"][0] == ""
    assert found.contenders[1].states["North"][1] != ""


def test_that_facilities_beyond_those_of_the_charts_are_compared_as_well():
    def words(*open_ones: int) -> dict[str, tuple[str, ...]]:
        rows = pd.DataFrame({"facility": [f"F{number:04d}" for number in range(2_400)], "period": "1"})
        is_open = rows.index.isin(open_ones).astype(float)
        return open_words(rows.assign(open=is_open, opening=0.0, closing=0.0), ["1"])

    states, total = compare._told([words(*range(2_400)), words(*range(2_399))])
    assert total == 2_400
    assert len(states[0]) == 2_000
    assert "F2399" in states[0]
    assert "F2399" not in states[1]
    assert set(states[0]) - set(states[1]) == {"F2399"}
