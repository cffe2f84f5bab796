"""Corners of the mathematics where solution and tables must agree as well."""

import pandas as pd
import pytest

from engine.expansion import expand
from engine.formulation import formulate
from engine.network import Network
from engine.solvers import Silent, SolveOptions, Status
from engine.solvers.solve import solve


def two_plants(first, **more):
    """Plant A (as given) may serve c at 1 a unit; B is open and serves it at 3."""
    return {
        "products": [{"product": "w"}],
        "facilities": [
            {"facility": "A", "kind": "plant", **first},
            {"facility": "B", "kind": "plant", "status": "open", "state": "existing"},
        ],
        "production": [{"facility": "A", "product": "w"}, {"facility": "B", "product": "w"}],
        "customers": [{"customer": "c"}],
        "demand": [{"customer": "c", "product": "w", "quantity": 10.0}],
        "lanes": [
            {"origin": "A", "destination": "c", "unit_cost": 1.0},
            {"origin": "B", "destination": "c", "unit_cost": 3.0},
        ],
        **more,
    }


def horizon(count):
    return [{"period": str(t + 1), "years": 1.0} for t in range(count)]


def status_of(tables):
    network = Network.of({name: pd.DataFrame(rows) for name, rows in tables.items()})
    return solve(formulate(expand(network)).program, SolveOptions(gap=0.0), Silent()).status


@pytest.mark.parametrize("stock", [{"min_stock": 5.0}, {"initial": 5.0}])
def test_that_a_facility_closed_by_its_status_neither_makes_nor_stores(stock):
    row = {"facility": "A", "product": "w", "holding_cost": 0.0, **stock}
    tables = two_plants({"status": "closed", "state": "existing"}, inventory=[row])
    assert status_of(tables) is Status.INFEASIBLE
    tables["facilities"][0]["status"] = "open"
    assert status_of(tables) is Status.OPTIMAL


def test_that_a_candidate_that_only_stores_counts_as_open(solved):
    solution = solved(
        **two_plants(
            {},
            inventory=[{"facility": "A", "product": "w", "initial": 5.0, "holding_cost": 0.0}],
            lanes=[{"origin": "B", "destination": "c", "unit_cost": 3.0}],
        )
    )
    assert solution.checked().passed
    assert solution.tables["result_facilities"]["open"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("state", ["candidate", "existing"])
def test_that_money_for_opening_or_closing_is_earned_by_true_changes_alone(solved, state):
    facility = {"state": state, "status": "open", "fixed_cost": 1.0, "opening_cost": -40.0, "closing_cost": -50.0}
    solution = solved(**two_plants(facility, periods=horizon(3)))
    assert solution.checked().passed
    assert solution.objective == pytest.approx(3 * 1 + 30 - (40 if state == "candidate" else 0))


def test_that_money_for_taking_an_option_is_earned_by_taking_it(solved):
    option = {"facility": "A", "option": "shift", "extra_throughput": 5.0, "opening_cost": -5.0, "max_units": 2.0}
    solution = solved(**two_plants({"max_throughput": 4.0}, periods=horizon(3), capacity_options=[option]))
    assert solution.checked().passed
    units = solution.tables["result_facilities"]["options"].tolist()[:3]
    assert units == ["shift × 2", "shift × 1", "shift × 2"]


def test_that_options_are_told_apart_whatever_their_names(solved):
    options = [
        {"facility": "A", "option": "shift × 2, night", "extra_throughput": 5.0},
        {"facility": "A", "option": "night", "extra_throughput": 5.0},
    ]
    assert solved(**two_plants({"max_throughput": 4.0}, capacity_options=options)).checked().passed


@pytest.mark.parametrize("kind", ["all_units", "step", "incremental"])
def test_that_a_quantity_within_the_tolerance_of_a_break_is_on_it(solved, kind):
    solution = solved(
        **two_plants(
            {"status": "exclude"},
            production=[{"facility": "B", "product": "w", "unit_cost": "tiers"}],
            demand=[{"customer": "c", "product": "w", "quantity": 299.99999999999}],
            step_costs=[
                {"name": "tiers", "from_quantity": quantity, "cost": cost, "kind": kind}
                for quantity, cost in ((0.0, 5.0), (300.0, 3.0))
            ],
        )
    )
    assert solution.checked().passed


def test_that_openings_are_limited_in_each_period_of_a_group(solved):
    solution = solved(
        **two_plants(
            {"fixed_cost": 5.0},
            periods=horizon(3),
            facility_periods=[{"facility": "A", "period": "2", "fixed_cost": 220.0}],
            groups=[{"group": "ends", "member": "1"}, {"group": "ends", "member": "3"}],
            facility_limits=[
                {"name": "one at a time", "group": "A", "period": "ends", "max_openings": 1.0},
                {"name": "closing", "group": "A", "max_closings": 2.0},
            ],
        )
    )
    assert solution.checked().passed
    assert solution.tables["result_facilities"]["open"].tolist()[:3] == [1.0, 0.0, 1.0]
