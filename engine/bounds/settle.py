"""From a choice of lanes to a checked incumbent."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.bounds.problem import Floats, Ints, Mask
from engine.bounds.result import Incumbent
from engine.bounds.standard import Standard

_TOLERANCE = 1e-9


def settle(
    standard: Standard, opened: Mask, lane: Ints, customer: NDArray[np.integer], share: Floats
) -> Incumbent | None:
    """Checks a solution against the problem as it came, and prices it.

    Args:
        standard: The problem.
        opened: Whether each facility of the standard form is open.
        lane: Source of each lane in use, -1 for unmet, shape (used,).
        customer: Customer of each lane in use, shape (used,).
        share: Share of the customer's demand on it, shape (used,).

    Returns:
        The solution with its cost; None where it breaks a rule of the problem.
    """
    problem = standard.problem
    opened = opened[: problem.facilities]
    unmet = np.bincount(customer[lane < 0], share[lane < 0], problem.customers).astype(np.float64)
    order = np.argsort(lane[lane >= 0], kind="stable")
    used, carried = lane[lane >= 0][order], share[lane >= 0][order]
    if not _allowed(standard, opened, used, carried, unmet):
        return None
    refusable = np.isfinite(problem.unmet_cost)
    objective = math.fsum(
        np.concatenate(
            (
                problem.fixed_cost[opened],
                problem.cost[used] * carried,
                problem.unmet_cost[refusable] * unmet[refusable],
            )
        )
    )
    return Incumbent(objective=objective, opened=opened.copy(), lane=used, share=carried, unmet=unmet)


def _allowed(standard: Standard, opened: Mask, used: Ints, share: Floats, unmet: Floats) -> bool:
    problem = standard.problem
    facility, customer = problem.facility[used], problem.customer[used]
    served = np.bincount(customer, share, problem.customers) + unmet
    throughput = np.bincount(facility, share * problem.demand[customer], problem.facilities)
    slack = _TOLERANCE * (1.0 + problem.demand.sum())
    count = int(opened.sum())
    return bool(
        (np.abs(served - 1.0) <= _TOLERANCE).all()
        and (unmet[~np.isfinite(problem.unmet_cost)] <= 0).all()
        and opened[facility].all()
        and (throughput <= problem.capacity + slack).all()
        and (throughput >= np.where(opened, problem.min_throughput, 0.0) - slack).all()
        and opened[problem.must_open].all()
        and not opened[problem.must_close].any()
        and problem.min_open <= count <= problem.max_open
    )
