import json
from pathlib import Path

import pytest

from desktop.compute.results import overview, stale
from desktop.compute.run_figures import RunSummary
from engine.changes import set_cells
from engine.errors import KnownError
from engine.runs.codec import from_plain
from sync.store import OpenMode, Project


def summary_of(file: Path, scenario: str = "Baseline", period: str = "") -> RunSummary:
    return from_plain(RunSummary, overview(str(file), scenario, period=period)["summary"])


def record_of(file: Path, scenario: str = "Baseline"):
    with Project.open(file, OpenMode.READ) as project:
        return project.runs.latest(scenario)


def test_that_a_summary_is_plain_json(solved_file):
    answer = overview(str(solved_file), "Baseline")
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_that_costs_of_all_periods_sum_to_the_objective(solved_file):
    summary = summary_of(solved_file)
    assert summary.stamp.is_money
    assert sum(summary.costs.values()) == pytest.approx(summary.stamp.objective)
    assert sum(sum(parts.values()) for parts in summary.stacks.values()) == pytest.approx(summary.stamp.objective)
    assert summary.figures.cost == pytest.approx(summary.stamp.objective)


def test_that_the_figures_of_periods_sum_to_those_of_the_whole(solved_file):
    whole = summary_of(solved_file).figures
    parts = [summary_of(solved_file, period=period).figures for period in ("2027", "2028")]
    for name in ("cost", "served", "demand", "throughput", "co2"):
        assert sum(getattr(part, name) for part in parts) == pytest.approx(getattr(whole, name))


def test_that_facilities_tell_when_they_open(solved_file):
    summary = summary_of(solved_file)
    assert summary.states == {"North": ("open", "open"), "South": ("", "opened")}
    assert (summary.figures.open, summary.figures.opened, summary.figures.closed) == (2, 1, 0)


def test_that_utilisation_counts_open_periods_alone(solved_file):
    south = next(row for row in summary_of(solved_file).facilities if row.facility == "South")
    assert south.throughput == pytest.approx(100.0)
    assert south.capacity == pytest.approx(400.0)
    assert south.utilisation == pytest.approx(0.25)


def test_that_the_average_distance_weighs_units(solved_file):
    # North serves Ada over 100 km, Bob over 200 km and, in 2027, 10 units to Cy over 900 km; South Cy over 100 km.
    expected = (200 * 100 + 200 * 200 + 10 * 900 + 100 * 100) / 510
    assert summary_of(solved_file).figures.distance == pytest.approx(expected)


def test_that_the_histogram_holds_every_unit_delivered(solved_file):
    summary = summary_of(solved_file)
    assert sum(summary.amounts) == pytest.approx(summary.figures.served)
    assert len(summary.edges) == len(summary.amounts) + 1


def test_that_lanes_come_with_the_largest_flow_first(solved_file):
    flows = [lane.flow for lane in summary_of(solved_file).lanes]
    assert flows == sorted(flows, reverse=True)


def test_that_a_scenario_without_a_run_has_no_summary(own_file):
    with Project.open(own_file) as project:
        for record in project.runs.list("Dear South"):
            project.runs.delete(record.id)
    assert overview(str(own_file), "Dear South") == {"runs": [], "last": None, "summary": None}


def test_that_a_run_can_be_chosen_by_its_id(solved_file):
    run = record_of(solved_file, "Dear South").id
    answer = overview(str(solved_file), "Dear South", run=run)
    assert answer["summary"]["stamp"]["run"] == run


def test_that_an_unknown_run_is_told(solved_file):
    with pytest.raises(KnownError, match="no run nowhere"):
        overview(str(solved_file), "Baseline", run="nowhere")


def test_that_a_fresh_result_is_not_stale_and_an_edited_one_is(own_file):
    run = record_of(own_file).id
    assert stale(str(own_file), run) == {"run": run, "stale": False}
    with Project.open(own_file) as project:
        project.commit(set_cells(project.network(), "demand", [0], {"quantity": [120.0]}))
    assert stale(str(own_file), run)["stale"]


def test_that_an_edit_of_another_scenario_leaves_a_result_fresh(own_file):
    run = record_of(own_file).id
    with Project.open(own_file) as project:
        project.commit(set_cells(project.network(), "overrides", [1], {"value": ["0.6"]}))
    assert not stale(str(own_file), run)["stale"]
    assert stale(str(own_file), record_of(own_file, "=Small").id)["stale"]


def test_that_a_result_is_stale_when_its_scenario_is_gone(own_file):
    run = record_of(own_file, "=Small").id
    with Project.open(own_file) as project:
        network = project.network()
        from engine.changes import compose, delete_rows

        project.commit(compose(delete_rows(network, "scenarios", [1]), delete_rows(network, "overrides", [1])))
    assert stale(str(own_file), run)["stale"]


def test_that_limits_with_slack_are_not_listed(solved_file):
    assert all(row.utilisation is None or row.utilisation < 1 for row in summary_of(solved_file).facilities)
    assert summary_of(solved_file).limits == ()


def test_that_the_dearest_limit_stands_first():
    import pandas as pd

    from desktop.compute.run_summary import _limits

    frame = pd.DataFrame(
        {
            "table": "facilities",
            "row": ["A", "B", "C", "D"],
            "column": "max_throughput",
            "place": "1",
            "value": 1.0,
            "limit": [10.0, 10.0, 10.0, 10.0],
            "slack": [0.0, 0.0, 3.0, 0.0],
            "shadow_price": [-1.0, -5.0, -9.0, float("nan")],
        }
    )
    assert [limit.row for limit in _limits(frame)] == ["B", "A"]
