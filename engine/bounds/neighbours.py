"""Which facilities to open, close or swap next, judged by the marginal prices of the present flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.knapsack import critical_prices

if TYPE_CHECKING:
    from engine.bounds.lanes import Core
    from engine.bounds.problem import Floats, Mask
    from engine.bounds.selection import FacilityRules
    from engine.bounds.standard import Standard
    from engine.bounds.transport import Flows

_EACH = 60


def rank_moves(
    core: Core, standard: Standard, rules: FacilityRules, opened: Mask, flows: Flows
) -> list[tuple[int, int]]:
    """The most promising moves, best first.

    Args:
        core: The lanes that the flows use.
        standard: Gives costs and capacities.
        rules: Which facilities may be open.
        opened: Whether each facility is open, shape (facilities,).
        flows: The cheapest flows of the open facilities.

    Returns:
        Pairs of the facility to open and the one to close, -1 for none. The estimates behind them are optimistic:
        prices at the margin hold for small changes.
    """
    opening = _opening_gains(core, standard, flows.prices) - standard.fixed_cost
    opening[opened | rules.must_close] = -np.inf
    closing, joint = _closing_gains(core, standard, opened, flows)
    closing[~opened | rules.must_open] = -np.inf
    number = int(opened.sum())
    moves: list[tuple[float, int, int]] = []
    if number < rules.high:
        moves += [(float(opening[i]), i, -1) for i in np.flatnonzero(opening > 0).tolist()]
    if number > rules.low:
        moves += [(float(closing[r]), -1, r) for r in np.flatnonzero(np.isfinite(closing)).tolist()]
    openers, closers = np.flatnonzero(np.isfinite(opening)), np.flatnonzero(np.isfinite(closing))
    if len(openers) and len(closers):
        swap = closing[closers][None, :] + np.maximum(
            opening[openers][:, None], joint[np.ix_(openers, closers)] - standard.fixed_cost[openers][:, None]
        )
        best = np.argsort(-swap, axis=None, kind="stable")[:_EACH]
        rows, columns = np.unravel_index(best, swap.shape)
        moves += [
            (float(swap[r, c]), int(openers[r]), int(closers[c]))
            for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
    moves.sort(key=lambda move: -move[0])
    return [(opens, closes) for _, opens, closes in moves]


def _opening_gains(core: Core, standard: Standard, prices: Floats) -> Floats:
    """What each facility would save within its capacity if customers paid their marginal prices."""
    gain = prices[core.customer] - core.cost
    useful = np.flatnonzero(gain > 0)
    facility, customer, gain = core.facility[useful], core.customer[useful], gain[useful]
    _, share = critical_prices(facility, gain, standard.demand[customer], standard.capacity)
    return np.bincount(facility, gain * share, len(standard.capacity))


def _closing_gains(core: Core, standard: Standard, opened: Mask, flows: Flows) -> tuple[Floats, Floats]:
    """What closing each open facility saves, and what more a new one (rows) saves that takes its customers over."""
    count, customers = len(opened), len(standard.demand)
    owner, customer, share = core.facility[flows.at], core.customer[flows.at], flows.share
    carried = np.bincount(owner, core.cost[flows.at] * share, count)
    at = np.flatnonzero(opened[core.facility])
    cost, used = core.cost[at], np.zeros(len(core.cost), dtype=np.bool_)
    used[flows.at] = True
    gain = flows.prices[core.customer[at]] - cost
    tension = np.zeros(count)
    np.maximum.at(tension, core.facility[flows.at], np.maximum(flows.prices[customer] - core.cost[flows.at], 0.0) / np.maximum(standard.demand[customer], 1e-12))
    del gain
    priced = cost + tension[core.facility[at]] * standard.demand[core.customer[at]]
    priced[used[at]] = np.inf
    other = np.full(customers, np.inf)
    np.minimum.at(other, core.customer[at], priced)
    top = float(np.abs(core.cost).max(initial=0.0))
    other = np.where(np.isfinite(other), other, 2.0 * top)
    rerouted = np.bincount(owner, other[customer] * share, count)
    closing = standard.fixed_cost + carried - rerouted
    joint = np.zeros((count, count))
    begin = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(core.sizes)))
    size = core.sizes[customer]
    flow = np.repeat(np.arange(len(customer)), size)
    lane = np.arange(len(flow)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(begin[customer], size)
    saved = np.maximum(other[customer[flow]] - core.cost[lane], 0.0) * share[flow]
    pair = core.facility[lane] * count + owner[flow]
    joint += np.bincount(pair, saved, count * count).reshape(count, count)
    return closing, joint
