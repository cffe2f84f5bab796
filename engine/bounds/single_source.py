"""Good solutions where each customer is served whole from one facility of limited capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.assignment import Assignment, AssignmentCosts
from engine.bounds.moves import MoveGains, moved, rank_moves, with_room
from engine.bounds.settle import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bounds.problem import Floats, Ints, Mask
    from engine.bounds.relaxation import Evaluation, Relaxation
    from engine.bounds.result import Incumbent
    from engine.bounds.selection import FacilityRules
    from engine.bounds.standard import Standard

_LARGEST_TABLE = 30_000_000
_TRIALS = 24


class SingleSourceSearch:
    """Assigns customers to the facilities that the relaxation opens, then opens, closes and swaps facilities."""

    def __init__(self, standard: Standard, should_stop: Callable[[], bool]) -> None:
        self._standard = standard
        self._should_stop = should_stop
        self._costs = _cost_table(standard)
        self._seen: set[bytes] = set()
        self._best = np.inf

    def attempt(self, relaxation: Relaxation, at: Evaluation, opening: Floats, judge: Evaluation) -> Incumbent | None:
        """A solution near a proposal, or None where there is nothing better than before; see `PrimalSearch`."""
        if self._costs is None:
            return None
        found = None
        for more in range(2):
            opened = with_room(self._standard, relaxation.rules, at.selection.chosen, opening, more)
            server = self._guess(opened, at.capacity_price)
            key = np.packbits(opened).tobytes() + server.tobytes()
            if key in self._seen:
                continue
            self._seen.add(key)
            solution = self._assigned(opened, server)
            if solution is not None:
                found = self._better_of(found, self._descend(relaxation.rules, judge, solution))
        return found

    def prices(self) -> Floats | None:
        """No prices come with these solutions."""
        return None

    def _better_of(self, one: Incumbent | None, other: _Solution) -> Incumbent | None:
        if other.total >= self._best:
            return one
        found = self._settled(other)
        if found is None:
            return one
        self._best = found.objective
        return found

    def _guess(self, opened: Mask, capacity_price: Floats) -> Ints:
        """Each customer at its cheapest open facility, capacity paid for; then the overfull ones let some go."""
        assert self._costs is not None
        demand = self._standard.demand
        priced = np.where(opened, self._costs.cost + capacity_price * demand[:, None], np.inf)
        server: Ints = priced.argmin(axis=1)
        rest = np.partition(priced, 1, axis=1)[:, 1] if priced.shape[1] > 1 else np.full(len(server), np.inf)
        own = priced[np.arange(len(server)), server]
        unserved = ~np.isfinite(own)
        loyalty = np.where(np.isfinite(rest), rest - np.where(unserved, 0.0, own), np.inf)
        loyal = np.lexsort((-loyalty, server))
        load = np.cumsum(demand[loyal])
        owner = server[loyal]
        head = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
        before = np.repeat(load[head] - demand[loyal[head]], np.diff(np.append(head, len(owner))))
        over = load - before > self._standard.capacity[owner]
        server[loyal[over]] = -1
        server[unserved] = -1
        return server

    def _assigned(self, opened: Mask, server: Ints) -> _Solution | None:
        assert self._costs is not None
        assignment = Assignment(self._costs, opened, server)
        if not assignment.place():
            return None
        assignment.improve(self._should_stop)
        total = assignment.cost + float(self._standard.fixed_cost[opened].sum())
        return _Solution(opened, assignment.server, total)

    def _descend(self, rules: FacilityRules, judge: Evaluation, solution: _Solution) -> _Solution:
        """Open, close and swap facilities while that helps."""
        while not self._should_stop():
            better = self._neighbour(rules, judge, solution)
            if better is None:
                return solution
            solution = better
        return solution

    def _neighbour(self, rules: FacilityRules, judge: Evaluation, solution: _Solution) -> _Solution | None:
        enough = solution.total - 1e-9 * (1.0 + abs(solution.total))
        gains = self._gains(rules, solution)
        for move in rank_moves(gains, self._standard, rules, solution.opened, _TRIALS):
            opened = moved(solution.opened, move)
            if judge.bound_of(opened) >= enough:
                continue
            other = self._assigned(opened, solution.server)
            if other is not None and other.total < enough:
                return other
            if self._should_stop():
                break
        return None

    def _gains(self, rules: FacilityRules, solution: _Solution) -> MoveGains:
        """What moves may save, by costs without capacity."""
        assert self._costs is not None
        cost, standard, opened, server = self._costs.cost, self._standard, solution.opened, solution.server
        everyone = np.arange(len(server))
        paid = cost[everyone, server]
        others = np.where(opened, cost, np.inf)
        others[everyone, server] = np.inf
        detour = np.minimum(others.min(axis=1), paid + np.abs(paid).max())
        openers = np.flatnonzero(~(opened | rules.must_close))
        closers = np.flatnonzero(opened & ~rules.must_open)
        closing = (standard.fixed_cost - np.bincount(server, detour - paid, len(opened)))[closers]
        opening = np.maximum(paid[:, None] - cost[:, openers], 0.0).sum(axis=0) - standard.fixed_cost[openers]
        swap = opening[:, None] + closing[None, :]
        for column, leaver in enumerate(closers.tolist()):
            left = server == leaver
            new = np.maximum(cost[np.ix_(left, openers)], paid[left][:, None])
            swap[:, column] += np.maximum(detour[left][:, None] - new, 0.0).sum(axis=0)
        return MoveGains(openers, closers, opening, closing, swap)

    def _settled(self, solution: _Solution) -> Incumbent | None:
        lanes = self._standard.lanes
        at = np.flatnonzero(lanes.facility == solution.server[lanes.customer])
        return settle(self._standard, solution.opened, lanes.source[at], lanes.customer[at], np.ones(len(at)))


class _Solution:
    """Open facilities, who serves whom, and the cost of it all."""

    def __init__(self, opened: Mask, server: Ints, total: float) -> None:
        self.opened = opened
        self.server = server
        self.total = total


def _cost_table(standard: Standard) -> AssignmentCosts | None:
    """Costs of all pairs; None where the table would be too large."""
    customers, facilities = len(standard.demand), len(standard.capacity)
    if customers * facilities > _LARGEST_TABLE:
        return None
    cost = np.full((customers, facilities), np.inf)
    cost[standard.lanes.customer, standard.lanes.facility] = standard.lanes.cost
    return AssignmentCosts(cost=cost, demand=standard.demand, capacity=standard.capacity)
