"""The most that can flow: limits that follow from the data and stand where others would write a big number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded

Floats = NDArray[np.float64]


def most_needed(expanded: Expanded) -> Floats:
    """The largest quantity of each product that can be needed in each period: P × T.

    Demand, plus what bills take for it; every unit that enters the network ends in one of them or in stock. With
    stock a period may serve all others, and stocks and minimums of the whole horizon come on top.
    """
    shape = (len(expanded.products), len(expanded.periods))
    needed = np.zeros(shape)
    demand = expanded.demand
    np.add.at(needed, (demand.product, demand.period), demand.quantity)
    if len(expanded.inventory):
        needed = np.repeat(needed.sum(axis=1, keepdims=True), shape[1], axis=1)
        needed += _stock(expanded)[:, None] + _minimums(expanded)
    return _with_components(expanded, needed)


def _stock(expanded: Expanded) -> Floats:
    inventory = expanded.inventory
    amounts = inventory.initial + inventory.minimum
    return np.bincount(inventory.product, weights=amounts, minlength=len(expanded.products)).astype(float)


def _minimums(expanded: Expanded) -> float:
    """All quantities that a model can force into the network beyond its demand."""
    network = expanded.network
    total = expanded.supply.minimum.sum() + expanded.production.minimum.sum()
    total += expanded.facilities.min_throughput.sum()
    pairs = len(expanded.lanes)
    total += np.nan_to_num(network["lanes"]["min_flow"].to_numpy(dtype=float)[expanded.lanes.row]).sum() if pairs else 0
    total += np.nan_to_num(network["flow_limits"]["min_flow"].to_numpy(dtype=float)).sum() * len(expanded.periods)
    return float(total)


def _with_components(expanded: Expanded, needed: Floats) -> Floats:
    bills = expanded.bills
    if not len(bills.row):
        return needed
    rate: dict[tuple[int, int], float] = {}
    for product, component, quantity in zip(bills.product, bills.component, bills.quantity, strict=True):
        rate[product, component] = max(rate.get((product, component), 0.0), float(quantity))
    total = needed.copy()
    for _ in range(len(expanded.products)):
        deeper = needed.copy()
        for (product, component), quantity in rate.items():
            deeper[component] += quantity * total[product]
        if np.array_equal(deeper, total):
            break
        total = deeper
    return total
