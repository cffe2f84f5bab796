"""Demand: served + unmet = quantity, and at least the share that must be served."""

from __future__ import annotations

import numpy as np

from engine.formulation.balance import balance_rows_at
from engine.formulation.build import Build
from engine.program import Origin


def add_demand(build: Build) -> None:
    """Adds a row for each demand above zero, the flows that arrive anywhere, and unmet demand where it has a cost."""
    demand, program = build.expanded.demand, build.program
    wanted = np.flatnonzero(demand.quantity > 0)
    quantity = demand.quantity[wanted]
    places = {"customer": demand.site[wanted], "product": demand.product[wanted], "period": demand.period[wanted]}
    rows = program.rows(
        "demand",
        len(wanted),
        lower=quantity,
        upper=quantity,
        places=places,
        origin=Origin("demand", demand.row[wanted], "quantity", "quantity"),
    )
    row_of = np.full(len(demand) + 1, -1, dtype=np.int32)
    row_of[wanted] = rows
    base = build.base
    row_at = np.where(base.demand_at >= 0, row_of[base.demand_at], balance_rows_at(base, build.balance_rows))
    program.entries(row_at[base.ends.arriving], build.flow, 1.0)
    may = np.flatnonzero(demand.may_be_unmet)
    unmet = program.columns(
        "unmet",
        len(may),
        upper=(1.0 - demand.min_share[may]) * demand.quantity[may],
        places={"demand": may.astype(np.int32)},
        origin=Origin("demand", demand.row[may], upper="min_served_share"),
    )
    program.entries(row_of[may], unmet, 1.0)
    program.charge(unmet, build.weights.money[demand.period[may]] * demand.unmet_cost[may])
