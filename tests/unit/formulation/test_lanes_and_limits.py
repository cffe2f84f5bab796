"""Lanes as a whole, groups on lanes, single sourcing, limits on flows and service."""

import pytest

from engine.solvers import Status


def grid(lanes, quantities=(10.0, 10.0), **more):
    """Plants A and B serve customers c and d with products w and v; lanes as given."""
    return {
        "products": [{"product": "w"}, {"product": "v"}],
        "facilities": [
            {"facility": name, "kind": "plant", "status": "open", "state": "existing"} for name in ("A", "B")
        ],
        "production": [{"facility": f, "product": p} for f in ("A", "B") for p in ("w", "v")],
        "customers": [{"customer": "c"}, {"customer": "d"}],
        "demand": [
            {"customer": customer, "product": "w", "quantity": quantity}
            for customer, quantity in zip(("c", "d"), quantities, strict=True)
        ],
        "lanes": lanes,
        **more,
    }


CROSS = [
    {"origin": "A", "destination": "c", "unit_cost": 1.0},
    {"origin": "A", "destination": "d", "unit_cost": 1.0},
    {"origin": "B", "destination": "c", "unit_cost": 2.0},
    {"origin": "B", "destination": "d", "unit_cost": 4.0},
]


def changed(number, **cells):
    return [row | cells if i == number else row for i, row in enumerate(CROSS)]


def test_that_a_fixed_cost_is_paid_only_if_the_lane_is_used(solved):
    assert solved(**grid(changed(0, fixed_cost=9.0))).costs == pytest.approx({"transport": 20.0, "lane_fixed": 9.0})
    assert solved(**grid(changed(0, fixed_cost=11.0))).costs == pytest.approx({"transport": 30.0})


def test_that_fixed_cost_and_limits_hold_in_total_over_the_products(solved):
    tables = grid(changed(0, fixed_cost=5.0, max_flow=12.0))
    tables["demand"].append({"customer": "c", "product": "v", "quantity": 10.0})
    result = solved(**tables)
    assert result.flow("A", "c") == pytest.approx(12.0)
    assert result.costs == pytest.approx({"transport": 12 + 8 * 2 + 10, "lane_fixed": 5.0})


def test_that_a_minimum_holds_only_if_the_lane_is_used(solved):
    result = solved(**grid(changed(0, min_flow=12.0)))
    assert result.flow("A", "c") == 0.0
    tables = grid(changed(0, min_flow=12.0), quantities=(15.0, 10.0))
    assert solved(**tables).flow("A", "c") == pytest.approx(15.0)


def test_that_a_row_with_groups_stands_for_each_pair_and_limits_each(solved):
    tables = grid([{"origin": "plants", "destination": "customers", "unit_cost": 1.0, "max_flow": 6.0}])
    tables["groups"] = [
        {"group": "plants", "member": "A"},
        {"group": "plants", "member": "B"},
        {"group": "customers", "member": "c"},
        {"group": "customers", "member": "d"},
    ]
    result = solved(**tables)
    assert result.flow("A", "c") + result.flow("B", "c") == pytest.approx(10.0)
    assert max(result.flow(f, k) for f in "AB" for k in "cd") <= 6.0 + 1e-9


def test_that_a_more_specific_row_wins_and_an_excluded_one_takes_out(solved, status):
    general = {"origin": "plants", "destination": "c", "unit_cost": 1.0}
    groups = [{"group": "plants", "member": "A"}, {"group": "plants", "member": "B"}]
    tables = grid([general, {"origin": "A", "destination": "c", "unit_cost": 7.0}], (10.0, 0.0), groups=groups)
    assert solved(**tables).flow("B", "c") == pytest.approx(10.0)
    tables["lanes"] = [
        general | {"destination": "c"},
        {"origin": "A", "destination": "c", "unit_cost": 1.0, "status": "exclude"},
        {"origin": "B", "destination": "c", "unit_cost": 1.0, "status": "exclude"},
    ]
    assert status(**tables) is Status.INFEASIBLE


