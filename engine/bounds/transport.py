"""The cheapest flows out of a given set of open facilities with limited throughput: a linear program."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from engine.bounds.lanes import Core, SortedLanes
from engine.bounds.problem import Floats, Ints, Mask

_DUST = 1e-9


@dataclass(frozen=True, eq=False)
class Flows:
    """Cheapest flows for a set of open facilities.

    Attributes:
        cost: Cost of the flows.
        at: Index within the core of each lane in use, shape (used,).
        share: Share of the customer's demand on it, shape (used,).
        prices: What a customer's whole demand costs at the margin, shape (customers,).
        capacity_price: What a unit of throughput is worth at the margin, >= 0, shape (facilities,).
    """

    cost: float
    at: Ints
    share: Floats
    prices: Floats
    capacity_price: Floats


class Transport:
    """One linear program over the lanes of a core, solved again and again for other sets of open facilities.

    The simplex method starts from the last basis, so that a set which differs by a facility or two takes a small
    part of the time of the first.
    """

    def __init__(
        self, lanes: SortedLanes, core: Core, demand: Floats, capacity: Floats, min_throughput: Floats
    ) -> None:
        self.lanes = lanes
        self.core = core
        self._facilities = len(capacity)
        self._opened = np.ones(self._facilities, dtype=np.bool_)
        self._customers = len(demand)
        self._demand = demand
        self._least = min_throughput
        self._scale = max(float(np.abs(core.cost).max(initial=0.0)), 1e-30) / 1e4
        self._by_facility = np.argsort(core.facility, kind="stable")
        self._starts = np.searchsorted(core.facility[self._by_facility], np.arange(self._facilities + 1))
        self._room = np.where(np.isfinite(capacity), capacity, np.inf)
        self._unit = np.where(np.isfinite(capacity) & (capacity > 0), capacity, max(float(demand.sum()), 1e-30))
        self._limited = np.flatnonzero(np.isfinite(capacity) | (min_throughput > 0))
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.passModel(self._program(demand))

    def _program(self, demand: Floats) -> highspy.HighsLp:
        """Demand rows, then throughput rows of the limited facilities; last columns: what no lane carries."""
        core, lanes = self.core, len(self.core.cost)
        row = np.full(self._facilities, -1)
        row[self._limited] = self._customers + np.arange(len(self._limited))
        bound = row[core.facility] >= 0
        entries = 1 + bound.astype(np.int64)
        start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(entries)))
        index = np.empty(start[-1], dtype=np.int64)
        value = np.ones(start[-1])
        index[start[:-1]] = core.customer
        second = start[:-1][bound] + 1
        index[second] = row[core.facility[bound]]
        value[second] = demand[core.customer[bound]] / self._unit[core.facility[bound]]
        short = np.arange(self._customers)
        program = highspy.HighsLp()
        program.num_col_ = lanes + self._customers
        program.num_row_ = self._customers + len(self._limited)
        program.col_cost_ = np.concatenate((core.cost / self._scale, np.full(self._customers, 3e4)))
        program.col_lower_ = np.zeros(lanes + self._customers)
        # No share exceeds 1 by the demand rows; saying so again lets the dual simplex method flip bounds.
        program.col_upper_ = np.ones(lanes + self._customers)
        program.row_lower_ = np.concatenate((np.ones(self._customers), self._floors()))
        program.row_upper_ = np.concatenate((np.ones(self._customers), self._ceilings()))
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.concatenate((start, start[-1] + 1 + short)).astype(np.int32)
        program.a_matrix_.index_ = np.concatenate((index, short)).astype(np.int32)
        program.a_matrix_.value_ = np.concatenate((value, np.ones(self._customers)))
        return program

    def _floors(self) -> Floats:
        floors = np.where(self._opened, self._least / self._unit, 0.0)[self._limited]
        return np.where(floors > 0, floors, -highspy.kHighsInf)

    def _ceilings(self) -> Floats:
        return (self._room / self._unit)[self._limited]

    def solve(self, opened: Mask) -> Flows | None:
        """The cheapest flows from the open facilities, shape (facilities,); None where they cannot serve all."""
        self._switch(opened)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        values = np.asarray(solution.col_value)
        lanes = len(self.core.cost)
        if values[lanes:].sum() > 1e-7:
            return None
        at = np.flatnonzero(values[:lanes] > _DUST)
        share = values[at]
        total = np.bincount(self.core.customer[at], share, self._customers)
        share = share / total[self.core.customer[at]]
        dual = np.asarray(solution.row_dual) * self._scale
        capacity_price = np.zeros(self._facilities)
        capacity_price[self._limited] = np.maximum(-dual[self._customers :], 0.0) / self._unit[self._limited]
        return Flows(
            cost=float(self.core.cost[at] @ share),
            at=at,
            share=share,
            prices=self._cheapest(capacity_price),
            capacity_price=capacity_price,
        )

    def _cheapest(self, capacity_price: Floats) -> Floats:
        """What each customer pays at its cheapest open facility, capacity at its price."""
        core = self.core
        paid = core.cost + capacity_price[core.facility] * self._demand[core.customer]
        paid = np.append(np.where(self._opened[core.facility], paid, np.inf), np.inf)
        return np.minimum.reduceat(paid, np.cumsum(core.sizes) - core.sizes)

    def _switch(self, opened: Mask) -> None:
        """Open and close facilities in the program."""
        changed = np.flatnonzero(opened != self._opened)
        if not len(changed):
            return
        self._opened = opened.copy()
        places = [self._by_facility[self._starts[i] : self._starts[i + 1]] for i in changed.tolist()]
        columns = np.sort(np.concatenate(places)).astype(np.int32)
        upper = opened[self.core.facility[columns]].astype(np.float64)
        self._solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)
        if (self._least > 0).any():
            for place, (low, high) in enumerate(zip(self._floors(), self._ceilings(), strict=True)):
                self._solver.changeRowBounds(self._customers + place, low, high)
