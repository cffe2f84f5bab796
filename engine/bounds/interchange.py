"""Local search over open facilities without capacity: open one, close one, or swap two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.lanes import Core
from engine.bounds.problem import Floats, Ints, Mask
from engine.bounds.selection import FacilityRules

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST_TABLE = 4_000_000


@dataclass(frozen=True, eq=False)
class Nearest:
    """The two cheapest open facilities of each customer; all arrays of shape (customers,).

    Attributes:
        facility: The cheapest; -1 where none is open.
        first: Its cost.
        second: Cost of the second cheapest.
    """

    facility: Ints
    first: Floats
    second: Floats


def nearest_open(core: Core, opened: Mask, otherwise: Floats) -> Nearest:
    """The two cheapest open facilities of each customer.

    Args:
        core: Lanes by customer and cost.
        opened: Whether each facility is open, shape (facilities,).
        otherwise: Cost of each customer where no further facility of the core is open, shape (customers,).
    """
    at = np.flatnonzero(opened[core.facility])
    customer = core.customer[at]
    head = np.flatnonzero(np.append(True, customer[1:] != customer[:-1])) if len(at) else at
    nearest, first, second = np.full(len(otherwise), -1), otherwise.copy(), otherwise.copy()
    nearest[customer[head]] = core.facility[at[head]]
    first[customer[head]] = core.cost[at[head]]
    follower = head[:-1] + 1 if len(head) else head
    if len(head) and head[-1] + 1 < len(at):
        follower = np.append(follower, head[-1] + 1)
    owner = head[: len(follower)]
    same = follower[customer[follower] == customer[owner]]
    second[customer[same]] = core.cost[at[same]]
    return Nearest(nearest, first, second)


@dataclass(frozen=True, eq=False)
class Move:
    """A change of the open facilities; -1 for none.

    Attributes:
        saving: What the cost falls by.
        opens: The facility that opens.
        closes: The facility that closes.
    """

    saving: float
    opens: int
    closes: int


class Interchange:
    """Best-improvement search whose moves are all priced at once.

    For each pair of a facility to open and one to close the saving splits into what opening alone saves, what
    closing alone costs, and a correction that is nonzero only on lanes cheaper than their customer's second
    facility (Whitaker 1983; Hansen and Mladenovic 1997; Resende and Werneck 2007), so sums over those
    lanes price every swap.
    """

    def __init__(self, core: Core, fixed_cost: Floats, rules: FacilityRules) -> None:
        self._core = core
        self._fixed_cost = fixed_cost
        self._rules = rules
        top = float(np.abs(core.cost).max(initial=0.0) + np.abs(fixed_cost).max(initial=0.0))
        self._otherwise = np.where(np.isfinite(core.beyond), core.beyond, 10.0 * top + 1.0)

    def improve(self, opened: Mask, should_stop: Callable[[], bool]) -> Mask:
        """A local optimum reached from `opened`, shape (facilities,), itself within the rules."""
        opened = opened.copy()
        while not should_stop():
            move = self.best_move(opened)
            if move is None:
                break
            if move.opens >= 0:
                opened[move.opens] = True
            if move.closes >= 0:
                opened[move.closes] = False
        return opened

    def best_move(self, opened: Mask) -> Move | None:
        """The move that saves most, or None where none saves anything worth a rounding error."""
        near = nearest_open(self._core, opened, self._otherwise)
        core = self._core
        count = len(opened)
        cost = float(near.first.sum() + self._fixed_cost[opened].sum())
        cheap = np.flatnonzero((core.cost < near.second[core.customer]) & ~opened[core.facility])
        opener, customer, lane_cost = core.facility[cheap], core.customer[cheap], core.cost[cheap]
        first, second = near.first[customer], near.second[customer]
        opening = np.bincount(opener, np.maximum(first - lane_cost, 0.0), count) - self._fixed_cost
        opening[opened | self._rules.must_close] = -np.inf
        served = np.flatnonzero(near.facility >= 0)
        loss = np.bincount(near.facility[served], (near.second - near.first)[served], count)
        closing = self._fixed_cost - loss
        closing[~opened | self._rules.must_open] = -np.inf
        moves = [self._swap(opener, near.facility[customer], second - np.maximum(first, lane_cost), opening, closing)]
        number = int(opened.sum())
        if number < self._rules.high:
            moves.append(Move(float(opening.max()), int(opening.argmax()), -1))
        if number > self._rules.low:
            moves.append(Move(float(closing.max()), -1, int(closing.argmax())))
        best = max(moves, key=lambda move: move.saving)
        return best if best.saving > 1e-9 * (1.0 + abs(cost)) else None

    @staticmethod
    def _swap(
        opener: Ints,
        closer: Ints,
        saved: Floats,
        opening: Floats,
        closing: Floats,
        largest_table: int = _LARGEST_TABLE,
    ) -> Move:
        """The best swap: a table of all pairs where that is small, else the pairs that share a lane."""
        candidates, leavers = np.flatnonzero(np.isfinite(opening)), np.flatnonzero(np.isfinite(closing))
        if not len(candidates) or not len(leavers):
            return Move(-np.inf, -1, -1)
        width = len(leavers)
        row, column = np.full(len(opening), -1), np.full(len(opening), -1)
        row[candidates], column[leavers] = np.arange(len(candidates)), np.arange(width)
        useful = np.flatnonzero((closer >= 0) & (saved > 0))
        useful = useful[(column[closer[useful]] >= 0) & (row[opener[useful]] >= 0)]
        pair = row[opener[useful]] * width + column[closer[useful]]
        if len(candidates) * width <= largest_table:
            shared = np.bincount(pair, saved[useful], len(candidates) * width).reshape(len(candidates), width)
            table = shared + opening[candidates][:, None] + closing[leavers][None, :]
            best = int(table.argmax())
            return Move(float(table.flat[best]), int(candidates[best // width]), int(leavers[best % width]))
        pairs, inverse = np.unique(pair, return_inverse=True)
        total = np.bincount(inverse, saved[useful], len(pairs))
        total = total + opening[candidates[pairs // width]] + closing[leavers[pairs % width]]
        apart = Move(float(opening.max() + closing.max()), int(opening.argmax()), int(closing.argmax()))
        if not len(pairs):
            return apart
        best = int(total.argmax())
        opens, closes = candidates[pairs[best] // width], leavers[pairs[best] % width]
        return max(apart, Move(float(total[best]), int(opens), int(closes)), key=lambda move: move.saving)
