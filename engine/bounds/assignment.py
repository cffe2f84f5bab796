"""Serving each customer whole from one open facility within capacity: greedy, shift, swap and ejection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.problem import Floats, Ints, Mask

if TYPE_CHECKING:
    from collections.abc import Callable

_SWAP_ROWS = 400


@dataclass(frozen=True, eq=False)
class AssignmentCosts:
    """Costs of every pair of customer and facility.

    Attributes:
        cost: Cost of serving the customer whole, infinity without a lane, shape (customers, facilities).
        demand: Demand of each customer, shape (customers,).
        capacity: Capacity of each facility, shape (facilities,).
    """

    cost: Floats
    demand: Floats
    capacity: Floats


class Assignment:
    """Who serves whom, in progress.

    Attributes:
        server: Facility of each customer, -1 while it has none, shape (customers,).
        room: Capacity left of each facility, -infinity where it is closed, shape (facilities,).
    """

    def __init__(self, costs: AssignmentCosts, opened: Mask, server: Ints) -> None:
        self._costs = costs
        self._everyone = np.arange(len(server))
        self.server = np.where((server >= 0) & opened[np.maximum(server, 0)], server, -1)
        load = np.bincount(self.server[self.server >= 0], costs.demand[self.server >= 0], minlength=len(costs.capacity))
        self.room: Floats = np.where(opened, costs.capacity - load, -np.inf)

    @property
    def cost(self) -> float:
        """Cost of all assignments; infinite while a customer has none."""
        if (self.server < 0).any():
            return float("inf")
        return float(self._paid().sum())

    def _paid(self) -> Floats:
        return self._costs.cost[self._everyone, self.server]

    def _move(self, customer: int, facility: int) -> None:
        demand, old = self._costs.demand[customer], self.server[customer]
        if old >= 0:
            self.room[old] += demand
        self.room[facility] -= demand
        self.server[customer] = facility

    def place(self) -> bool:
        """Give every customer without a facility one: those first that would regret waiting most.

        Returns:
            Whether all have one now (Martello and Toth 1981 for the regret).
        """
        costs = self._costs
        while len(waiting := np.flatnonzero(self.server < 0)):
            fits = costs.demand[waiting, None] <= self.room[None, :]
            offers = np.where(fits, costs.cost[waiting], np.inf)
            if offers.shape[1] > 1:
                two = np.partition(offers, 1, axis=1)[:, :2]
            else:
                two = np.column_stack((offers, np.full(len(waiting), np.inf)))
            stuck = np.flatnonzero(~np.isfinite(two[:, 0]))
            if len(stuck):
                if not self._eject_for(int(waiting[stuck[np.argmax(costs.demand[waiting[stuck]])]])):
                    return False
                continue
            regret = np.where(np.isfinite(two[:, 1]), two[:, 1] - two[:, 0], np.inf)
            first = np.lexsort((-costs.demand[waiting], -regret))[: max(1, len(waiting) // 12)]
            for row in first.tolist():
                customer, facility = int(waiting[row]), int(offers[row].argmin())
                if costs.demand[customer] <= self.room[facility]:
                    self._move(customer, facility)
        return True

    def _eject_for(self, customer: int) -> bool:
        """Make room for a customer that fits nowhere by moving one other customer; says whether that worked."""
        costs = self._costs
        placed = np.flatnonzero(self.server >= 0)
        at = self.server[placed]
        demand = costs.demand[placed]
        makes_room = (self.room[at] + demand >= costs.demand[customer]) & np.isfinite(costs.cost[customer, at])
        placed, at, demand = placed[makes_room], at[makes_room], demand[makes_room]
        if not len(placed):
            return False
        offers = np.where(demand[:, None] <= self.room[None, :], costs.cost[placed], np.inf)
        offers[np.arange(len(placed)), at] = np.inf
        total = costs.cost[customer, at] + offers.min(axis=1) - costs.cost[placed, at]
        best = int(total.argmin())
        if not np.isfinite(total[best]):
            return False
        self._move(int(placed[best]), int(offers[best].argmin()))
        self._move(customer, int(at[best]))
        return True

    def improve(self, should_stop: Callable[[], bool]) -> None:
        """Shift customers and swap pairs of them while the cost falls."""
        while not should_stop() and (self._shift() or self._swap()):
            pass

    def _shift(self) -> bool:
        """Move customers to cheaper facilities with room, those first that save most."""
        costs = self._costs
        paid = self._paid()
        offers = np.where(costs.demand[:, None] <= self.room[None, :], costs.cost, np.inf)
        facility = offers.argmin(axis=1)
        saving = paid - offers[self._everyone, facility]
        moved = False
        helps = np.flatnonzero(saving > _least(paid))
        for customer in helps[np.argsort(-saving[helps], kind="stable")].tolist():
            if costs.demand[customer] <= self.room[facility[customer]]:
                self._move(customer, int(facility[customer]))
                moved = True
        return moved

    def _swap(self) -> bool:
        """Exchange the facilities of the two customers that save most by it.

        One of the two gains by itself, so only the customers with a cheaper open facility are tried against all.
        """
        costs, server = self._costs, self.server
        paid = self._paid()
        cheapest = np.where(self.room[None, :] > -np.inf, costs.cost, np.inf).min(axis=1)
        wish = paid - cheapest
        rows = np.flatnonzero(wish > _least(paid))
        rows = rows[np.argsort(-wish[rows], kind="stable")][:_SWAP_ROWS]
        if not len(rows):
            return False
        gain = (
            (paid[rows][:, None] - costs.cost[np.ix_(rows, server)])
            + paid[None, :]
            - costs.cost.T[np.ix_(server[rows], self._everyone)]
        )
        heavier = costs.demand[rows][:, None] - costs.demand[None, :]
        fits = (heavier <= self.room[server][None, :]) & (-heavier <= self.room[server[rows]][:, None])
        helps = np.flatnonzero(fits & (server[rows][:, None] != server[None, :]) & (gain > _least(paid)))
        best = helps[np.argsort(-gain.ravel()[helps], kind="stable")]
        return self._exchange(rows[best // len(server)], best % len(server))

    def _exchange(self, ones: Ints, others: Ints) -> bool:
        """Swap pairs of customers in this order, each facility taking part once; says whether there were any."""
        touched: set[int] = set()
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            here, there = int(self.server[one]), int(self.server[other])
            if here not in touched and there not in touched:
                touched |= {here, there}
                self._move(one, there)
                self._move(other, here)
        return bool(touched)


def _least(paid: Floats) -> float:
    """The least saving that counts."""
    return 1e-10 * (1.0 + float(np.abs(paid).sum()))
