"""Moves between sets of open facilities, against costs computed from scratch."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bounds.interchange import Interchange, nearest_open
from engine.bounds.lanes import sort_lanes
from engine.bounds.problem import LocationProblem, dense_lanes, location_problem
from engine.bounds.selection import FacilityRules


@st.composite
def cases(draw: st.DrawFn) -> tuple[LocationProblem, np.ndarray]:
    facilities, customers = draw(st.integers(2, 5)), draw(st.integers(1, 6))
    numbers = st.lists(st.integers(0, 50), min_size=facilities * customers, max_size=facilities * customers)
    fixed = st.lists(st.integers(0, 40), min_size=facilities, max_size=facilities)
    facility, customer = dense_lanes(facilities, customers)
    problem = location_problem(
        facility,
        customer,
        np.array(draw(numbers), dtype=float),
        demand=np.ones(customers),
        fixed_cost=np.array(draw(fixed), dtype=float),
    )
    opened = np.array(draw(st.lists(st.booleans(), min_size=facilities, max_size=facilities)))
    opened[draw(st.integers(0, facilities - 1))] = True
    return problem, opened


def total(problem: LocationProblem, opened: np.ndarray) -> float:
    if not opened.any():
        return np.inf
    cost = problem.cost.reshape(problem.customers, problem.facilities)
    return float(cost[:, opened].min(axis=1).sum() + problem.fixed_cost[opened].sum())


def search(problem: LocationProblem, low: int, high: int) -> Interchange:
    lanes = sort_lanes(problem, None)
    none = np.zeros(problem.facilities, dtype=bool)
    core = lanes.cheapest(np.full(problem.customers, problem.facilities))
    return Interchange(core, problem.fixed_cost, FacilityRules(none, none, low, high))


def neighbours(opened: np.ndarray, low: int, high: int) -> list[np.ndarray]:
    answer = []
    for i in [-1, *np.flatnonzero(~opened).tolist()]:
        for r in [-1, *np.flatnonzero(opened).tolist()]:
            other = opened.copy()
            if i >= 0:
                other[i] = True
            if r >= 0:
                other[r] = False
            if low <= other.sum() <= high and (other != opened).any():
                answer.append(other)
    return answer


@settings(max_examples=150)
@given(cases(), st.booleans())
def test_that_the_best_move_saves_what_it_says_and_no_move_saves_more(
    case: tuple[LocationProblem, np.ndarray], counted: bool
):
    problem, opened = case
    low, high = (int(opened.sum()),) * 2 if counted else (1, problem.facilities)
    move = search(problem, low, high).best_move(opened)
    best = min((total(problem, other) for other in neighbours(opened, low, high)), default=np.inf)
    if move is None:
        assert best >= total(problem, opened)
        return
    other = opened.copy()
    if move.opens >= 0:
        other[move.opens] = True
    if move.closes >= 0:
        other[move.closes] = False
    assert total(problem, opened) - total(problem, other) == move.saving
    assert total(problem, other) == best


@settings(max_examples=50)
@given(cases())
def test_that_pairs_of_a_shared_lane_find_the_same_swap_as_the_table(case: tuple[LocationProblem, np.ndarray]):
    problem, opened = case
    tables = search(problem, 1, problem.facilities)
    near = nearest_open(tables._core, opened, tables._otherwise)
    core = tables._core
    cheap = np.flatnonzero((core.cost < near.second[core.customer]) & ~opened[core.facility])
    customer, cost = core.customer[cheap], core.cost[cheap]
    saved = near.second[customer] - np.maximum(near.first[customer], cost)
    opening = np.where(opened, -np.inf, -problem.fixed_cost)
    closing = np.where(opened, problem.fixed_cost, -np.inf)
    arguments = (core.facility[cheap], near.facility[customer], saved, opening, closing)
    assert tables._swap(*arguments).saving == tables._swap(*arguments, largest_table=0).saving


@settings(max_examples=50)
@given(cases())
def test_that_a_search_ends_where_no_move_helps(case: tuple[LocationProblem, np.ndarray]):
    problem, opened = case
    found = search(problem, 1, problem.facilities).improve(opened, lambda: False)
    around = neighbours(found, 1, problem.facilities)
    assert total(problem, found) <= min(total(problem, other) for other in around)
