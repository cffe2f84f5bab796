"""Good solutions without limits on throughput: round the bound's choice, then interchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.interchange import Interchange, nearest_open
from engine.bounds.problem import Floats, Mask
from engine.bounds.settle import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bounds.relaxation import Evaluation, Relaxation
    from engine.bounds.result import Incumbent
    from engine.bounds.standard import Standard


class UncapacitatedSearch:
    """Searches from sets of facilities that the relaxation proposes, each set once."""

    def __init__(self, standard: Standard, should_stop: Callable[[], bool]) -> None:
        self._standard = standard
        self._should_stop = should_stop
        self._starts: set[bytes] = set()
        self._ends: set[bytes] = set()
        self._best: Incumbent | None = None

    def attempt(self, relaxation: Relaxation, at: Evaluation, opening: Floats, judge: Evaluation) -> Incumbent | None:
        """A local optimum near a proposal, or None where there is nothing new; see `PrimalSearch`."""
        del judge  # pricing a move costs no more here than judging it
        found = None
        chosen = at.selection.chosen
        for start in (chosen, self._rounded(relaxation, chosen, opening)):
            candidate = self._improved(relaxation, start)
            if candidate is not None and (found is None or candidate.objective < found.objective):
                found = candidate
        if found is not None and (self._best is None or found.objective < self._best.objective):
            self._best = found
        return found

    def prices(self) -> Floats | None:
        """Prices halfway between each customer's cheapest and second cheapest open facility, or None."""
        if self._best is None:
            return None
        standard = self._standard
        opened = standard.rules.must_open.copy()
        opened[: standard.problem.facilities] |= self._best.opened
        core = standard.lanes.cheapest(np.diff(standard.lanes.start))
        near = nearest_open(core, opened, np.full(standard.problem.customers, np.inf))
        second = np.where(np.isfinite(near.second), near.second, near.first)
        return (near.first + second) / 2.0

    def _improved(self, relaxation: Relaxation, start: Mask) -> Incumbent | None:
        if _known(start, self._starts):
            return None
        search = Interchange(relaxation.core, self._standard.fixed_cost, relaxation.rules)
        opened = search.improve(start, self._should_stop)
        return None if _known(opened, self._ends) else self.assign(opened)

    @staticmethod
    def _rounded(relaxation: Relaxation, chosen: Mask, opening: Floats) -> Mask:
        """As many facilities as chosen, those that are open most."""
        rules = relaxation.rules
        rank = np.where(rules.must_open, 3.0, np.where(rules.must_close, -1.0, opening + 1e-6 * chosen))
        opened = np.zeros(len(chosen), dtype=np.bool_)
        opened[np.argsort(-rank, kind="stable")[: int(chosen.sum())]] = True
        return opened & ~rules.must_close

    def assign(self, opened: Mask) -> Incumbent | None:
        """Serves each customer over its cheapest lane out of an open facility; None where one has none."""
        lanes = self._standard.lanes
        at = np.flatnonzero(opened[lanes.facility])
        customer = lanes.customer[at]
        head = np.flatnonzero(np.append(True, customer[1:] != customer[:-1])) if len(at) else at
        used = at[head]
        idle = opened & ~self._standard.rules.must_open
        idle[lanes.facility[used]] = False
        surplus = int(opened.sum()) - self._standard.rules.low
        closable = np.flatnonzero(idle & (self._standard.fixed_cost > 0))[: max(surplus, 0)]
        opened = opened.copy()
        opened[closable] = False
        return settle(self._standard, opened, lanes.source[used], lanes.customer[used], np.ones(len(used)))


def _known(opened: Mask, sets: set[bytes]) -> bool:
    """Whether a set was noted before; it is from now on."""
    key = np.packbits(opened).tobytes()
    known = key in sets
    sets.add(key)
    return known
