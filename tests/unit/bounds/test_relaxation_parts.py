"""The parts of the relaxation, each against plain enumeration or exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bounds.knapsack import critical_prices
from engine.bounds.lanes import sort_lanes
from engine.bounds.problem import dense_lanes, location_problem
from engine.bounds.selection import FacilityRules, select_facilities
from engine.bounds.standard import relaxation_of, rounded_up, standardise
from engine.bounds.whole_knapsack import whole_knapsacks


@st.composite
def choices(draw: st.DrawFn) -> tuple[np.ndarray, FacilityRules]:
    count = draw(st.integers(1, 6))
    value = np.array(draw(st.lists(st.integers(-20, 20), min_size=count, max_size=count)), dtype=float)
    state = draw(st.lists(st.sampled_from("???oc"), min_size=count, max_size=count))
    opened, closed = np.array([s == "o" for s in state]), np.array([s == "c" for s in state])
    low = draw(st.integers(0, count - int(closed.sum())))
    high = draw(st.integers(max(low, int(opened.sum())), count))
    return value, FacilityRules(opened, closed, low, high)


def cheapest(value: np.ndarray, rules: FacilityRules, index: int = 0, state: bool | None = None) -> float:
    """The least sum over all choices within the rules, one facility's state given."""
    best = np.inf
    for bits in product((False, True), repeat=len(value)):
        opened = np.array(bits)
        legal = opened[rules.must_open].all() and not opened[rules.must_close].any()
        if legal and rules.low <= opened.sum() <= rules.high and (state is None or opened[index] == state):
            best = min(best, float(value[opened].sum()))
    return best


@settings(max_examples=150)
@given(choices())
def test_that_the_selection_is_the_cheapest_and_its_penalties_are_exact(choice: tuple[np.ndarray, FacilityRules]):
    value, rules = choice
    selection = select_facilities(value, rules)
    best = cheapest(value, rules)
    assert selection.value == best
    assert value[selection.chosen].sum() == best
    for index in range(len(value)):
        assert best + selection.opening_penalty[index] == cheapest(value, rules, index, True)
        assert best + selection.closing_penalty[index] == cheapest(value, rules, index, False)


def test_that_the_critical_price_is_the_ratio_of_the_item_that_fits_in_part():
    price, share = critical_prices(
        np.array([0, 0, 0, 1, 1]),
        np.array([10.0, 9.0, 1.0, 5.0, 5.0]),
        np.array([2.0, 3.0, 1.0, 1.0, 1.0]),
        np.array([3.5, 9.0]),
    )
    assert price.tolist() == [3.0, 0.0]
    assert share.tolist() == [1.0, 0.5, 0.0, 1.0, 1.0]


def test_that_weightless_items_are_taken_whole_even_without_capacity():
    price, share = critical_prices(np.array([0, 0]), np.array([4.0, 2.0]), np.array([0.0, 1.0]), np.array([0.0]))
    assert price.tolist() == [2.0]
    assert share.tolist() == [1.0, 0.0]


@settings(max_examples=100)
@given(st.data())
def test_that_whole_knapsacks_are_exact_at_every_capacity(data: st.DataObject):
    weight = np.array(data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=5)))
    capacity = np.array(data.draw(st.lists(st.integers(0, 12), min_size=1, max_size=3)))
    gain = np.array(data.draw(st.lists(st.integers(1, 9), min_size=15, max_size=15)), dtype=float)
    item = np.repeat(np.arange(len(weight)), len(capacity))
    facility = np.tile(np.arange(len(capacity)), len(weight))
    gain = gain[: len(item)]
    answer = whole_knapsacks(facility, item, gain, weight, capacity)
    for i in range(len(capacity)):
        mine = np.flatnonzero(facility == i)
        subsets = [list(s) for size in range(len(mine) + 1) for s in combinations(mine.tolist(), size)]
        for room in range(int(capacity[i]) + 1):
            best = max(gain[s].sum() for s in subsets if weight[item[s]].sum() <= room)
            assert answer.best[i, room] == best
        taken = mine[answer.taken[mine]]
        assert weight[item[taken]].sum() <= capacity[i]
        assert gain[taken].sum() == answer.best[i, capacity[i]]


