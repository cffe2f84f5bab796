"""Production with bills of materials, step costs, stock."""

import pytest

from engine.solvers import Status


def plant(production, **more):
    """One plant P serving c, who wants 10 of w."""
    return {
        "products": [{"product": "w", "unit_value": 20.0}],
        "facilities": [{"facility": "P", "kind": "plant", "status": "open", "state": "existing"}],
        "production": [{"facility": "P", "product": "w", **production}],
        "customers": [{"customer": "c"}],
        "demand": [{"customer": "c", "product": "w", "quantity": 10.0}],
        "lanes": [{"origin": "P", "destination": "c", "unit_cost": 0.0}],
        **more,
    }


def two_periods(first, second):
    return {
        "periods": [{"period": "1", "years": 1.0}, {"period": "2", "years": 1.0}],
        "demand": [
            {"customer": "c", "product": "w", "period": "1", "quantity": first},
            {"customer": "c", "product": "w", "period": "2", "quantity": second},
        ],
    }


def test_that_production_costs_and_is_limited(solved, status):
    assert solved(**plant({"unit_cost": 2.0})).costs == pytest.approx({"production": 20.0})
    assert status(**plant({"max_quantity": 9.0})) is Status.INFEASIBLE
    assert status(**plant({"min_quantity": 11.0})) is Status.INFEASIBLE


def test_that_bills_draw_components_from_suppliers_and_from_other_plants(solved):
    tables = plant({"unit_cost": 1.0})
    tables["products"] += [{"product": "cap"}, {"product": "resin"}]
    tables["bills"] = [
        {"product": "w", "component": "cap", "quantity": 2.0},
        {"product": "cap", "component": "resin", "quantity": 0.5},
    ]
    tables["facilities"].append({"facility": "Q", "kind": "plant", "status": "open", "state": "existing"})
    tables["production"].append({"facility": "Q", "product": "cap", "unit_cost": 3.0})
    tables["suppliers"] = [{"supplier": "s"}]
    tables["supply"] = [{"supplier": "s", "product": "resin", "unit_cost": 4.0}]
    tables["lanes"] = [
        {"origin": "s", "destination": "Q", "product": "resin", "unit_cost": 0.0},
        {"origin": "Q", "destination": "P", "product": "cap", "unit_cost": 0.0},
        {"origin": "P", "destination": "c", "product": "w", "unit_cost": 0.0},
    ]
    result = solved(**tables)
    assert result.flow("Q", "P") == pytest.approx(20.0)
    assert result.flow("s", "Q") == pytest.approx(10.0)
    assert result.costs == pytest.approx({"production": 10 * 1 + 20 * 3, "procurement": 40.0})


def test_that_a_bill_of_one_facility_wins_over_the_general_one(solved):
    tables = plant({})
    tables["products"].append({"product": "cap"})
    tables["bills"] = [
        {"product": "w", "component": "cap", "quantity": 2.0},
        {"product": "w", "component": "cap", "facility": "P", "quantity": 1.0},
    ]
    tables["suppliers"] = [{"supplier": "s"}]
    tables["supply"] = [{"supplier": "s", "product": "cap", "unit_cost": 4.0}]
    tables["lanes"].append({"origin": "s", "destination": "P", "product": "cap", "unit_cost": 0.0})
    assert solved(**tables).costs == pytest.approx({"procurement": 40.0})


STEPS = [(0.0, 5.0), (4.0, 3.0), (8.0, 2.0)]


@pytest.mark.parametrize(
    ("kind", "quantity", "expected"),
    [
        ("incremental", 10.0, 4 * 5 + 4 * 3 + 2 * 2),
        ("incremental", 3.0, 15.0),
        ("all_units", 10.0, 20.0),
        ("all_units", 6.0, 18.0),
        ("all_units", 4.0, 12.0),
        ("step", 10.0, 2.0),
        ("step", 3.0, 5.0),
        ("step", 4.0, 3.0),
    ],
)
def test_that_step_costs_of_every_kind_are_exact(solved, kind, quantity, expected):
    tables = plant({"unit_cost": "tiers"})
    tables["step_costs"] = [{"name": "tiers", "from_quantity": q, "cost": c, "kind": kind} for q, c in STEPS]
    tables["demand"] = [{"customer": "c", "product": "w", "quantity": quantity}]
    result = solved(**tables)
    assert result.objective == pytest.approx(expected)
    assert result.costs == pytest.approx({"production": expected})


