"""Rules on facilities and on rows of lanes."""

import numpy as np

from engine.expansion import ragged
from tests.unit.validation.bench import Bench, Edit


def test_that_an_opening_cost_of_an_existing_facility_is_noted(bench: Bench) -> None:
    bench.only("facility-opening-cost-unused", bench.cell("facilities", 0, "opening_cost", 10))


def test_that_an_opening_cost_counts_where_closed_facilities_may_open_again(bench: Bench) -> None:
    edits = [bench.cell("facilities", 0, "opening_cost", 10), bench.cell("facility_limits", 0, "max_openings", 2)]
    assert bench.issues(*edits) == []


def one_period(bench: Bench) -> list[Edit]:
    edits = [bench.drop("periods"), bench.drop("facility_periods"), bench.drop("capacity_options")]
    return [*edits, bench.drop("inventory", 1), bench.drop("demand", 3)]


def test_that_a_closing_cost_of_a_candidate_is_noted_in_one_period(bench: Bench) -> None:
    edit = bench.cell("facilities", 1, "closing_cost", 10)
    bench.only("facility-closing-cost-unused", *one_period(bench), edit)
    assert bench.issues(edit) == []


def test_that_a_facility_cannot_be_excluded_in_one_period(bench: Bench) -> None:
    bench.only("facility-period-excluded", bench.cell("facility_periods", 0, "status", "exclude"))


def test_that_rows_about_an_excluded_site_are_noted(bench: Bench) -> None:
    issues = bench.issues(bench.cell("customers", 2, "status", "exclude"))
    assert bench.codes(issues) == {"excluded-site-row"}
    assert [issue.key["period"] for issue in issues] == ["", "2028"]


def test_that_a_throughput_impossible_in_one_period_is_found(bench: Bench) -> None:
    edits = [bench.cell("facilities", 1, "min_throughput", 1000), bench.drop("capacity_options")]
    issue = bench.only(
        "facility-throughput-impossible", *edits, bench.cell("facility_periods", 0, "max_throughput", 900)
    )
    assert issue.key == {"facility": "East", "period": "2028"}


def test_that_an_option_can_make_a_throughput_possible(bench: Bench) -> None:
    edits = [bench.cell("facilities", 1, "min_throughput", 1000)]
    assert bench.issues(*edits, bench.cell("facility_periods", 0, "max_throughput", 900)) == []


def test_that_an_open_facility_without_throughput_is_found(bench: Bench) -> None:
    edits = [bench.cell("facility_periods", 0, "status", "open"), bench.drop("capacity_options")]
    issues = bench.issues(*edits, bench.cell("facility_periods", 0, "max_throughput", 0))
    assert bench.codes(issues) == {"facility-open-idle"}
    assert "in period 2028" in issues[0].message


def three_statuses(bench: Bench, *statuses: str) -> list[Edit]:
    edits = [bench.drop("facility_periods"), bench.add("periods", period="2029", start_date="2029-01-01", years=1)]
    for period, status in zip(("2027", "2028", "2029"), statuses, strict=True):
        edits.append(bench.add("facility_periods", facility="East", period=period, status=status))
    return edits


def test_that_statuses_that_open_a_facility_twice_are_found(bench: Bench) -> None:
    issue = bench.only("facility-status-changes", *three_statuses(bench, "open", "closed", "open"))
    assert "open 'East' 2 times and close it 1 times" in issue.message


def test_that_statuses_that_open_once_and_close_once_are_fine(bench: Bench) -> None:
    assert bench.issues(*three_statuses(bench, "open", "consider", "closed")) == []


def test_that_more_openings_may_be_allowed(bench: Bench) -> None:
    edits = [*three_statuses(bench, "open", "closed", "open"), bench.cell("facility_limits", 0, "max_openings", 2)]
    assert bench.issues(*edits) == []


def test_that_a_lane_to_itself_is_found(bench: Bench) -> None:
    issue = bench.only("lane-to-itself", bench.add("lanes", origin="East", destination="East", unit_cost=1))
    assert "'East'" in issue.message


def test_that_a_group_as_both_ends_is_no_lane_to_itself(bench: Bench) -> None:
    row = bench.add("lanes", origin="DCs", destination="DCs", product="Water", unit_cost=1)
    assert bench.issues(row) == []


def test_that_a_lane_without_any_cost_is_found(bench: Bench) -> None:
    bench.only("lane-without-cost", bench.cell("lanes", 0, "unit_cost", np.nan))


def test_that_a_cost_of_zero_and_a_step_cost_are_costs(bench: Bench) -> None:
    assert bench.issues(bench.cell("lanes", 0, "unit_cost", 0.0)) == []
    assert bench.issues(bench.cell("lanes", 0, "unit_cost", "tiers")) == []


def test_that_an_excluded_lane_is_noted(bench: Bench) -> None:
    row = bench.add("lanes", origin="Gary", destination="Omaha", product="Water", status="exclude")
    bench.only("lane-excluded", row)


def test_that_a_row_that_loses_some_pairs_names_the_winner(bench: Bench) -> None:
    row = bench.add("lanes", origin="East", destination="Omaha", product="Water", mode="truck", unit_cost=4)
    issue = bench.only("lane-row-loses", row)
    assert issue.key["origin"] == "DCs"
    assert "row 4 (East, Omaha, Water, truck)" in issue.message


def test_that_a_row_that_loses_every_pair_is_found(bench: Bench) -> None:
    rows = [
        bench.add("lanes", origin=origin, destination="Stores", product="Water", mode="truck", unit_cost=4)
        for origin in ("East", "West")
    ]
    issue = bench.only("lane-row-shadowed", *rows)
    assert issue.key["origin"] == "DCs"
    assert "and 1 more" in issue.message


def test_that_equally_specific_rows_for_one_pair_are_found(bench: Bench) -> None:
    edits = [
        bench.add("lanes", origin="East", destination="Stores", product="Water", mode="truck", unit_cost=4),
        bench.add("lanes", origin="DCs", destination="Omaha", product="Water", mode="truck", unit_cost=5),
    ]
    issues = bench.issues(*edits)
    assert [issue.rule for issue in issues if issue.severity == "error"] == ["lane-rows-tied"]


def test_that_more_lanes_than_fit_are_found(bench: Bench, monkeypatch) -> None:
    monkeypatch.setattr(ragged, "_MOST_ENTRIES", 5)
    assert "more than this program handles" in bench.only("lanes-too-many").message
