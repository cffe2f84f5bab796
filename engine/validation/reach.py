"""Reach: which products can be at which sites in which period, and which demand they can come to.

A relaxation: costs, minima and amounts do not count, only whether anything can flow at all. What it cannot
reach, no solution reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.expansion.facilities import Status
from engine.expansion.quantities import Rows

Mask = NDArray[np.bool_]
Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """What can reach what.

    Attributes:
        present: N × P, whether a product can be at a site in some period.
        flowing: For each of n lane entries, whether it can carry anything.
        served: For each entry of demand, whether its product can come to it.
    """

    present: Mask
    flowing: Mask
    served: Mask


def largest_throughput(expanded: Expanded) -> NDArray[np.float64]:
    """Largest throughput of each facility in each period with every capacity option taken, 0 while closed: F × T."""
    facilities, sites, periods = expanded.facilities, expanded.sites, expanded.periods
    most = facilities.max_throughput.copy()
    frame = expanded.network["capacity_options"]
    facility = sites.names.codes(frame["facility"]) - sites.suppliers
    earliest = np.maximum(periods.names.codes(frame["earliest_period"]), 0)
    units = np.nan_to_num(frame["max_units"].to_numpy(dtype=float), nan=1.0)
    extra = frame["extra_throughput"].to_numpy(dtype=float) * units
    for place in np.flatnonzero((facility >= 0) & (facility < len(facilities))).tolist():
        most[facility[place], earliest[place] :] += extra[place]
    return np.where(facilities.status == Status.CLOSED, 0.0, most)


def reach(expanded: Expanded, throughput: NDArray[np.float64]) -> Reach:
    """Follows every product from its sources over the lanes, period by period.

    Args:
        expanded: The model.
        throughput: Largest throughput of each facility in each period, F × T.
    """
    walk = _Walk(expanded, throughput)
    shape = (len(expanded.sites), len(expanded.products))
    present, carried = np.zeros(shape[0] * shape[1], dtype=bool), np.zeros(shape[0] * shape[1], dtype=bool)
    flowing, served = np.zeros(len(expanded.lanes), dtype=bool), np.zeros(len(expanded.demand), dtype=bool)
    for period in range(len(expanded.periods)):
        has, entries, carrying = walk.period(period, carried)
        flowing[entries] = carrying
        wanted = np.flatnonzero(expanded.demand.period == period)
        served[wanted] = has[walk.cells(expanded.demand)[wanted]]
        present |= has
        carried = walk.carried(period, has)
    return Reach(present.reshape(shape), flowing, served)


class _Walk:
    """One network, walked through period by period; a cell is a site and product as one integer."""

    def __init__(self, expanded: Expanded, throughput: NDArray[np.float64]) -> None:
        self._expanded = expanded
        self._products = len(expanded.products)
        self._size = len(expanded.sites) * self._products
        lanes = expanded.lanes
        self._origin = lanes.origin.astype(np.int64) * self._products + lanes.product
        self._destination = lanes.destination.astype(np.int64) * self._products + lanes.product
        closed = np.zeros((len(expanded.sites), len(expanded.periods)), dtype=bool)
        inner = slice(expanded.sites.suppliers, expanded.sites.first_customer)
        closed[inner] = expanded.facilities.status == Status.CLOSED
        self._closed = closed
        mute = closed.copy()
        mute[inner] |= throughput <= 0
        most = expanded.network["lanes"]["max_flow"].to_numpy(dtype=float)
        self._usable: Mask = ~(most == 0)[lanes.row]
        if mute.any():
            self._usable &= ~mute[lanes.origin, lanes.period] & ~closed[lanes.destination, lanes.period]

    def cells(self, rows: Rows) -> Cells:
        """The cell of each entry of a table by site and product."""
        return rows.site.astype(np.int64) * self._products + rows.product

    def period(self, period: int, carried: Mask) -> tuple[Mask, NDArray[np.int64], Mask]:
        """One period: what each cell has; its lane entries, and which of them carry something."""
        has = carried.copy()
        supply, inventory = self._expanded.supply, self._expanded.inventory
        has[self.cells(supply)[(supply.period == period) & (supply.maximum > 0)]] = True
        if period == 0:
            has[self.cells(inventory)[(inventory.period == 0) & (inventory.initial > 0)]] = True
        entries = np.flatnonzero(self._usable & (self._expanded.lanes.period == period))
        origin, destination = self._origin[entries], self._destination[entries]
        made = self._made(period)
        before = -1
        while before != (before := int(has.sum())):
            has[destination[has[origin]]] = True
            has[self._complete(made, has)] = True
        return has, entries, has[origin]

    def carried(self, period: int, has: Mask) -> Mask:
        """What stock can bring into the period after this one."""
        inventory = self._expanded.inventory
        stored = self.cells(inventory)[inventory.period == period]
        carried = np.zeros(self._size, dtype=bool)
        carried[stored] = has[stored]
        return carried

    def _made(self, period: int) -> Cells:
        production = self._expanded.production
        here = (production.period == period) & (production.maximum > 0)
        here &= ~self._closed[production.site, production.period]
        return np.unique(self.cells(production)[here])

    def _complete(self, made: Cells, has: Mask) -> Cells:
        """Cells that are made and lack no component."""
        bills = self._expanded.bills
        if not len(bills.row):
            return made
        billed = bills.site.astype(np.int64) * self._products + bills.product
        component = bills.site.astype(np.int64) * self._products + bills.component
        return np.setdiff1d(made, billed[~has[component]])
