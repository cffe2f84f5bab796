"""Rules on what can flow: needs of derived numbers, reach, capacity, limits and service."""

import numpy as np
import pytest

from tests.unit.validation.bench import Bench, Edit


def no_place(bench: Bench, table: str, row: int) -> list[Edit]:
    return [bench.cell(table, row, column, np.nan) for column in ("latitude", "longitude")]


def test_that_missing_coordinates_are_found_where_a_distance_is_needed(bench: Bench) -> None:
    issues = bench.all_of(
        "site-coordinates-missing", *no_place(bench, "customers", 2), *no_place(bench, "facilities", 0)
    )
    assert [(issue.table, issue.value) for issue in issues] == [("facilities", "Gary"), ("customers", "Omaha")]
    assert "row 3 (DCs, Stores, Water, truck)" in issues[1].message


def test_that_coordinates_are_not_needed_where_no_distance_is(bench: Bench) -> None:
    assert bench.issues(*no_place(bench, "suppliers", 0)) == []


def test_that_the_objective_may_need_distances(bench: Bench) -> None:
    edits = [bench.add("settings", name="objective", value="min_distance"), *no_place(bench, "suppliers", 0)]
    assert bench.only("site-coordinates-missing", *edits).value == "Spring"


def test_that_a_given_distance_needs_no_coordinates(bench: Bench) -> None:
    edits = no_place(bench, "facilities", 0)
    assert bench.issues(bench.cell("lanes", 1, "distance", 530), *edits) == []
    bench.only("site-coordinates-missing", *edits)


def test_that_a_weight_is_needed_where_cost_is_by_weight(bench: Bench) -> None:
    issue = bench.only("product-weight-missing", bench.cell("products", 0, "unit_weight", np.nan))
    assert issue.key == {"product": "Water"}
    assert bench.issues(bench.cell("products", 1, "unit_weight", np.nan)) == []


def test_that_a_value_is_needed_where_duty_is_charged(bench: Bench) -> None:
    edits = [bench.cell("lanes", 0, "duty_share", 0.1), bench.cell("products", 1, "unit_value", np.nan)]
    assert "row 1 (Spring, Gary, Preform)" in bench.only("product-value-missing", *edits).message


def test_that_hours_are_needed_where_service_is_by_time(bench: Bench) -> None:
    edits = [bench.cell("service_limits", 0, "max_hours", 20), bench.drop("settings", 1)]
    assert bench.issues(*edits) == []
    issue = bench.only("lane-hours-missing", *edits, bench.cell("modes", 0, "speed", np.nan))
    assert "mode 'truck' has no speed and average_speed is not set" in issue.message


def test_that_a_distance_below_the_straight_line_is_found(bench: Bench) -> None:
    issue = bench.only("lane-distance-short", bench.cell("lanes", 0, "distance", 55.0))
    assert "88.7156 km in a straight line" in issue.message


def test_that_a_distance_many_times_the_straight_line_is_found(bench: Bench) -> None:
    bench.only("lane-distance-long", bench.cell("lanes", 0, "distance", 500.0))


def test_that_a_least_flow_above_the_demand_is_found(bench: Bench) -> None:
    issue = bench.only("lane-minimum-unreachable", bench.cell("lanes", 2, "min_flow", 120.0))
    assert "at most 100 can flow from 'East' to 'Omaha' in period 2027: the demand there" in issue.message


def test_that_a_least_flow_above_the_throughput_is_found(bench: Bench) -> None:
    issue = bench.only("lane-minimum-unreachable", bench.cell("lanes", 1, "min_flow", 5001.0))
    assert "the largest throughput of the origin" in issue.message


def test_that_a_demand_that_no_lane_leads_to_is_found(bench: Bench) -> None:
    issues = bench.all_of("demand-unreachable", bench.drop("groups", 4))
    assert [issue.key["period"] for issue in issues] == ["", "2028"]
    assert "no lane leads there" in issues[0].message


def test_that_no_period_is_named_where_the_model_has_none(bench: Bench) -> None:
    edits = [bench.drop(table) for table in ("periods", "facility_periods", "capacity_options")]
    edits += [bench.drop("inventory", 1), bench.drop("demand", 3), bench.drop("groups", 4)]
    assert "cannot reach 'Omaha': no lane leads there." in bench.only("demand-unreachable", *edits).message


def test_that_a_demand_that_may_stay_unmet_is_only_a_warning(bench: Bench) -> None:
    issues = bench.all_of("demand-stays-unmet", bench.drop("groups", 3))
    assert {issue.severity for issue in issues} == {"warning"}
    assert len(issues) == 2, "one for each period"


def test_that_a_demand_is_unreachable_in_the_period_in_which_all_are_closed(bench: Bench) -> None:
    edits = [bench.drop("facility_limits"), bench.cell("facility_periods", 0, "status", "closed")]
    edits.append(bench.add("facility_periods", facility="West", period="2028", status="closed"))
    issues = [issue for issue in bench.issues(*edits) if issue.severity == "error"]
    assert bench.codes(issues) == {"demand-unreachable"}
    assert all("in period 2028" in issue.message for issue in issues)
    assert "East, West" in issues[0].message


