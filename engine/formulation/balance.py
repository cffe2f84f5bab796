"""Balance at suppliers and facilities: what enters, is bought, made or taken from stock leaves, is used or stored."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Base
from engine.program import ProgramBuilder

Ints = NDArray[np.int32]


def add_balance(base: Base, program: ProgramBuilder, flow: Ints) -> Ints:
    """Adds a row for each (site, product, period) cell and the flows in it.

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
    lanes = base.lanes
    program.entries(rows[base.balance.find(lanes.origin, lanes.product, lanes.period)], flow, -1.0)
    inside = base.demand_of < 0
    if inside.any():
        cells = base.balance.find(lanes.destination[inside], lanes.product[inside], lanes.period[inside])
        program.entries(rows[cells], flow[inside], 1.0)
    return rows
