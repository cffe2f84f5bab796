"""Good solutions where each customer is served whole from one facility of limited capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.assignment import Assignment, AssignmentCosts
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

    def attempt(self, relaxation: Relaxation, at: Evaluation, opening: Floats) -> Incumbent | None:
        """A solution near a proposal, or None where there is nothing better than before.

        Args:
            relaxation: Gives the rules to search in.
            at: Holds the chosen facilities and the prices of their capacity.
            opening: Share of opening in the relaxation's average, shape (facilities,).
        """
        if self._costs is None:
            return None
        found = None
        for more in range(2):
            opened = self._enough(relaxation.rules, at.selection.chosen, opening, more)
            server = self._guess(opened, at.capacity_price)
            key = np.packbits(opened).tobytes() + server.tobytes()
            if key in self._seen:
                continue
            self._seen.add(key)
            solution = self._assigned(opened, server)
            if solution is not None:
                found = self._better_of(found, self._descend(relaxation.rules, solution))
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

    def _enough(self, rules: FacilityRules, chosen: Mask, opening: Floats, more: int) -> Mask:
        """The chosen facilities, and those open most until there is room for all demand."""
        standard = self._standard
        opened = (chosen | rules.must_open) & ~rules.must_close
        others = np.flatnonzero(~(opened | rules.must_close))
        others = others[np.argsort(-opening[others], kind="stable")]
        room = float(standard.capacity[opened].sum()) + np.cumsum(standard.capacity[others])
        short = standard.capacity[opened].sum() < standard.demand.sum()
        missing = int((room < standard.demand.sum()).sum()) + 1 if short else 0
        opened[others[: max(min(missing + more, rules.high - int(opened.sum())), 0)]] = True
        return opened

    def _guess(self, opened: Mask, capacity_price: Floats) -> Ints:
        """Each customer at its cheapest open facility, capacity paid for; then the overfull ones let some go."""
        assert self._costs is not None
        demand = self._standard.demand
        priced = np.where(opened, self._costs.cost + capacity_price * demand[:, None], np.inf)
        server: Ints = priced.argmin(axis=1)
        rest = np.partition(priced, 1, axis=1)[:, 1] if priced.shape[1] > 1 else np.full(len(server), np.inf)
        loyal = np.lexsort((-(rest - priced[np.arange(len(server)), server]), server))
        load = np.cumsum(demand[loyal])
        owner = server[loyal]
        head = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
        before = np.repeat(load[head] - demand[loyal[head]], np.diff(np.append(head, len(owner))))
        over = load - before > self._standard.capacity[owner]
        server[loyal[over]] = -1
        return server

    def _assigned(self, opened: Mask, server: Ints) -> _Solution | None:
        assert self._costs is not None
        assignment = Assignment(self._costs, opened, server)
        if not assignment.place():
            return None
        assignment.improve(self._should_stop)
        total = assignment.cost + float(self._standard.fixed_cost[opened].sum())
        return _Solution(opened, assignment.server, total)

    def _descend(self, rules: FacilityRules, solution: _Solution) -> _Solution:
        """Open, close and swap facilities while that helps."""
        while not self._should_stop():
            better = self._neighbour(rules, solution)
            if better is None:
                return solution
            solution = better
        return solution

    def _neighbour(self, rules: FacilityRules, solution: _Solution) -> _Solution | None:
        for opens, closes in self._moves(rules, solution)[:_TRIALS]:
            opened = solution.opened.copy()
            if opens >= 0:
                opened[opens] = True
            if closes >= 0:
                opened[closes] = False
            other = self._assigned(opened, solution.server)
            if other is not None and other.total < solution.total - 1e-9 * (1.0 + abs(solution.total)):
                return other
            if self._should_stop():
                break
        return None

    def _moves(self, rules: FacilityRules, solution: _Solution) -> list[tuple[int, int]]:
        """Facilities to open and to close, the most promising first, by costs without capacity."""
        assert self._costs is not None
        cost, standard, opened, server = self._costs.cost, self._standard, solution.opened, solution.server
        paid = cost[np.arange(len(server)), server]
        others = np.where(opened, cost, np.inf)
        others[np.arange(len(server)), server] = np.inf
        second = np.minimum(others.min(axis=1), paid + np.abs(paid).max())
        closing = standard.fixed_cost - np.bincount(server, second - paid, len(opened))
        closing[~opened | rules.must_open] = -np.inf
        opening = np.maximum(paid[:, None] - cost, 0.0).sum(axis=0) - standard.fixed_cost
        opening[opened | rules.must_close] = -np.inf
        table = closing[None, :] + opening[:, None]
        leavers = np.flatnonzero(np.isfinite(closing))
        for r in leavers.tolist():
            mine = server == r
            both = np.minimum(second[mine][:, None] - cost[mine], second[mine][:, None] - paid[mine][:, None])
            table[:, r] += np.maximum(both, 0.0).sum(axis=0)
        number = int(opened.sum())
        moves = [(float(closing[r]), -1, r) for r in leavers.tolist() if number > rules.low]
        if number < rules.high:
            moves += [(float(opening[i]), i, -1) for i in np.flatnonzero(opening > 0).tolist()]
        best = np.argsort(-table, axis=None, kind="stable")[:_TRIALS].tolist()
        moves += [(float(table.flat[b]), b // len(opened), b % len(opened)) for b in best]
        room = float(standard.capacity[opened].sum()) - float(standard.demand.sum())
        moves.sort(key=lambda move: -move[0])
        return [
            (i, r)
            for value, i, r in moves
            if np.isfinite(value)
            and room + (standard.capacity[i] if i >= 0 else 0) - (standard.capacity[r] if r >= 0 else 0) >= 0
        ]

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