def test_that_stock_carried_over_can_serve_a_later_period(bench: Bench) -> None:
    edits = [bench.cell("production", 0, "period", "2027"), bench.drop("inventory", 1), bench.drop("flow_limits")]
    edits.append(bench.cell("inventory", 0, "max_stock", np.nan))
    assert bench.issues(*edits) == []
    unreachable = bench.issues(*edits, bench.drop("inventory"))
    assert "demand-unreachable" in bench.codes(unreachable)


def test_that_a_component_that_cannot_come_is_found(bench: Bench) -> None:
    edits = [bench.add("products", product="Cap", unit_weight=0.01)]
    issues = bench.issues(*edits, bench.add("bills", product="Water", component="Cap", quantity=1))
    found = [issue for issue in issues if issue.rule == "component-without-source"]
    assert [issue.value for issue in found] == ["Cap"]
    assert "'Gary'" in found[0].message


def test_that_stock_of_a_product_that_never_comes_is_noted(bench: Bench) -> None:
    bench.only("inventory-product-absent", bench.add("inventory", facility="West", product="Preform", days_of_supply=3))


def test_that_a_facility_without_source_is_found(bench: Bench) -> None:
    row = bench.add("facilities", facility="North", latitude=45.0, longitude=-93.0)
    lane = bench.add("lanes", origin="North", destination="Omaha", product="Water", unit_cost=1)
    issues = bench.issues(row, lane)
    assert bench.codes(issues) == {"facility-without-source", "lane-unused"}
    assert bench.issues(bench.add("facilities", facility="North", status="exclude")) == []


def test_that_a_facility_whose_lanes_bring_nothing_is_found(bench: Bench) -> None:
    lanes = [
        bench.add("lanes", origin=origin, destination=destination, product="Preform", unit_cost=1)
        for origin, destination in (("East", "North"), ("North", "Gary"))
    ]
    issues = bench.issues(bench.add("facilities", facility="North"), *lanes)
    assert bench.codes(issues) == {"facility-source-dry", "lane-unused"}


def test_that_a_facility_without_outlet_is_found(bench: Bench) -> None:
    row = bench.add("facilities", facility="North", latitude=45.0, longitude=-93.0)
    issues = bench.issues(row, bench.add("lanes", origin="Gary", destination="North", product="Water", unit_cost=1))
    assert bench.codes(issues) == {"facility-without-outlet", "lane-unused"}


def test_that_a_lane_for_a_product_that_is_never_there_is_noted(bench: Bench) -> None:
    issue = bench.only(
        "lane-unused", bench.add("lanes", origin="East", destination="Omaha", product="Preform", unit_cost=1)
    )
    assert "cannot be at its origin" in issue.message


def test_that_a_lane_to_where_its_product_is_not_wanted_is_noted(bench: Bench) -> None:
    row = bench.add("lanes", origin="Spring", destination="West", product="Preform", unit_cost=1)
    assert "not wanted" in bench.only("lane-unused", row).message


def test_that_demand_above_the_throughput_is_found_with_the_cut(bench: Bench) -> None:
    edits = [bench.cell("facilities", 2, "max_throughput", 250.0), bench.cell("facilities", 1, "max_throughput", 100.0)]
    issue, later = bench.all_of("demand-above-capacity", *edits, bench.drop("capacity_options"))
    assert "must get 450 of 'Water' in period 2028" in later.message
    assert "Milwaukee, Omaha must get 400 of 'Water' in period 2027" in issue.message
    assert "at most 350 can arrive" in issue.message
    assert "throughput of East in period 2027 100" in issue.message
    assert "throughput of West in period 2027 250" in issue.message


def test_that_an_option_counts_as_capacity(bench: Bench) -> None:
    edits = [bench.cell("facilities", 2, "max_throughput", 250.0), bench.cell("facilities", 1, "max_throughput", 150.0)]
    edits.append(bench.cell("demand", 1, "quantity", 1.0))
    edits.append(bench.cell("capacity_options", 0, "earliest_period", ""))
    assert bench.issues(*edits) == []


def test_that_demand_that_may_stay_unmet_gives_a_warning_with_the_cut(bench: Bench) -> None:
    edits = [bench.cell("facilities", 2, "max_throughput", 300.0), bench.cell("facilities", 1, "max_throughput", 200.0)]
    issues = bench.all_of("demand-partly-unmet", *edits, bench.drop("capacity_options"))
    assert "want 600 of 'Water' in period 2027, but at most 500 can arrive" in issues[0].message
    assert "want 650 of 'Water' in period 2028" in issues[1].message


