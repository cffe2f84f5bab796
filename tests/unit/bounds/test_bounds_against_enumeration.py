"""Every solution of tiny problems is enumerated, and bounds, incumbents and fixings are held against them all."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.bounds.problem import LocationProblem, location_problem
from engine.bounds.result import BoundResult
from engine.bounds.tighten import BoundOptions, tighten

UNMET = -1


def open_sets(problem: LocationProblem) -> list[np.ndarray]:
    sets = (np.array(bits, dtype=bool) for bits in product((False, True), repeat=problem.facilities))
    return [
        opened
        for opened in sets
        if opened[problem.must_open].all()
        and not opened[problem.must_close].any()
        and problem.min_open <= opened.sum() <= problem.max_open
    ]


def whole_solutions(problem: LocationProblem):
    """Every solution that serves each customer whole: open facilities, lane of each customer, cost."""
    lanes = [
        [*np.flatnonzero(problem.customer == j).tolist(), *([UNMET] if np.isfinite(problem.unmet_cost[j]) else [])]
        for j in range(problem.customers)
    ]
    for opened in open_sets(problem):
        usable = [[k for k in options if k == UNMET or opened[problem.facility[k]]] for options in lanes]
        for choice in product(*usable):
            load = np.zeros(problem.facilities)
            cost = float(problem.fixed_cost[opened].sum())
            for j, k in enumerate(choice):
                if k == UNMET:
                    cost += problem.unmet_cost[j]
                else:
                    load[problem.facility[k]] += problem.demand[j]
                    cost += problem.cost[k]
            floor = np.where(opened, problem.min_throughput, 0.0)
            if (load <= problem.capacity + 1e-9).all() and (load >= floor - 1e-9).all():
                yield opened, choice, cost


def split_cost(problem: LocationProblem, opened: np.ndarray, lanes: np.ndarray) -> float:
    """Cost of the best flows out of the open facilities over some lanes, infinite where there are none."""
    lanes = lanes[opened[problem.facility[lanes]]]
    refusable = np.flatnonzero(np.isfinite(problem.unmet_cost))
    cost = np.concatenate((problem.cost[lanes], problem.unmet_cost[refusable]))
    serve = np.zeros((problem.customers, len(cost)))
    serve[problem.customer[lanes], np.arange(len(lanes))] = 1.0
    serve[refusable, len(lanes) + np.arange(len(refusable))] = 1.0
    load = np.zeros((problem.facilities, len(cost)))
    load[problem.facility[lanes], np.arange(len(lanes))] = problem.demand[problem.customer[lanes]]
    limited = np.isfinite(problem.capacity) & opened
    limits = np.concatenate((load[limited], -load[opened]))
    rights = np.concatenate((problem.capacity[limited], -problem.min_throughput[opened]))
    if not len(cost):
        return np.inf
    answer = linprog(cost, A_ub=limits, b_ub=rights, A_eq=serve, b_eq=np.ones(problem.customers), bounds=(0, 1))
    return float(answer.fun) + float(problem.fixed_cost[opened].sum()) if answer.status == 0 else np.inf


def close(value: float) -> float:
    return 1e-7 * (1.0 + abs(value))


def check_incumbent(problem: LocationProblem, result: BoundResult) -> None:
    """The incumbent obeys every rule and costs what it says."""
    found = result.incumbent
    assert found is not None
    opened = np.zeros(problem.facilities, dtype=bool) | found.opened
    assert any((opened == allowed).all() for allowed in open_sets(problem))
    assert opened[problem.facility[found.lane]].all()
    customer = problem.customer[found.lane]
    served = np.bincount(customer, found.share, problem.customers) + found.unmet
    assert served == pytest.approx(1.0)
    load = np.bincount(problem.facility[found.lane], found.share * problem.demand[customer], problem.facilities)
    assert (load <= problem.capacity + 1e-6).all()
    assert (load >= np.where(opened, problem.min_throughput, 0.0) - 1e-6).all()
    paid = problem.fixed_cost[opened].sum() + problem.cost[found.lane] @ found.share
    refused = found.unmet > 0
    paid += problem.unmet_cost[refused] @ found.unmet[refused]
    assert found.objective == pytest.approx(paid)
    if problem.single_source:
        assert set(np.unique(found.share)) <= {1.0}


def dearer_twins(problem: LocationProblem) -> set[int]:
    """Lanes for whose pair of sites there is a cheaper one."""
    pairs = list(zip(problem.facility.tolist(), problem.customer.tolist(), problem.cost.tolist(), strict=True))
    return {k for k, (i, j, cost) in enumerate(pairs) if any((i, j) == pair[:2] and pair[2] < cost for pair in pairs)}


def fits(opened: np.ndarray, result: BoundResult) -> bool:
    return bool(opened[result.fixed_open].all() and not opened[result.fixed_closed].any())


def check_whole(problem: LocationProblem) -> None:
    """Bound, incumbent and fixings against every solution that serves customers whole."""
    result = tighten(problem, BoundOptions(iterations=60, restarts=2))
    solutions = list(whole_solutions(problem))
    best = min((cost for _, _, cost in solutions), default=np.inf)
    assert result.lower_bound <= best
    if not solutions:
        assert result.incumbent is None
        return
    if result.incumbent is None:
        assert not result.fixed_open[~problem.must_open].any()
        return
    check_incumbent(problem, result)
    assert result.incumbent.objective >= best - close(best)
    beaten = dearer_twins(problem)
    for opened, choice, cost in solutions:
        if cost <= result.incumbent.objective:
            assert fits(opened, result)
            assert not any(result.removable[k] for k in choice if k != UNMET and k not in beaten)


def check_split(problem: LocationProblem) -> None:
    """Bound, incumbent and fixings against the best flows of every set of open facilities."""
    result = tighten(problem, BoundOptions(iterations=60, restarts=2))
    everything, kept = np.arange(problem.lanes), np.flatnonzero(~result.removable)
    costs = [(opened, split_cost(problem, opened, everything)) for opened in open_sets(problem)]
    best = min((cost for _, cost in costs), default=np.inf)
    assert result.lower_bound <= best + close(best) if np.isfinite(best) else result.incumbent is None
    if result.incumbent is None:
        return
    check_incumbent(problem, result)
    assert result.incumbent.objective >= best - close(best)
    for opened, cost in costs:
        if cost <= result.incumbent.objective - close(cost):
            assert fits(opened, result)
            assert split_cost(problem, opened, kept) == pytest.approx(cost)


@st.composite
def problems(draw: st.DrawFn, *, limited: bool, single_source: bool) -> LocationProblem:
    facilities, customers = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    pairs = [(i, j) for j in range(customers) for i in range(facilities)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=len(pairs) + 2))
    if draw(st.booleans()):
        chosen = pairs
    numbers = st.integers(0, 30) if draw(st.booleans()) else st.floats(0, 30, width=32)
    fixed = st.integers(0, 40) if draw(st.booleans()) else st.floats(-5, 40, width=32)

    def many(values: st.SearchStrategy[float], count: int) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), dtype=float)

    demand = many(st.integers(0, 9) if draw(st.booleans()) else st.floats(0, 9, width=16), customers)
    capacity = np.full(facilities, np.inf)
    least = np.zeros(facilities)
    if limited:
        capacity = many(st.one_of(st.integers(0, 25), st.just(np.inf)), facilities)
        if draw(st.booleans()):
            least = np.minimum(many(st.integers(0, 4), facilities), capacity)
    low = draw(st.integers(0, facilities))
    state = draw(st.lists(st.sampled_from("?????oc"), min_size=facilities, max_size=facilities))
    unmet = many(st.one_of(st.just(np.inf), st.integers(0, 60)), customers) if draw(st.booleans()) else None
    return location_problem(
        np.array([i for i, _ in chosen]),
        np.array([j for _, j in chosen]),
        many(numbers, len(chosen)),
        demand=demand,
        fixed_cost=many(fixed, facilities),
        capacity=capacity,
        min_throughput=least,
        must_open=np.array([s == "o" for s in state]),
        must_close=np.array([s == "c" for s in state]),
        min_open=low if draw(st.booleans()) else 0,
        max_open=draw(st.integers(low, facilities)),
        unmet_cost=unmet,
        single_source=single_source,
    )


@settings(max_examples=80)
@given(problems(limited=False, single_source=False))
def test_that_bounds_and_fixings_hold_without_capacity(problem: LocationProblem):
    check_whole(problem)


@settings(max_examples=80)
@given(problems(limited=True, single_source=True))
def test_that_bounds_and_fixings_hold_with_capacity_and_single_sourcing(problem: LocationProblem):
    check_whole(problem)


@settings(max_examples=60)
@given(problems(limited=True, single_source=False))
def test_that_bounds_and_fixings_hold_with_capacity_and_split_demand(problem: LocationProblem):
    check_split(problem)
