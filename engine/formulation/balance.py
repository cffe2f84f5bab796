"""Balance at suppliers and facilities: what enters, is bought, made or taken from stock leaves, is used or stored."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Base
from engine.program import ProgramBuilder

Ints = NDArray[np.int32]


def add_balance(base: Base, program: ProgramBuilder, flow: Ints) -> Ints:
    """Adds a row for each (site, product, period) cell and the flows that leave it; `add_demand` adds arriving ones.

    inflow + procurement + production + stock before = outflow + use by bills + stock after; an initial stock stands
    at the right.

    Returns:
        Index of each balance row.
    """
    site, product, period = base.balance.codes()
    initial = np.zeros(len(base.balance))
    inventory = base.expanded.inventory
    cells = base.balance.find(inventory.site, inventory.product, inventory.period)
    np.add.at(initial, cells, inventory.initial)
    rows = program.rows(
        "balance",
        len(base.balance),
        lower=-initial,
        upper=-initial,
        places={"site": site, "product": product, "period": period},
    )
    program.entries(balance_rows_at(base, rows)[base.ends.leaving], flow, -1.0)
    return rows


def balance_rows_at(base: Base, rows: Ints) -> Ints:
    """Row of the balance of each cell of lanes; -1 at customers.

    Args:
        base: What is known beforehand.
        rows: Row of each balance cell.
    """
    ends = base.ends
    row_at = np.full(len(ends), -1, dtype=np.int32)
    inside = np.flatnonzero(ends.site < base.expanded.sites.first_customer)
    cell = base.balance.find(ends.site[inside], ends.product[inside], ends.period[inside])
    row_at[inside] = np.append(rows, np.int32(-1))[cell]
    return row_at