def test_that_a_lane_limit_and_supply_stand_in_the_cut(bench: Bench) -> None:
    edits = [bench.drop("groups", 4), bench.drop("demand", 3)]
    edits.append(
        bench.add(
            "lanes", origin="West", destination="Omaha", product="Water", unit_cost=1, max_flow=60.0, mode="truck"
        )
    )
    issues = bench.all_of("demand-above-capacity", *edits)
    assert (
        "Omaha must get 100 of 'Water' in period 2027, but at most 60 can arrive, through: lanes West → Omaha"
        in issues[0].message
    )
    assert [issue.key["customer"] for issue in issues] == ["Omaha", "Omaha"]


def test_that_products_that_share_a_throughput_are_held_against_it_together(bench: Bench) -> None:
    edits = [
        bench.add("products", product="Juice", unit_weight=1.0),
        bench.add("production", facility="Gary", product="Juice", unit_cost=1),
        bench.add("demand", customer="Omaha", product="Juice", quantity=4800.0),
        bench.add("lanes", origin="Gary", destination="Omaha", product="Juice", unit_cost=1),
        bench.drop("service_limits"),
    ]
    issues = bench.all_of("demand-above-capacity", *edits)
    assert "of all products together" in issues[0].message
    assert "throughput of Gary" in issues[0].message


def test_that_a_supply_that_must_be_bought_but_cannot_leave_is_found(bench: Bench) -> None:
    row = bench.add("supply", supplier="Spring", product="Water", unit_cost=1, min_quantity=5)
    assert "cannot leave 'Spring'" in bench.all_of("minimum-cannot-leave", row)[0].message


def test_that_a_limit_that_limits_nothing_is_found(bench: Bench) -> None:
    issue = bench.only("limit-empty", bench.cell("flow_limits", 0, "max_share", np.nan))
    assert "min_flow, max_flow, min_share, max_share" in issue.message
    bench.only("limit-empty", bench.cell("service_limits", 0, "max_distance", np.nan))


def test_that_more_open_facilities_than_there_are_are_found(bench: Bench) -> None:
    edits = [bench.cell("facility_limits", 0, "min_open", 2), bench.cell("facility_periods", 0, "status", "closed")]
    issue = bench.only("facility-limit-too-many", *edits)
    assert "only 1 facilities of the limit can be open in period 2028" in issue.message


def test_that_fewer_open_facilities_than_must_be_are_found(bench: Bench) -> None:
    edits = [bench.cell("facilities", row, "status", "open") for row in (1, 2)]
    issue = bench.only("facility-limit-too-few", *edits, bench.cell("facility_limits", 0, "max_open", 1))
    assert "2 facilities of the limit have the status open" in issue.message


def test_that_a_limit_that_meets_no_lane_is_found(bench: Bench) -> None:
    bench.only(
        "flow-limit-picks-nothing", bench.add("flow_limits", name="none", origin="Spring", product="Water", max_flow=3)
    )


def test_that_a_least_flow_where_nothing_flows_is_found(bench: Bench) -> None:
    row = bench.add("flow_limits", name="none", origin="Spring", product="Water", min_flow=3)
    assert bench.only("flow-limit-minimum-impossible", row).key == {"name": "none"}


def test_that_least_shares_above_one_are_found(bench: Bench) -> None:
    rows = [
        bench.add("flow_limits", name=f"from {origin}", origin=origin, destination="Omaha", min_share=0.6)
        for origin in ("East", "West")
    ]
    assert "into 'Omaha' add up to 1.2" in bench.only("flow-limit-shares-above-one", *rows).message


def test_that_a_service_limit_that_cannot_be_kept_names_each_demand(bench: Bench) -> None:
    edits = [bench.cell("service_limits", 0, "max_distance", 450), bench.cell("service_limits", 0, "min_share", 1)]
    issues = bench.all_of("service-limit-impossible", *edits)
    assert {"Milwaukee"} == {issue.message.split("'")[1] for issue in issues}
    assert len(issues) == 2, "one for each period"
    assert "from 'East'" in issues[0].message or "from 'West'" in issues[0].message


def test_that_a_service_limit_that_leaves_demand_unmet_is_a_warning(bench: Bench) -> None:
    edits = [bench.cell("service_limits", 0, "max_distance", 450), bench.cell("service_limits", 0, "min_share", 1)]
    edits.append(bench.cell("demand", 0, "unmet_cost", 10))
    assert "Milwaukee" in bench.all_of("service-limit-forces-unmet", *edits)[0].message


@pytest.mark.parametrize("hours", [2.0, 1000.0])
def test_that_a_service_limit_may_be_by_time(bench: Bench, hours: float) -> None:
    edits = [
        bench.cell("service_limits", 0, "max_distance", np.nan),
        bench.cell("service_limits", 0, "max_hours", hours),
    ]
    issues = bench.issues(*edits)
    assert bench.codes(issues) == ({"service-limit-impossible"} if hours < 10 else set())
