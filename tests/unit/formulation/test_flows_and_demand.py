"""Flows, demand, procurement: what moves, what is served, what is bought."""

import pytest

from engine.solvers import Status

PLANT = {"facility": "P", "kind": "plant", "status": "open"}
MAKES = {"facility": "P", "product": "w"}


def one_lane(**lane):
    return {
        "products": [{"product": "w", "unit_weight": 2.0, "unit_value": 50.0, "unit_price": 20.0}],
        "facilities": [PLANT],
        "production": [MAKES],
        "customers": [{"customer": "c"}],
        "demand": [{"customer": "c", "product": "w", "quantity": 10.0}],
        "lanes": [{"origin": "P", "destination": "c", **lane}],
    }


@pytest.mark.parametrize(
    ("lane", "transport"),
    [
        ({"unit_cost": 3.0}, 30.0),
        ({"cost_per_distance": 0.5, "distance": 100.0}, 500.0),
        ({"cost_per_weight_distance": 0.01, "distance": 100.0}, 20.0),
        ({"cost_per_shipment": 60.0, "shipment_size": 5.0}, 120.0),
        ({"unit_cost": 3.0, "cost_per_shipment": 60.0, "shipment_size": 5.0}, 150.0),
        ({"unit_cost": 3.0, "min_charge": 40.0, "shipment_size": 5.0}, 80.0),
        ({"unit_cost": 9.0, "min_charge": 40.0, "shipment_size": 5.0}, 90.0),
    ],
)
def test_that_every_basis_of_transport_cost_is_charged_per_unit_of_flow(solved, lane, transport):
    assert solved(**one_lane(**lane)).costs == {"transport": pytest.approx(transport)}


def test_that_a_mode_adds_its_surcharge_and_gives_its_emissions(solved):
    tables = one_lane(unit_cost=3.0, mode="truck", distance=100.0)
    tables["modes"] = [{"mode": "truck", "fuel_surcharge_share": 0.1, "co2_per_weight_distance": 0.5}]
    tables["settings"] = [{"name": "co2_price", "value": "80"}]
    result = solved(**tables)
    assert result.costs == {"transport": pytest.approx(33.0), "co2": pytest.approx(10 * 2 * 100 * 0.5 / 1000 * 80)}


def test_that_duty_is_a_share_of_the_value(solved):
    assert solved(**one_lane(unit_cost=0.0, duty_share=0.1)).costs == {"duty": pytest.approx(50.0)}


def test_that_distances_are_derived_from_coordinates_times_circuity(solved):
    tables = one_lane(cost_per_distance=1.0)
    tables["facilities"] = [{**PLANT, "latitude": 0.0, "longitude": 0.0}]
    tables["customers"] = [{"customer": "c", "latitude": 0.0, "longitude": 1.0}]
    degree_km = 6371.0088 * 3.141592653589793 / 180
    result = solved(**tables)
    assert result.objective == pytest.approx(10 * 1.2 * degree_km)
    assert result.table("result_flows")["distance_rule"].tolist() == ["derived: great circle × circuity"]


def test_that_the_cheaper_lane_carries_the_flow_up_to_its_maximum(solved):
    tables = one_lane(unit_cost=3.0)
    tables["modes"] = [{"mode": "truck"}, {"mode": "rail"}]
    tables["lanes"] = [
        {"origin": "P", "destination": "c", "mode": "truck", "unit_cost": 3.0},
        {"origin": "P", "destination": "c", "mode": "rail", "unit_cost": 1.0, "max_flow": 4.0},
    ]
    result = solved(**tables)
    assert result.flow("P", "c", mode="rail") == pytest.approx(4.0)
    assert result.objective == pytest.approx(4 * 1 + 6 * 3)


def test_that_demand_without_unmet_cost_must_be_served(status):
    tables = one_lane(unit_cost=3.0, max_flow=9.0)
    assert status(**tables) is Status.INFEASIBLE


