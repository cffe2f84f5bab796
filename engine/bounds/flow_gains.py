"""What moves may save, judged by the marginal prices of the present flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.knapsack import critical_prices
from engine.bounds.moves import MoveGains

if TYPE_CHECKING:
    from engine.bounds.lanes import Core
    from engine.bounds.problem import Floats, Ints, Mask
    from engine.bounds.selection import FacilityRules
    from engine.bounds.standard import Standard
    from engine.bounds.transport import Flows


def flow_gains(core: Core, standard: Standard, rules: FacilityRules, opened: Mask, flows: Flows) -> MoveGains:
    """What opening, closing and swapping facilities may save.

    Args:
        core: The lanes that the flows use.
        standard: Gives costs and capacities.
        rules: Which facilities may be open.
        opened: Whether each facility is open, shape (facilities,).
        flows: The cheapest flows of the open facilities.

    Returns:
        Estimates; they lean to the optimistic side, for prices at the margin hold for small changes.
    """
    openers = np.flatnonzero(~(opened | rules.must_close))
    closers = np.flatnonzero(opened & ~rules.must_open)
    detour = _detours(core, standard, opened, flows)
    opening = _opening_gains(core, standard, flows.prices)[openers] - standard.fixed_cost[openers]
    closing = _closing_gains(core, standard, flows, detour)[closers]
    taking = _takeover_gains(core, flows, detour, openers, closers) - standard.fixed_cost[openers][:, None]
    swap = closing[None, :] + np.maximum(opening[:, None], taking)
    return MoveGains(openers, closers, opening, closing, swap)


def _opening_gains(core: Core, standard: Standard, prices: Floats) -> Floats:
    """What each facility would save within its capacity if customers paid their marginal prices."""
    gain = prices[core.customer] - core.cost
    useful = np.flatnonzero(gain > 0)
    facility, customer, gain = core.facility[useful], core.customer[useful], gain[useful]
    _, share = critical_prices(facility, gain, standard.demand[customer], standard.capacity)
    return np.bincount(facility, gain * share, len(standard.capacity)).astype(np.float64)


def _detours(core: Core, standard: Standard, opened: Mask, flows: Flows) -> Floats:
    """For each flow, what its customer pays at the cheapest other open facility, capacity at its price."""
    paid = core.cost + flows.capacity_price[core.facility] * standard.demand[core.customer]
    paid = np.where(opened[core.facility], paid, np.inf)
    paid[flows.at] = np.inf
    begin = np.cumsum(core.sizes) - core.sizes
    cheapest = np.minimum.reduceat(np.append(paid, np.inf), np.minimum(begin, len(paid)))
    detour = cheapest[core.customer[flows.at]]
    return np.where(np.isfinite(detour), detour, 2.0 * np.abs(core.cost).max())


def _closing_gains(core: Core, standard: Standard, flows: Flows, detour: Floats) -> Floats:
    """What closing each facility saves when its customers go elsewhere."""
    lost = (detour - core.cost[flows.at]) * flows.share
    return standard.fixed_cost - np.bincount(core.facility[flows.at], lost, len(standard.capacity))


def _takeover_gains(core: Core, flows: Flows, detour: Floats, openers: Ints, closers: Ints) -> Floats:
    """What is saved against the detours when a new facility (rows) serves a closed one's (columns) customers."""
    row, column = np.full((2, len(flows.capacity_price)), -1)
    row[openers], column[closers] = np.arange(len(openers)), np.arange(len(closers))
    moving = np.flatnonzero(column[core.facility[flows.at]] >= 0)
    customer = core.customer[flows.at[moving]]
    size = core.sizes[customer]
    flow = np.repeat(moving, size)
    begin = (np.cumsum(core.sizes) - core.sizes)[customer]
    lane = np.arange(len(flow)) + np.repeat(begin - (np.cumsum(size) - size), size)
    new = row[core.facility[lane]] >= 0
    flow, lane = flow[new], lane[new]
    saved = np.maximum(detour[flow] - core.cost[lane], 0.0) * flows.share[flow]
    pair = row[core.facility[lane]] * len(closers) + column[core.facility[flows.at[flow]]]
    total = np.bincount(pair, saved, len(openers) * len(closers))
    return total.astype(np.float64).reshape(len(openers), len(closers))
