"""What a bounds step gives: proven bound, best solution found, and what no better solution needs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bounds.problem import Floats, Ints, Mask


@dataclass(frozen=True, eq=False)
class Incumbent:
    """A feasible solution.

    Attributes:
        objective: Its cost.
        opened: Whether each facility is open, shape (facilities,).
        lane: Lanes in use, in ascending order, shape (used,).
        share: Share of the customer's demand on each of them, 0..1, shape (used,).
        unmet: Unserved share of each customer, shape (customers,).
    """

    objective: float
    opened: Mask
    lane: Ints
    share: Floats
    unmet: Floats


@dataclass(frozen=True)
class BoundEvent:
    """Progress of a bounds step.

    Attributes:
        seconds: Time since the start.
        iteration: Evaluations of the relaxation so far.
        lower_bound: Proven lower bound.
        incumbent: Objective of the best solution so far; infinity where there is none.
        free_facilities: Facilities neither fixed open nor fixed closed.
        lanes_left: Lanes not proven useless.
    """

    seconds: float
    iteration: int
    lower_bound: float
    incumbent: float
    free_facilities: int
    lanes_left: int


@dataclass(frozen=True, eq=False)
class BoundResult:
    """The outcome of a bounds step.

    The fixings keep every solution that costs no more than the incumbent; without an incumbent nothing is fixed
    but what cannot be used at all.

    Attributes:
        lower_bound: No feasible solution costs less, rounding errors included; infinity: none exists.
        incumbent: The best solution found, or None.
        fixed_open: Facilities open in every solution as good as the incumbent, shape (facilities,).
        fixed_closed: Facilities closed in all of them, shape (facilities,).
        removable: Lanes that none of them needs, shape (lanes,): none uses it, or a cheaper lane over the same
            pair of sites takes its place.
        fewest_open: Fewest open facilities that limits and capacity allow.
        objective_step: Every objective is a multiple of this; 0 where that is not known.
        prices: The customers' prices behind the bound, shape (customers,).
        iterations: Evaluations of the relaxation.
        seconds: Time spent.
        stopped: Why it ended: ``proven``, ``gap``, ``stalled``, ``iterations``,
            ``time``, ``cancelled`` or ``infeasible``.
    """

    lower_bound: float
    incumbent: Incumbent | None
    fixed_open: Mask
    fixed_closed: Mask
    removable: Mask
    fewest_open: int
    objective_step: float
    prices: Floats
    iterations: int
    seconds: float
    stopped: str

    @property
    def gap(self) -> float:
        """Gap as a share of the incumbent; infinity without one."""
        if self.incumbent is None:
            return float("inf")
        distance = max(self.incumbent.objective - self.lower_bound, 0.0)
        return distance / max(abs(self.incumbent.objective), 1e-12) if distance else 0.0