def test_that_unmet_demand_is_chosen_where_it_is_cheaper_than_serving(solved):
    tables = one_lane(unit_cost=3.0)
    tables["demand"] = [{"customer": "c", "product": "w", "quantity": 10.0, "unmet_cost": 2.0}]
    assert solved(**tables).costs == {"unmet": pytest.approx(20.0)}


def test_that_the_minimum_served_share_is_served_at_a_loss(solved):
    tables = one_lane(unit_cost=3.0)
    tables["demand"] = [{"customer": "c", "product": "w", "quantity": 10.0, "unmet_cost": 2.0, "min_served_share": 0.7}]
    result = solved(**tables)
    assert result.costs == {"transport": pytest.approx(21.0), "unmet": pytest.approx(6.0)}
    assert result.results.unmet == pytest.approx(3.0)


def test_that_profit_serves_only_what_earns(solved):
    tables = one_lane(unit_cost=3.0)
    tables["settings"] = [{"name": "objective", "value": "max_profit"}]
    tables["customers"] = [{"customer": "c"}, {"customer": "far"}]
    tables["demand"] = [
        {"customer": "c", "product": "w", "quantity": 10.0, "unmet_cost": 0.0},
        {"customer": "far", "product": "w", "quantity": 10.0, "unmet_cost": 0.0, "unit_price": 5.0},
    ]
    tables["lanes"].append({"origin": "P", "destination": "far", "unit_cost": 6.0})
    result = solved(**tables)
    assert result.objective == pytest.approx(10 * 20 - 10 * 3)
    assert sum(result.costs.values()) == pytest.approx(-result.objective)


@pytest.mark.parametrize(("objective", "expected"), [("min_distance", 1000.0), ("min_co2", 50.0)])
def test_that_distance_and_emissions_can_be_the_objective(solved, objective, expected):
    tables = one_lane(unit_cost=3.0, distance=100.0, co2_per_unit=5.0)
    tables["settings"] = [{"name": "objective", "value": objective}]
    assert solved(**tables).objective == pytest.approx(expected)


def test_that_a_supplier_sells_between_its_limits(solved):
    tables = {
        "products": [{"product": "w"}],
        "suppliers": [{"supplier": "near"}, {"supplier": "far"}],
        "supply": [
            {"supplier": "near", "product": "w", "unit_cost": 1.0, "max_quantity": 6.0},
            {"supplier": "far", "product": "w", "unit_cost": 2.0, "min_quantity": 5.0},
        ],
        "customers": [{"customer": "c"}],
        "demand": [{"customer": "c", "product": "w", "quantity": 10.0}],
        "lanes": [
            {"origin": "near", "destination": "c", "unit_cost": 0.0},
            {"origin": "far", "destination": "c", "unit_cost": 0.0},
        ],
    }
    result = solved(**tables)
    assert result.flow("far", "c") == pytest.approx(5.0)
    assert result.costs == {"procurement": pytest.approx(5 * 1 + 5 * 2)}


def test_that_the_row_of_a_period_wins_over_the_blank_one(solved):
    tables = one_lane(unit_cost=1.0)
    tables["periods"] = [{"period": "2027", "years": 1.0}, {"period": "2028", "years": 1.0}]
    tables["demand"].append({"customer": "c", "product": "w", "period": "2028", "quantity": 30.0})
    tables["lanes"].append({"origin": "P", "destination": "c", "period": "2027", "unit_cost": 5.0})
    assert solved(**tables).objective == pytest.approx(10 * 5 + 30 * 1)


def test_that_later_money_is_discounted_to_the_start(solved):
    tables = one_lane(unit_cost=1.0)
    tables["periods"] = [{"period": "a", "years": 2.0}, {"period": "b", "years": 1.0}]
    tables["settings"] = [{"name": "discount_rate", "value": "0.1"}]
    result = solved(**tables)
    assert result.objective == pytest.approx(10 + 10 / 1.1**2)
    assert result.table("result_costs")["cost"].sum() == pytest.approx(20.0)
