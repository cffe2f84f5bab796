"""Dual ascent: customer prices to start from, for facilities without capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.problem import Floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bounds.lanes import SortedLanes


def ascend(lanes: SortedLanes, fixed_cost: Floats, should_stop: Callable[[], bool]) -> Floats:
    """Raises each customer's price as far as the facilities' fixed costs allow (Erlenkotter 1978).

    A price pays for what it exceeds its lanes' costs by; no facility may be paid more than its fixed cost. Instead
    of one cost level a visit, each round doubles the number of levels that a visit may climb, so a few rounds do.

    Args:
        lanes: Lanes by customer and cost, at least one for each customer.
        fixed_cost: Cost of each facility, shape (facilities,); what is below 0 counts as 0.
        should_stop: Says when to end early; the prices are good at any time.

    Returns:
        Prices of shape (customers,); no facility is paid more than its fixed cost, up to rounding.
    """
    start = lanes.start
    prices = lanes.cost[start[:-1]].copy()
    slack = np.maximum(fixed_cost, 0.0)
    degree = np.diff(start)
    order = np.argsort(degree, kind="stable")
    levels = 1
    while levels < 2 * int(degree.max(initial=0)) and not should_stop():
        climbed = [_climb(lanes, prices, slack, customer, levels) for customer in order.tolist()]
        if levels >= 64 and not any(climbed):
            break
        levels *= 2
    return prices


def _climb(lanes: SortedLanes, prices: Floats, slack: Floats, customer: int, levels: int) -> bool:
    """Raise one price to the cost of its lane number `levels`, or as far as the slack reaches."""
    begin, end = int(lanes.start[customer]), int(lanes.start[customer + 1])
    price, stop = float(prices[customer]), min(begin + levels, end)
    cost = lanes.cost[begin:stop]
    ceiling = float(lanes.cost[stop]) if stop < end else np.inf
    if ceiling <= price:
        return False
    facility = lanes.facility[begin:stop]
    reach = np.minimum.accumulate(slack[facility] + np.maximum(cost, price))
    following = np.append(cost[1:], ceiling)
    blocked = np.flatnonzero(reach <= following)
    new = float(reach[blocked[0]]) if len(blocked) else ceiling
    if not price < new < np.inf:
        return False
    paid = np.maximum(new - np.maximum(cost, price), 0.0)
    slack[facility] -= paid
    prices[customer] = new
    return True
