"""What is bought, made and stored: read back by site, product and period, within its limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.results.checking.answered import Decisions
from engine.results.checking.codes import Floats, numbers, summed
from engine.results.checking.finding import Label, Ledger
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground, position_of


@dataclass(frozen=True)
class Made:
    """Rows in force of a table and what a solution says of them.

    Attributes:
        table: Input table.
        rows: Columns ``row``, ``site``, ``product``, ``period``.
        values: Columns of the result table at each of them; NaN where the result says nothing.
        label: Words for each.
    """

    table: str
    rows: pd.DataFrame
    values: dict[str, Floats]
    label: Label

    def cells(self, ground: Ground, column: str, blank: float = np.nan) -> Floats:
        """A number column of the input table at each row in force."""
        return numbers(ground.network[self.table], column, self.rows["row"].to_numpy(), blank)


_RESULTS = {
    "supply": ("supplier", "result_supply", ("quantity", "procurement_cost")),
    "production": ("facility", "result_production", ("quantity", "production_cost", "co2")),
    "inventory": ("facility", "result_inventory", ("carried", "working", "holding_cost")),
    "demand": ("customer", "result_demand", ("quantity", "served", "unmet", "unmet_cost", "revenue")),
}


def read_made(ground: Ground, table: str, results: pd.DataFrame, ledger: Ledger) -> Made:
    """What a result table says of the rows in force of an input table; every row stands there once, and no other."""
    site, name, columns = _RESULTS[table]
    rows = ground.in_force(table, site)
    places = (ground.sites.places(results[site]), ground.products.places(results["product"]))
    cells = (*places, ground.periods.places(results["period"]))
    line = position_of(ground, pd.DataFrame(dict(zip(("site", "product", "period"), cells, strict=True))), *_keys(rows))

    def label(i: int) -> str:
        return ground.cell_text(*(int(part[i]) for part in _keys(rows)))

    ledger.never("row-missing", name, label, line < 0)
    beyond = np.ones(len(results), dtype=bool)
    beyond[line[line >= 0]] = False
    ledger.never("row-beyond", name, lambda i: f"line {i + 1}", beyond)
    values = {column: np.append(numbers(results, column), np.nan)[line] for column in columns}
    for column in columns[:1] if table != "inventory" else columns[:2]:
        ledger.at_least("quantity-negative", name, label, values[column], np.zeros(len(rows)))
    return Made(table, rows, values, label)


def _keys(rows: pd.DataFrame) -> list[np.ndarray]:
    return [rows[name].to_numpy() for name in ("site", "product", "period")]


def check_supply(ground: Ground, supply: Made, ledger: Ledger) -> None:
    """min_quantity ≤ procurement ≤ max_quantity."""
    bought = supply.values["quantity"]
    ledger.at_least("supply-minimum", "supply", supply.label, bought, supply.cells(ground, "min_quantity"))
    ledger.at_most("supply-maximum", "supply", supply.label, bought, supply.cells(ground, "max_quantity"))


def check_production(ground: Ground, production: Made, decisions: Decisions, ledger: Ledger) -> None:
    """min_quantity × open ≤ production ≤ max_quantity × open; nothing is made where the facility is closed."""
    made, is_open = production.values["quantity"], open_at(ground, production, decisions)
    most = np.where(is_open, production.cells(ground, "max_quantity", np.inf), 0.0)
    least = np.where(is_open, production.cells(ground, "min_quantity"), np.nan)
    ledger.at_most("production-maximum", "production", production.label, made, most)
    ledger.at_least("production-minimum", "production", production.label, made, least)


def open_at(ground: Ground, made: Made, decisions: Decisions) -> np.ndarray:
    """Whether the facility of each row is open in its period."""
    facility = made.rows["site"].to_numpy() - ground.first_facility
    is_open: np.ndarray = decisions.open[facility, made.rows["period"].to_numpy()] > 0.5
    return is_open


def working_stock(ground: Ground, inventory: Made, flows: Flows) -> Floats:
    """days_of_supply / (365 × years) × throughput of the product, for each row of stock."""
    place = position_of(ground, inventory.rows, flows.origin, flows.product, flows.period)
    leaving = summed(place, flows.quantity, len(inventory.rows))
    years = ground.years[inventory.rows["period"].to_numpy()]
    working: Floats = inventory.cells(ground, "days_of_supply", 0.0) / (365.0 * years) * leaving
    return working


def check_stock(ground: Ground, inventory: Made, decisions: Decisions, flows: Flows, ledger: Ledger) -> None:
    """min_stock ≤ carried + working stock ≤ max_stock; a closed facility carries nothing."""
    working, carried = working_stock(ground, inventory, flows), inventory.values["carried"]
    ledger.equal("working-stock", "result_inventory", inventory.label, inventory.values["working"], working)
    stock = carried + working
    ledger.at_least("stock-minimum", "inventory", inventory.label, stock, inventory.cells(ground, "min_stock"))
    ledger.at_most("stock-maximum", "inventory", inventory.label, stock, inventory.cells(ground, "max_stock"))
    closed = np.where(open_at(ground, inventory, decisions), np.nan, 0.0)
    ledger.at_most("stock-closed", "inventory", inventory.label, carried, closed)


def check_demand(ground: Ground, demand: Made, flows: Flows, ledger: Ledger) -> None:
    """Served + unmet = quantity, what arrives is served, and at least what must be."""
    quantity = demand.cells(ground, "quantity", 0.0)
    served, unmet = demand.values["served"], demand.values["unmet"]
    ledger.equal("demand-quantity", "demand", demand.label, demand.values["quantity"], quantity)
    ledger.equal("demand-balance", "demand", demand.label, served + unmet, quantity)
    place = position_of(ground, demand.rows, flows.destination, flows.product, flows.period)
    ledger.equal("demand-served", "demand", demand.label, served, summed(place, flows.quantity, len(demand.rows)))
    ledger.at_least("demand-unmet", "result_demand", demand.label, unmet, np.zeros(len(unmet)))
    cost, share = demand.cells(ground, "unmet_cost"), demand.cells(ground, "min_served_share", 0.0)
    ledger.at_least("demand-share", "demand", demand.label, served, np.where(np.isnan(cost), 1.0, share) * quantity)
    unasked = (flows.destination >= ground.first_customer) & (place < 0)
    ledger.never("demand-none", "result_flows", flows.label, unasked)
