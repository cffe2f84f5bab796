"""Exact 0-1 knapsacks of all facilities at once, by dynamic programming over integer demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.bounds.problem import Floats, Ints, Mask


@dataclass(frozen=True, eq=False)
class WholeKnapsacks:
    """Best whole choices of items.

    Attributes:
        best: Greatest gain of each facility at each capacity, shape (facilities, largest capacity + 1).
        taken: Whether each item is in its facility's best choice, shape (items,).
    """

    best: Floats
    taken: Mask


def whole_knapsacks(facility: Ints, item: Ints, gain: Floats, weight: Ints, capacity: Ints) -> WholeKnapsacks:
    """Solves the 0-1 knapsack of every facility exactly (Bellman 1957), item by item over all facilities.

    Args:
        facility: Facility of each offer, shape (offers,).
        item: Item of each offer, shape (offers,), in ascending order.
        gain: Gain of the offer if taken, > 0, shape (offers,).
        weight: Weight of each item, >= 0, shape (items,).
        capacity: Capacity of each facility, shape (facilities,).

    Returns:
        The values at every capacity and one best choice.
    """
    facilities, width = len(capacity), int(capacity.max()) + 1
    best = np.zeros((facilities, width))
    bounds = np.flatnonzero(np.append(True, item[1:] != item[:-1])) if len(item) else np.zeros(0, dtype=np.int64)
    bounds = np.append(bounds, len(item))
    improves: list[tuple[int, int, Mask]] = []
    for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        load = int(weight[item[begin]])
        if load >= width:
            continue
        rows = facility[begin:end]
        old = best[rows]
        with_item = old[:, : width - load] + gain[begin:end, None]
        better = with_item > old[:, load:]
        old[:, load:] = np.where(better, with_item, old[:, load:])
        best[rows] = old
        improves.append((begin, load, better))
    taken = np.zeros(len(item), dtype=np.bool_)
    left = capacity.copy()
    for begin, load, better in reversed(improves):
        rows = facility[begin : begin + len(better)]
        room = left[rows] - load
        use = (room >= 0) & better[np.arange(len(better)), np.maximum(room, 0)]
        taken[begin : begin + len(better)] = use
        left[rows[use]] -= load
    return WholeKnapsacks(best=best, taken=taken)