def test_that_single_sourcing_by_customer_binds_all_products(solved):
    tables = grid(CROSS, (10.0, 0.0))
    tables["demand"].append({"customer": "c", "product": "v", "quantity": 10.0})
    tables["facilities"][0]["max_throughput"] = 15.0
    free = solved(**tables)
    assert free.objective == pytest.approx(15 + 5 * 2)
    tables["customers"][0]["single_source"] = "customer"
    assert solved(**tables).objective == pytest.approx(40.0)
    tables["customers"][0]["single_source"] = "product"
    assert solved(**tables).objective == pytest.approx(10 + 20.0)


def test_that_single_sourcing_lets_unmet_demand_stay_unmet(solved):
    tables = grid(CROSS, (10.0, 0.0))
    tables["customers"][0]["single_source"] = "customer"
    tables["demand"][0] |= {"unmet_cost": 3.0}
    tables["facilities"][0]["max_throughput"] = 6.0
    tables["facilities"][1]["max_throughput"] = 1.0
    result = solved(**tables)
    assert result.costs == pytest.approx({"transport": 6.0, "unmet": 12.0})


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"origin": "A", "max_flow": 12.0}, 12 + 8 * 2),
        ({"origin": "B", "min_flow": 3.0}, 17 + 3 * 2),
        ({"origin": "B", "destination": "d", "min_share": 0.5}, 15 + 5 * 4),
        ({"origin": "A", "max_share": 0.5}, 10 + 10 * 2),
        ({"origin": "A", "destination": "both", "per": "each", "max_flow": 8.0}, 16 + 2 * 2 + 2 * 4),
        ({"origin": "A", "destination": "both", "per": "each", "max_share": 0.5}, 10 + 5 * 2 + 5 * 4),
    ],
)
def test_that_flows_are_limited_in_total_each_and_by_share(solved, limit, expected):
    tables = grid(CROSS, flow_limits=[{"name": "limit", **limit}])
    tables["groups"] = [{"group": "both", "member": "c"}, {"group": "both", "member": "d"}]
    assert solved(**tables).objective == pytest.approx(expected)


def test_that_the_periods_of_a_group_count_together(solved):
    tables = grid(CROSS, periods=[{"period": str(t), "years": 1.0} for t in (1, 2)])
    tables["groups"] = [{"group": "horizon", "member": "1"}, {"group": "horizon", "member": "2"}]
    tables["flow_limits"] = [{"name": "limit", "origin": "A", "period": "horizon", "max_flow": 24.0}]
    assert solved(**tables).objective == pytest.approx(24 + 16 * 2)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [({}, 20 + 40.0), ({"min_share": 0.75}, 10 + 5 + 10.0), ({"customer": "c"}, 20 + 10.0)],
)
def test_that_service_is_limited_by_distance_for_a_share_of_the_flow(solved, limit, expected):
    lanes = [row | {"distance": 900.0 if row["origin"] == "A" else 100.0} for row in CROSS]
    tables = grid(lanes, service_limits=[{"name": "near", "max_distance": 500.0, **limit}])
    result = solved(**tables)
    if "min_share" in limit:
        assert result.objective == pytest.approx(10 * 2 + 5 * 4 + 5 * 1)
    else:
        assert result.objective == pytest.approx(expected)


def test_that_service_is_limited_by_hours_from_distance_and_speed(solved):
    lanes = [row | {"distance": 900.0 if row["origin"] == "A" else 100.0} for row in CROSS]
    tables = grid(lanes, service_limits=[{"name": "a day", "max_hours": 10.0}])
    tables["settings"] = [{"name": "average_speed", "value": "50"}]
    assert solved(**tables).objective == pytest.approx(60.0)


def test_that_lanes_that_can_carry_nothing_are_left_out(build):
    tables = grid([*CROSS, {"origin": "A", "destination": "B", "unit_cost": 0.0}])
    formulation = build(**tables)
    assert len(formulation.base.lanes) == 5
    assert set(formulation.expanded.products.names.names[formulation.base.lanes.product]) == {"w"}
