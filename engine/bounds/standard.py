"""A location problem made ready for the bounds: lanes sorted, "unmet" as a facility, hopeless parts left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.bounds.lanes import SortedLanes, sort_lanes
from engine.bounds.problem import Floats, LocationProblem, Mask
from engine.bounds.relaxation import Relaxation, WholeSizes
from engine.bounds.selection import FacilityRules

_LARGEST_KNAPSACKS = 40_000_000
_LARGEST_WHOLE = 2.0**52


@dataclass(frozen=True, eq=False)
class Standard:
    """The problem with one more facility where customers may go unserved: always open, free, without limit.

    Attributes:
        problem: The problem as it came.
        lanes: The lanes that can be used, by customer and cost.
        rules: Which facilities may be open.
        fixed_cost: Cost of each facility if open, shape (facilities or facilities + 1,).
        capacity: Greatest throughput of each facility, shape as before.
        min_throughput: Least throughput of each facility if open, shape as before.
        limited: Whether any limit on throughput can bind.
        whole: Demand and capacity in whole units where exact knapsacks pay, else None.
        step: Every objective is a multiple of this; 0 where that is not known.
    """

    problem: LocationProblem
    lanes: SortedLanes
    rules: FacilityRules
    fixed_cost: Floats
    capacity: Floats
    min_throughput: Floats
    limited: bool
    whole: WholeSizes | None
    step: float

    @property
    def demand(self) -> Floats:
        """Demand of each customer, shape (customers,)."""
        return self.problem.demand

    @property
    def usable(self) -> Floats:
        """Capacity as far as there is demand for it, shape (facilities,); finite."""
        return np.asarray(np.minimum(self.capacity, self.demand.sum()))

    @property
    def needed(self) -> float:
        """Capacity that open facilities need together: all demand, less a rounding error."""
        return float(self.demand.sum()) * (1.0 - 1e-9)

    @property
    def fewest_open(self) -> int:
        """Fewest open facilities of the problem as it came."""
        return self.rules.low - (len(self.capacity) - self.problem.facilities)

    @property
    def integral(self) -> bool:
        """Whether some optimum serves each customer whole from one facility."""
        return self.problem.single_source or not self.limited

    @property
    def feasible(self) -> bool:
        """Whether nothing rules out a solution at first sight: lanes, number of facilities, total capacity."""
        if not self.rules.feasible or (np.diff(self.lanes.start) == 0).any():
            return False
        return float(self.usable[~self.rules.must_close].sum()) >= self.needed


def standardise(problem: LocationProblem) -> Standard:
    """Brings a problem into the form that bounds are computed on."""
    refusable = bool(np.isfinite(problem.unmet_cost).any())
    extra = int(refusable)
    lanes = sort_lanes(problem, problem.facilities if refusable else None)

    def extended(values: Floats, unmet: float) -> Floats:
        return np.append(values, unmet) if refusable else values

    reachable = np.bincount(lanes.facility, problem.demand[lanes.customer], problem.facilities + extra)
    capacity = extended(problem.capacity, np.inf)
    capacity = np.where(capacity >= reachable, np.inf, capacity)
    min_throughput = extended(problem.min_throughput, 0.0)
    if problem.single_source:
        lanes = _without_oversize(lanes, problem.demand, capacity)
    rules = _rules(problem, refusable)
    limited = bool((np.isfinite(capacity) | (min_throughput > 0))[~rules.must_close].any())
    return Standard(
        problem=problem,
        lanes=lanes,
        rules=rules,
        fixed_cost=extended(problem.fixed_cost, 0.0),
        capacity=capacity,
        min_throughput=min_throughput,
        limited=limited,
        whole=_whole_sizes(problem.demand, capacity) if limited and problem.single_source else None,
        step=_objective_step(problem) if problem.single_source or not limited else 0.0,
    )


def relaxation_of(standard: Standard) -> Relaxation:
    """The relaxation of a standard problem."""
    return Relaxation(
        standard.lanes,
        standard.rules,
        fixed_cost=standard.fixed_cost,
        demand=standard.demand,
        capacity=standard.capacity,
        whole=standard.whole,
    )


def rounded_up(bound: float, step: float) -> float:
    """The least possible objective not below a bound, where objectives are multiples of `step` (0: unknown)."""
    return math.ceil(bound / step - 1e-9) * step if step > 0 and math.isfinite(bound) else bound


def _rules(problem: LocationProblem, refusable: bool) -> FacilityRules:
    fewest = problem.min_open
    if not refusable:
        fewest = max(fewest, _fewest_for_demand(problem))
    extra = int(refusable)
    return FacilityRules(
        must_open=np.append(problem.must_open, np.ones(extra, dtype=np.bool_)),
        must_close=np.append(problem.must_close, np.zeros(extra, dtype=np.bool_)),
        low=fewest + extra,
        high=problem.max_open + extra,
    )


def _fewest_for_demand(problem: LocationProblem) -> int:
    """The fewest facilities whose capacities together reach the demand."""
    largest_first = -np.sort(-problem.capacity[~problem.must_close])
    short = np.cumsum(largest_first) < problem.demand.sum() * (1.0 - 1e-9)
    return int(short.sum()) + 1 if problem.demand.sum() > 0 else 0


def _without_oversize(lanes: SortedLanes, demand: Floats, capacity: Floats) -> SortedLanes:
    fits = demand[lanes.customer] <= capacity[lanes.facility]
    return lanes if fits.all() else lanes.keep(fits)


def _whole_sizes(demand: Floats, capacity: Floats) -> WholeSizes | None:
    """Whole units, where demand is integer and the tables of the knapsacks stay small."""
    if (demand != np.rint(demand)).any() or demand.sum() > _LARGEST_WHOLE:
        return None
    unit = max(int(np.gcd.reduce(demand.astype(np.int64))), 1)
    total = int(demand.sum()) // unit
    room = np.where(np.isfinite(capacity), np.floor(capacity / unit), total).astype(np.int64)
    if len(demand) * len(room) * (int(room.max(initial=0)) + 1) > _LARGEST_KNAPSACKS:
        return None
    return WholeSizes(demand=demand.astype(np.int64) // unit, capacity=room)


def _objective_step(problem: LocationProblem) -> float:
    """Greatest common divisor of all costs where each is a whole number, else 0."""
    divisor = 0
    for costs in (problem.fixed_cost, problem.unmet_cost[np.isfinite(problem.unmet_cost)], problem.cost):
        if not _whole_numbers(costs):
            return 0.0
        divisor = int(np.gcd(divisor, np.gcd.reduce(np.abs(costs).astype(np.int64)))) if len(costs) else divisor
    return float(divisor)


def _whole_numbers(values: Floats | Mask) -> bool:
    return bool((values == np.rint(values)).all() and np.abs(values).sum() < _LARGEST_WHOLE)
