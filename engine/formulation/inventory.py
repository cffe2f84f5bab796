"""Stock: carried from period to period, turning over within one, limited and paid for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Build
from engine.formulation.keys import CellIndex
from engine.program import Origin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def add_inventory(build: Build) -> None:
    """Adds the carried stock of each inventory entry to the balances of its period and the next.

    min_stock ≤ carried + working stock ≤ max_stock, where working stock = working share × throughput of the product.
    Both kinds pay the holding cost; only carried stock enters the balance.
    """
    inventory, program = build.expanded.inventory, build.program
    if not len(inventory):
        return
    every = np.arange(len(inventory), dtype=np.int32)
    places = {"entry": every, "site": inventory.site, "product": inventory.product, "period": inventory.period}
    carried = program.columns("carried", len(inventory), places=places)
    balance, periods = build.base.balance, len(build.expanded.periods)
    now = balance.find(inventory.site, inventory.product, inventory.period)
    program.entries(build.balance_rows[now], carried, -1.0)
    later = np.flatnonzero(inventory.period + 1 < periods)
    then = balance.find(inventory.site[later], inventory.product[later], inventory.period[later] + 1)
    program.entries(build.balance_rows[then], carried[later], 1.0)
    money = build.weights.money[inventory.period]
    held = money * np.nan_to_num(inventory.holding_cost)
    program.charge(carried, held)
    lane, entry = _outflow(build)
    program.charge(build.flow[lane], held[entry] * inventory.working_share[entry])
    _add_limits(build, carried, lane, entry)
    _add_open(build, carried)


def _outflow(build: Build) -> tuple[NDArray[np.int64], Ints]:
    """Lane entries that leave a place with stock, and the inventory entry of each."""
    inventory, lanes, expanded = build.expanded.inventory, build.lanes, build.expanded
    shape = (expanded.sites.first_customer, len(expanded.products), len(expanded.periods))
    index = CellIndex(shape, [(inventory.site, inventory.product, inventory.period)])
    entry_at = np.empty(len(index), dtype=np.int32)
    entry_at[index.find(inventory.site, inventory.product, inventory.period)] = np.arange(len(inventory))
    cell = index.find(lanes.origin, lanes.product, lanes.period)
    lane = np.flatnonzero(cell >= 0)
    return lane, entry_at[cell[lane]]


def _add_limits(build: Build, carried: Ints, lane: NDArray[np.int64], entry: Ints) -> None:
    inventory, program = build.expanded.inventory, build.program
    limited = np.flatnonzero((inventory.minimum > 0) | np.isfinite(inventory.maximum)).astype(np.int32)
    rows = program.rows(
        "stock",
        len(limited),
        lower=np.where(inventory.minimum > 0, inventory.minimum, -np.inf)[limited],
        upper=inventory.maximum[limited],
        places={"entry": limited},
        origin=Origin("inventory", inventory.row[limited], "min_stock", "max_stock"),
    )
    program.entries(rows, carried[limited], 1.0)
    row_of = np.full(len(inventory), -1, dtype=np.int32)
    row_of[limited] = rows
    working = (row_of[entry] >= 0) & (inventory.working_share[entry] > 0)
    program.entries(row_of[entry[working]], build.flow[lane[working]], inventory.working_share[entry[working]])


def _add_open(build: Build, carried: Ints) -> None:
    """A closed facility holds no stock: carried ≤ most × open, where the most is what the horizon can need."""
    inventory = build.expanded.inventory
    facility = inventory.site - build.expanded.sites.suppliers
    links = np.flatnonzero(build.switched[facility, inventory.period]).astype(np.int32)
    rows = build.program.rows("stock_if_open", len(links), upper=0.0, places={"entry": links})
    build.program.entries(rows, carried[links], 1.0)
    needed = build.base.needed[inventory.product[links], inventory.period[links]]
    most: Floats = np.minimum(inventory.maximum[links], needed)
    build.program.entries(rows, build.open[facility[links], inventory.period[links]], -most)
