"""Good solutions with limited throughput and demand that may be split: sets of facilities priced by flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.flow_gains import flow_gains
from engine.bounds.moves import moved, rank_moves, with_room
from engine.bounds.settle import settle
from engine.bounds.transport import Flows, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bounds.problem import Floats, Mask
    from engine.bounds.relaxation import Evaluation, Relaxation
    from engine.bounds.result import Incumbent
    from engine.bounds.selection import FacilityRules
    from engine.bounds.standard import Standard

_TRIALS = 12


class SplittableSearch:
    """Opens what the relaxation opens most, then opens, closes and swaps while the flows get cheaper."""

    def __init__(self, standard: Standard, should_stop: Callable[[], bool]) -> None:
        self._standard = standard
        self._should_stop = should_stop
        self._transport: Transport | None = None
        self._lanes_read = 0
        self._breadth = 1
        self._costs: dict[bytes, float] = {}
        self._optima: set[bytes] = set()
        self._best = np.inf
        self._prices: Floats | None = None

    def attempt(self, relaxation: Relaxation, at: Evaluation, opening: Floats, judge: Evaluation) -> Incumbent | None:
        """A solution near a proposal, or None where there is nothing better than before; see `PrimalSearch`."""
        transport = self._ready(relaxation)
        chosen, rules = at.selection.chosen, relaxation.rules
        nothing, leaning = np.zeros(len(chosen), dtype=np.bool_), opening + 1e-6 * chosen
        starts = [with_room(self._standard, rules, nothing, leaning, more) for more in range(3)]
        starts.append(with_room(self._standard, rules, chosen, opening, 0))
        costs = [self._cost(transport, start) for start in starts]
        if not np.isfinite(min(costs)):
            self._breadth, self._transport = 2 * self._breadth, None
            return None
        opened = self._descend(relaxation.rules, judge, transport, starts[int(np.argmin(costs))])
        cost = self._cost(transport, opened)
        if cost >= self._best:
            return None
        flows = transport.solve(opened)
        return None if flows is None else self._settled(transport, opened, flows)

    def prices(self) -> Floats | None:
        """What each customer's demand costs at the margin in the best solution so far, or None."""
        return self._prices

    def _settled(self, transport: Transport, opened: Mask, flows: Flows) -> Incumbent | None:
        core, lanes = transport.core, transport.lanes
        source = lanes.source[core.position[flows.at]]
        found = settle(self._standard, opened, source, core.customer[flows.at], flows.share)
        if found is not None and found.objective < self._best:
            self._best, self._prices = found.objective, flows.prices
        return found

    def _ready(self, relaxation: Relaxation) -> Transport:
        """The flow program, built again when the relaxation's lanes have become many more or fewer."""
        core = relaxation.core
        size = len(core.cost)
        if self._transport is None or not 0.7 * self._lanes_read <= size <= 1.3 * self._lanes_read:
            standard, lanes = self._standard, relaxation.lanes
            read = core if self._breadth == 1 else lanes.cheapest(core.sizes * self._breadth)
            self._transport = Transport(lanes, read, standard.demand, standard.capacity, standard.min_throughput)
            self._lanes_read = size
            self._costs.clear()
        return self._transport

    def _cost(self, transport: Transport, opened: Mask) -> float:
        """Fixed costs and flows of a set; infinite where it cannot serve all."""
        key = np.packbits(opened).tobytes()
        if key not in self._costs:
            enough = self._standard.usable[opened].sum() >= self._standard.needed
            flows = transport.solve(opened) if enough else None
            fixed = float(self._standard.fixed_cost[opened].sum())
            self._costs[key] = np.inf if flows is None else flows.cost + fixed
        return self._costs[key]

    def _descend(self, rules: FacilityRules, judge: Evaluation, transport: Transport, opened: Mask) -> Mask:
        """Take the first of the most promising moves that helps, until none does."""
        while not self._should_stop():
            key = np.packbits(opened).tobytes()
            flows = None if key in self._optima else transport.solve(opened)
            if flows is None:
                return opened
            gains = flow_gains(transport.core, self._standard, rules, opened, flows)
            moves = rank_moves(gains, self._standard, rules, opened, _TRIALS)
            better = self._better(judge, transport, opened, moves)
            if better is None:
                self._optima.add(key)
                return opened
            opened = better
        return opened

    def _better(
        self, judge: Evaluation, transport: Transport, opened: Mask, moves: list[tuple[int, int]]
    ) -> Mask | None:
        """The first of some moves that lowers the cost, or None."""
        cost = self._cost(transport, opened)
        enough = cost - 1e-9 * (1.0 + abs(cost))
        for move in moves:
            other = moved(opened, move)
            if judge.bound_of(other) < enough and self._cost(transport, other) < enough:
                return other
            if self._should_stop():
                break
        return None
