"""A bounds step as its callers see it: answers, events, cancel, repeatability."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.bounds.problem import LocationProblem, dense_lanes, location_problem
from engine.bounds.result import BoundEvent
from engine.bounds.tighten import BoundOptions, tighten


def random_problem(facilities: int, customers: int, **limits: object) -> LocationProblem:
    random = np.random.default_rng(7)
    sites, homes = random.random((facilities, 2)), random.random((customers, 2))
    cost = np.hypot(*(homes[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    facility, customer = dense_lanes(facilities, customers)
    demand = random.integers(1, 9, customers).astype(float)
    rooms = {"capacity": np.full(facilities, demand.sum() / 3.5)} if limits.pop("capacitated", False) else {}
    return location_problem(
        facility,
        customer,
        (cost * demand[:, None]).ravel(),
        demand=demand,
        fixed_cost=random.uniform(2, 6, facilities),
        **rooms,
        **limits,
    )


FAMILIES = {
    "uncapacitated": {},
    "p-median": {"min_open": 4, "max_open": 4},
    "split": {"capacitated": True},
    "single source": {"capacitated": True, "single_source": True},
}


@pytest.fixture(params=FAMILIES.values(), ids=FAMILIES.keys())
def problem(request: pytest.FixtureRequest) -> LocationProblem:
    return random_problem(15, 40, **request.param)


def test_that_two_facilities_are_better_than_one_where_their_fixed_cost_pays():
    facility, customer = dense_lanes(3, 3)
    cost = np.array([[0.0, 9.0, 5.0], [9.0, 0.0, 5.0], [1.0, 8.0, 5.0]])
    problem = location_problem(
        facility, customer, cost.ravel(), demand=np.ones(3), fixed_cost=np.array([3.0, 4.0, 4.0])
    )
    result = tighten(problem)
    assert result.incumbent is not None
    assert result.incumbent.objective == 8.0
    assert result.lower_bound == 8.0
    assert result.stopped == "proven"
    assert result.gap == 0.0
    assert result.incumbent.lane.tolist() == [0, 4, 6]
    assert result.objective_step == 1.0


def test_that_a_customer_dearer_to_serve_than_to_refuse_stays_unserved():
    problem = location_problem(
        np.array([0, 0]),
        np.array([0, 1]),
        np.array([1.0, 50.0]),
        demand=np.array([2.0, 3.0]),
        fixed_cost=np.array([5.0]),
        unmet_cost=np.array([np.inf, 20.0]),
    )
    result = tighten(problem)
    assert result.incumbent is not None
    assert result.incumbent.objective == 26.0
    assert result.incumbent.unmet.tolist() == [0.0, 1.0]
    assert result.removable.tolist() == [False, True]


def test_that_a_least_throughput_keeps_a_facility_closed_that_would_be_cheap():
    problem = location_problem(
        np.array([0, 1, 0, 1]),
        np.array([0, 0, 1, 1]),
        np.array([1.0, 3.0, 9.0, 3.0]),
        demand=np.array([2.0, 2.0]),
        fixed_cost=np.zeros(2),
        min_throughput=np.array([3.0, 0.0]),
    )
    result = tighten(problem)
    assert result.incumbent is not None
    assert result.incumbent.objective == pytest.approx(6.0)
    assert result.lower_bound <= 6.0


def test_that_the_fewest_facilities_follow_from_capacity():
    problem = random_problem(15, 40, capacitated=True)
    assert tighten(problem, BoundOptions(iterations=5, restarts=0)).fewest_open == 4


def test_that_the_step_closes_the_gap_nearly_on_an_easy_problem(problem: LocationProblem):
    result = tighten(problem)
    assert result.incumbent is not None
    assert 0.0 <= result.gap <= 0.05
    assert result.fixed_closed.any()
    assert result.removable.any()


def test_that_equal_seeds_give_equal_results(problem: LocationProblem):
    one, other = (tighten(problem, BoundOptions(iterations=150, seed=3)) for _ in range(2))
    assert one.lower_bound == other.lower_bound
    assert one.iterations == other.iterations
    assert (one.removable == other.removable).all()
    assert one.incumbent is not None
    assert other.incumbent is not None
    assert one.incumbent.objective == other.incumbent.objective
    assert (one.incumbent.lane == other.incumbent.lane).all()


def test_that_events_only_ever_improve_and_end_at_the_result(problem: LocationProblem):
    events: list[BoundEvent] = []
    result = tighten(problem, on_event=events.append)
    assert result.incumbent is not None
    for before, after in itertools.pairwise(events):
        assert after.lower_bound >= before.lower_bound
        assert after.incumbent <= before.incumbent
        assert after.lanes_left <= before.lanes_left
        assert after.free_facilities <= before.free_facilities
        assert (after.lower_bound, after.incumbent) != (before.lower_bound, before.incumbent)
    assert events[-1].lower_bound == result.lower_bound
    assert events[-1].incumbent == result.incumbent.objective


def test_that_a_cancelled_step_ends_with_what_it_knows():
    random = np.random.default_rng(1)
    facility, customer = dense_lanes(30, 30)
    far_from_integral = location_problem(
        facility, customer, random.uniform(10, 20, 900), demand=np.ones(30), fixed_cost=random.uniform(10, 20, 30)
    )
    events: list[BoundEvent] = []
    result = tighten(far_from_integral, on_event=events.append, should_stop=lambda: len(events) >= 3)
    assert result.stopped == "cancelled"
    assert result.lower_bound == events[-1].lower_bound
    assert result.incumbent is not None
    assert len(events) <= 5
    assert tighten(far_from_integral).iterations > result.iterations


def test_that_no_time_still_gives_a_bound(problem: LocationProblem):
    result = tighten(problem, BoundOptions(time_limit_s=0.0))
    assert result.stopped == "time"
    assert math.isfinite(result.lower_bound)


@pytest.mark.parametrize(
    "limits",
    [
        {"must_open": np.array([True, False]), "must_close": np.array([True, False])},
        {"min_open": 2, "must_close": np.array([True, False])},
        {"capacity": np.array([1.0, 1.0])},
        {"capacity": np.array([2.5, 0.0]), "single_source": True},
    ],
    ids=["open and closed", "too few left", "too little capacity", "too large for each"],
)
def test_that_a_problem_without_solution_is_told(limits: dict[str, object]):
    facility, customer = dense_lanes(2, 1)
    problem = location_problem(facility, customer, np.ones(2), demand=np.array([3.0]), fixed_cost=np.ones(2), **limits)
    result = tighten(problem)
    assert result.stopped == "infeasible"
    assert result.lower_bound == math.inf
    assert result.incumbent is None


def test_that_a_customer_without_lanes_is_told():
    problem = location_problem(np.array([0]), np.array([0]), np.ones(1), demand=np.ones(2), fixed_cost=np.ones(1))
    assert tighten(problem).stopped == "infeasible"


def test_that_of_two_lanes_as_cheap_over_the_same_pair_neither_is_removed():
    problem = location_problem(
        np.array([0, 0, 0]), np.array([0, 0, 0]), np.array([2.0, 2.0, 3.0]), demand=np.ones(1), fixed_cost=np.ones(1)
    )
    assert tighten(problem).removable.tolist() == [False, False, True]
