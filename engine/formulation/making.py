"""Procurement at suppliers and production at facilities, with their limits, costs and bills of materials."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.expansion.quantities import Making
from engine.formulation.build import Build
from engine.formulation.step_costs import Stepped, add_steps
from engine.formulation.weights import Weights
from engine.program import Origin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def add_procurement(build: Build) -> None:
    """Adds what is bought: min_quantity ≤ procurement ≤ max_quantity."""
    supply = build.expanded.supply
    limits = Origin("supply", supply.row, "min_quantity", "max_quantity")
    bought = build.program.columns(
        "procurement", len(supply), lower=supply.minimum, upper=supply.maximum, places=_places(supply), origin=limits
    )
    _enter(build, supply, bought)
    _charge(build, supply, bought, "procurement")


def add_production(build: Build) -> None:
    """Adds what is made, limited while the facility is open, and what bills take for it."""
    production, program = build.expanded.production, build.program
    made = program.columns("production", len(production), places=_places(production))
    _enter(build, production, made)
    _charge(build, production, made, "production")
    _add_limits(build, production, made)
    _add_bills(build, made)


def making_costs(weights: Weights, making: Making) -> Floats:
    """What a unit bought or made adds to the objective, for each entry; step costs are not in it."""
    costs: Floats = weights.money[making.period] * making.unit_cost + weights.co2[making.period] * making.co2
    return costs


def _places(making: Making) -> dict[str, Ints]:
    return {"site": making.site, "product": making.product, "period": making.period}


def _enter(build: Build, making: Making, columns: Ints) -> None:
    cells = build.base.balance.find(making.site, making.product, making.period)
    build.program.entries(build.balance_rows[cells], columns, 1.0)


def _charge(build: Build, making: Making, columns: Ints, name: str) -> None:
    weights, period = build.weights, making.period
    build.program.charge(columns, making_costs(weights, making))
    if making.steps is None or not weights.money.any():
        return
    stepped = np.flatnonzero(making.steps != "").astype(np.int32)
    most = np.minimum(making.maximum[stepped], build.base.needed[making.product[stepped], period[stepped]])
    most = np.maximum(most, making.minimum[stepped])
    add_steps(
        build,
        f"{name}_steps",
        Stepped(
            names=making.steps[stepped],
            most=most,
            weight=weights.money[period[stepped]],
            item=np.arange(len(stepped), dtype=np.int32),
            column=columns[stepped],
            places={"entry": stepped},
        ),
    )


def _add_limits(build: Build, production: Making, made: Ints) -> None:
    """Production ≤ max_quantity × open and ≥ min_quantity × open; without a maximum, as much as can be needed."""
    program = build.program
    facility = production.site - build.expanded.sites.suppliers
    is_open = build.open[facility, production.period]
    limited = np.flatnonzero(np.isfinite(production.maximum)).astype(np.int32)
    rows = program.rows(
        "production_maximum",
        len(limited),
        upper=0.0,
        places={"entry": limited},
        origin=Origin("production", production.row[limited], upper="max_quantity"),
    )
    program.entries(rows, made[limited], 1.0)
    program.entries(rows, is_open[limited], -production.maximum[limited])
    switched = build.switched[facility, production.period]
    free = np.flatnonzero(~np.isfinite(production.maximum) & switched).astype(np.int32)
    rows = program.rows("production_if_open", len(free), upper=0.0, places={"entry": free})
    program.entries(rows, made[free], 1.0)
    most = build.base.needed[production.product[free], production.period[free]]
    program.entries(rows, is_open[free], -np.maximum(most, production.minimum[free]))
    least = np.flatnonzero(production.minimum > 0).astype(np.int32)
    rows = program.rows(
        "production_minimum",
        len(least),
        lower=0.0,
        places={"entry": least},
        origin=Origin("production", production.row[least], lower="min_quantity"),
    )
    program.entries(rows, made[least], 1.0)
    program.entries(rows, is_open[least], -production.minimum[least])


def _add_bills(build: Build, made: Ints) -> None:
    """Each unit made takes its components from the facility's balance in the same period."""
    bills, production = build.expanded.bills, build.expanded.production
    entry, line = components_used(build.expanded)
    cells = build.base.balance.find(bills.site[line], bills.component[line], production.period[entry])
    build.program.entries(build.balance_rows[cells], made[entry], -bills.quantity[line])


def components_used(expanded: Expanded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each entry of production with each line of the bill of its product there: n entries and n lines."""
    bills, production = expanded.bills, expanded.production
    if not len(bills.row) or not len(production):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    products = len(expanded.products)
    billed = bills.site.astype(np.int64) * products + bills.product
    order = np.argsort(billed, kind="stable")
    wanted = production.site.astype(np.int64) * products + production.product
    left = np.searchsorted(billed[order], wanted, side="left")
    counts = np.searchsorted(billed[order], wanted, side="right") - left
    entry = np.repeat(np.arange(len(production)), counts)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    return entry, order[left[entry] + within]