def test_that_the_core_grows_until_it_holds_every_lane_cheaper_than_its_price():
    cost = np.arange(200.0)[None, :].repeat(2, axis=0)
    facility, customer = dense_lanes(200, 2)
    problem = location_problem(facility, customer, cost.ravel(), demand=np.ones(2), fixed_cost=np.zeros(200))
    relaxation = relaxation_of(standardise(problem))
    assert relaxation.core.sizes.tolist() == [16, 16]
    core = relaxation.cover(np.array([3.0, 120.5]))
    assert core.sizes[0] == 16
    assert core.sizes[1] >= 121
    assert core.beyond[1] >= 120.5


def test_that_of_lanes_over_the_same_pair_only_the_cheapest_is_read():
    problem = location_problem(
        np.array([0, 1, 0, 0]),
        np.array([0, 0, 0, 0]),
        np.array([5.0, 4.0, 3.0, 3.5]),
        demand=np.ones(1),
        fixed_cost=np.zeros(2),
    )
    lanes = sort_lanes(problem, None)
    assert lanes.facility.tolist() == [0, 1]
    assert lanes.cost.tolist() == [3.0, 4.0]
    assert lanes.source.tolist() == [2, 1]


@settings(max_examples=100)
@given(st.data())
def test_that_a_bound_never_exceeds_its_exact_value(data: st.DataObject):
    facilities, customers = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 5))
    number = st.floats(0, 1e9, allow_nan=False)
    cost = np.array(data.draw(st.lists(number, min_size=customers * facilities, max_size=customers * facilities)))
    fixed = np.array(data.draw(st.lists(number, min_size=facilities, max_size=facilities)))
    prices = np.array(data.draw(st.lists(number, min_size=customers, max_size=customers)))
    facility, customer = dense_lanes(facilities, customers)
    problem = location_problem(facility, customer, cost, demand=np.ones(customers), fixed_cost=fixed)
    at = relaxation_of(standardise(problem)).evaluate(prices)
    exact = sum(map(Fraction, prices.tolist()), Fraction(0))
    values = []
    for i in range(facilities):
        gains = (Fraction(float(prices[j])) - Fraction(float(cost[j * facilities + i])) for j in range(customers))
        values.append(Fraction(float(fixed[i])) - sum((gain for gain in gains if gain > 0), Fraction(0)))
    values.sort()
    # Customers must be served, so that at least one facility is open.
    exact += values[0] + sum((value for value in values[1:] if value < 0), Fraction(0))
    assert Fraction(at.bound) <= exact
    assert float(exact) - at.bound <= 2.1 * at.error


def test_that_a_bound_is_rounded_up_to_the_next_possible_objective():
    assert rounded_up(100.2, 5.0) == 105.0
    assert rounded_up(100.0, 5.0) == 100.0
    assert rounded_up(100.0 + 1e-12, 5.0) == 100.0
    assert rounded_up(100.2, 0.0) == 100.2


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"demand": np.ones(3)}, "unmet_cost|customer"),
        ({"fixed_cost": np.array([1.0, np.nan])}, "fixed_cost holds a number that is not finite"),
        ({"capacity": np.array([1.0, -1.0])}, "capacity holds a negative number"),
        ({"capacity": np.ones(3)}, "capacity has shape"),
        ({"unmet_cost": np.array([np.nan, 1.0])}, "unmet_cost"),
    ],
)
def test_that_arrays_that_do_not_fit_are_refused(changes: dict[str, np.ndarray], complaint: str):
    facility, customer = dense_lanes(2, 2)
    fields = {"demand": np.ones(2), "fixed_cost": np.ones(2), "unmet_cost": np.ones(2)} | changes
    with pytest.raises(ValueError, match=complaint):
        location_problem(facility, customer, np.ones(4), **fields)


def test_that_a_lane_of_an_unknown_site_is_refused():
    with pytest.raises(ValueError, match="facility holds an index outside"):
        location_problem(np.array([2]), np.array([0]), np.ones(1), demand=np.ones(1), fixed_cost=np.ones(2))
