"""Flows and assignments with limited throughput, against a general solver and enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.bounds.assignment import Assignment, AssignmentCosts
from engine.bounds.problem import dense_lanes, location_problem
from engine.bounds.settle import settle
from engine.bounds.standard import standardise
from engine.bounds.transport import Transport


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Costs (customers, facilities), demand and capacity."""
    facilities, customers = draw(st.integers(1, 4)), draw(st.integers(1, 5))

    def numbers(low: int, high: int, count: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(low, high), min_size=count, max_size=count)), dtype=float)

    cost = numbers(0, 40, facilities * customers).reshape(customers, facilities)
    return cost, numbers(1, 9, customers), numbers(3, 25, facilities)


def cheapest_flows(cost: np.ndarray, demand: np.ndarray, capacity: np.ndarray, opened: np.ndarray) -> float:
    customers, facilities = cost.shape
    serve = np.kron(np.eye(customers), np.ones(facilities))
    load = np.kron(demand, np.eye(facilities))
    answer = linprog(cost.ravel(), A_ub=load, b_ub=np.where(opened, capacity, 0.0), A_eq=serve, b_eq=np.ones(customers))
    return float(answer.fun) if answer.status == 0 else np.inf


@settings(max_examples=60)
@given(tables(), st.data())
def test_that_flows_stay_the_cheapest_while_facilities_open_and_close(
    table: tuple[np.ndarray, np.ndarray, np.ndarray], data: st.DataObject
):
    cost, demand, capacity = table
    customers, facilities = cost.shape
    facility, customer = dense_lanes(facilities, customers)
    problem = location_problem(
        facility, customer, cost.ravel(), demand=demand, fixed_cost=np.zeros(facilities), capacity=capacity
    )
    lanes = standardise(problem).lanes
    core = lanes.cheapest(np.full(customers, facilities))
    transport = Transport(lanes, core, demand, capacity, np.zeros(facilities))
    for _ in range(4):
        opened = np.array(data.draw(st.lists(st.booleans(), min_size=facilities, max_size=facilities)))
        flows, best = transport.solve(opened), cheapest_flows(cost, demand, capacity, opened)
        if flows is None:
            assert best == np.inf
            continue
        assert flows.cost == pytest.approx(best)
        owner, served = core.facility[flows.at], core.customer[flows.at]
        assert opened[owner].all()
        assert np.bincount(served, flows.share, customers) == pytest.approx(1.0)
        assert (np.bincount(owner, flows.share * demand[served], facilities) <= capacity + 1e-6).all()
        dual = flows.prices.sum() - (flows.capacity_price * capacity)[opened].sum()
        assert dual == pytest.approx(best)


@settings(max_examples=100)
@given(tables())
def test_that_an_assignment_serves_everyone_within_capacity_at_no_less_than_the_optimum(
    table: tuple[np.ndarray, np.ndarray, np.ndarray],
):
    cost, demand, capacity = table
    customers, facilities = cost.shape
    assignment = Assignment(
        AssignmentCosts(cost, demand, capacity), np.ones(facilities, dtype=bool), np.full(customers, -1)
    )
    if not assignment.place():
        return
    placed = assignment.cost
    assignment.improve(lambda: False)
    load = np.bincount(assignment.server, demand, facilities)
    assert (load <= capacity).all()
    assert assignment.room == pytest.approx(capacity - load)
    best = min(
        cost[np.arange(customers), choice].sum()
        for choice in map(list, product(range(facilities), repeat=customers))
        if (np.bincount(choice, demand, facilities) <= capacity).all()
    )
    assert best <= assignment.cost <= placed


def test_that_a_customer_that_fits_nowhere_makes_another_move():
    costs = AssignmentCosts(
        cost=np.array([[1.0, 2.0], [1.0, np.inf]]), demand=np.array([4.0, 6.0]), capacity=np.array([6.0, 4.0])
    )
    assignment = Assignment(costs, np.ones(2, dtype=bool), np.array([0, -1]))
    assert assignment.place()
    assert assignment.server.tolist() == [1, 0]


def test_that_two_customers_swap_where_neither_can_shift():
    costs = AssignmentCosts(
        cost=np.array([[9.0, 1.0], [1.0, 9.0]]), demand=np.array([5.0, 5.0]), capacity=np.array([5.0, 5.0])
    )
    assignment = Assignment(costs, np.ones(2, dtype=bool), np.array([0, 1]))
    assignment.improve(lambda: False)
    assert assignment.server.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("opened", "lane", "share"),
    [
        ([True, False], [0, 2], [1.0, 0.5]),
        ([True, False], [0, 3], [1.0, 1.0]),
        ([True, True], [0, 2], [1.0, 1.0]),
        ([False, True], [1, 3], [1.0, 1.0]),
    ],
    ids=["unserved share", "closed facility", "too many open", "over capacity"],
)
def test_that_a_solution_that_breaks_a_rule_is_not_taken(opened: list[bool], lane: list[int], share: list[float]):
    facility, customer = dense_lanes(2, 2)
    problem = location_problem(
        facility,
        customer,
        np.array([1.0, 2.0, 3.0, 4.0]),
        demand=np.array([2.0, 2.0]),
        fixed_cost=np.array([10.0, 20.0]),
        capacity=np.array([4.0, 3.0]),
        max_open=1,
    )
    standard = standardise(problem)
    used = np.array(lane)
    assert settle(standard, np.array(opened), used, customer[used], np.array(share)) is None
    good = np.array([0, 2])
    found = settle(standard, np.array([True, False]), good, customer[good], np.ones(2))
    assert found is not None
    assert found.objective == 14.0
