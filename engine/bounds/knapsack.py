"""Knapsacks of all facilities at once: which customers a facility of limited capacity would like to serve."""

from __future__ import annotations

import numpy as np

from engine.bounds.problem import Floats, Ints


def critical_prices(facility: Ints, gain: Floats, weight: Floats, capacity: Floats) -> tuple[Floats, Floats]:
    """Solves the continuous knapsack of every facility (Dantzig 1957).

    Args:
        facility: Facility of each item, shape (items,).
        gain: Gain of each item if taken whole, > 0, shape (items,).
        weight: Capacity that it takes, >= 0, shape (items,).
        capacity: Capacity of each facility, infinity allowed, shape (facilities,).

    Returns:
        Price of a unit of capacity, 0 where everything fits, shape (facilities,); share taken of each item.
    """
    count = len(capacity)
    price, share = np.zeros(count), np.ones(len(gain))
    crowded = np.bincount(facility, weight, minlength=count) > capacity
    items = np.flatnonzero(crowded[facility] & (weight > 0))
    if not len(items):
        return price, share
    ratio = gain[items] / weight[items]
    order = np.argsort(-ratio, kind="stable")
    order = order[np.argsort(facility[items[order]], kind="stable")]
    items, ratio = items[order], ratio[order]
    owner, filled = facility[items], np.cumsum(weight[items])
    first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    before = np.repeat(filled[first] - weight[items[first]], np.diff(np.append(first, len(items))))
    room = capacity[owner] - (filled - weight[items] - before)
    share[items] = np.clip(room / weight[items], 0.0, 1.0)
    # The first item that does not fit whole sets the price.
    partial = np.flatnonzero(share[items] < 1.0)
    at, index = np.unique(owner[partial], return_index=True)
    price[at] = ratio[partial[index]]
    return price, share