def test_that_rising_incremental_costs_need_no_decisions(solved):
    tables = plant({"unit_cost": "rising"})
    tables["step_costs"] = [
        {"name": "rising", "from_quantity": q, "cost": c} for q, c in ((0, 1.0), (4, 2.0), (8, 7.0))
    ]
    result = solved(**tables)
    assert not result.formulation.program.integer.any()
    assert result.costs == pytest.approx({"production": 4 + 8 + 14})


def test_that_handling_purchase_and_lanes_may_pay_step_costs(solved):
    tables = {
        "products": [{"product": "w"}],
        "suppliers": [{"supplier": "s"}],
        "supply": [{"supplier": "s", "product": "w", "unit_cost": "tiers"}],
        "facilities": [{"facility": "D", "status": "open", "state": "existing", "handling_cost": "tiers"}],
        "customers": [{"customer": "c"}],
        "modes": [{"mode": "truck", "fuel_surcharge_share": 0.5}],
        "demand": [{"customer": "c", "product": "w", "quantity": 10.0}],
        "lanes": [
            {"origin": "s", "destination": "D", "unit_cost": 0.0},
            {"origin": "D", "destination": "c", "mode": "truck", "unit_cost": "tiers"},
        ],
        "step_costs": [{"name": "tiers", "from_quantity": q, "cost": c, "kind": "all_units"} for q, c in STEPS],
    }
    assert solved(**tables).costs == pytest.approx({"procurement": 20.0, "handling": 20.0, "transport": 30.0})


def test_that_stock_carries_cheap_production_to_a_later_period(solved):
    tables = plant({"unit_cost": 1.0}, **two_periods(10.0, 10.0))
    tables["production"].append({"facility": "P", "product": "w", "period": "2", "unit_cost": 5.0})
    tables["inventory"] = [{"facility": "P", "product": "w", "holding_cost": 3.0, "max_stock": 6.0}]
    result = solved(**tables)
    assert result.table("result_inventory")["carried"].tolist() == pytest.approx([6.0, 0.0])
    assert result.costs == pytest.approx({"production": 16 + 4 * 5, "holding": 18.0})


def test_that_initial_stock_is_used_and_a_minimum_is_left(solved):
    tables = plant({"unit_cost": 1.0})
    tables["inventory"] = [{"facility": "P", "product": "w", "initial": 4.0, "min_stock": 1.0, "holding_cost": 2.0}]
    assert solved(**tables).costs == pytest.approx({"production": 7.0, "holding": 2.0})


def test_that_days_of_supply_cost_holding_but_are_not_carried(solved):
    tables = plant({})
    tables["settings"] = [{"name": "carrying_cost_share", "value": "0.1"}]
    tables["inventory"] = [{"facility": "P", "product": "w", "days_of_supply": 73.0}]
    result = solved(**tables)
    assert result.table("result_inventory")["working"].tolist() == pytest.approx([2.0])
    assert result.costs == pytest.approx({"holding": 2 * 20 * 0.1})


def test_that_working_stock_counts_towards_the_limits_of_stock(status):
    tables = plant({})
    tables["inventory"] = [
        {"facility": "P", "product": "w", "days_of_supply": 73.0, "max_stock": 1.9, "holding_cost": 0.0}
    ]
    assert status(**tables) is Status.INFEASIBLE


def test_that_a_facility_that_closes_keeps_no_stock(solved):
    tables = plant({"unit_cost": 1.0}, **two_periods(10.0, 10.0))
    tables["facilities"][0] |= {"status": "consider", "fixed_cost": 100.0}
    tables["facilities"].append({"facility": "Q", "kind": "plant", "status": "open", "state": "existing"})
    tables["production"].append({"facility": "Q", "product": "w", "unit_cost": 30.0, "max_quantity": 10.0})
    tables["lanes"].append({"origin": "Q", "destination": "c", "unit_cost": 0.0})
    tables["inventory"] = [{"facility": "P", "product": "w", "holding_cost": 0.0}]
    result = solved(**tables)
    assert result.results.open_facilities == {"1": ["P", "Q"], "2": ["P", "Q"]}
    assert result.costs == pytest.approx({"fixed": 200.0, "production": 20.0})
