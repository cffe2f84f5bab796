"""Rules on inventory: a holding cost that is known, initial stock in the first period, cells with an effect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.expansion.periods import read_periods
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Theme, cells, each_cell, rule
from engine.validation.wording import figure


@rule(
    "inventory-holding-cost-unknown",
    Severity.ERROR,
    "The cost of holding stock is not known",
    message="holding_cost is blank and cannot be derived: {missing}.",
    why="A blank means unit_value × carrying_cost_share × years, and stock that costs nothing would be held at will.",
    fix="Enter the holding cost, or what it is derived from; 0 says that holding is free.",
)
def inventory_holding_cost_unknown(facts: Facts) -> Iterator[Finding]:
    """A blank holding cost has no unit value or no carrying cost share behind it."""
    blank = np.isnan(facts.numbers("inventory", "holding_cost"))
    value = facts.at_row("inventory", "product", "products", facts.numbers("products", "unit_value"))
    shareless = np.isnan(facts.setting_number("carrying_cost_share"))
    words = facts.words("inventory", "product")

    def said(row: int) -> dict[str, str]:
        lacks = [f"unit_value of product '{words.at(row)}' is blank"] if np.isnan(value[row]) else []
        lacks += ["the setting carrying_cost_share is not set"] if shareless else []
        return {"missing": " and ".join(lacks)}

    yield from each_cell("inventory", "holding_cost", blank & (np.isnan(value) | shareless), said)


@rule(
    "inventory-initial-later",
    Severity.ERROR,
    "Initial stock stands in a later period",
    message="initial is {value} in period '{period}'; stock at the start belongs into the first period, '{first}', or "
    "into a row without period.",
    why="Stock of later periods follows from what is carried over; it cannot be set.",
    fix="Move the quantity to the row of the first period, or clear it.",
)
def inventory_initial_later(facts: Facts) -> Iterator[Finding]:
    """A row of a period other than the first has an initial stock."""
    if not facts.size("inventory"):
        return
    first = str(read_periods(facts.network).names.names[0])
    words = facts.words("inventory", "period")
    later = words.where(lambda name: name not in {"", first}) & facts.filled("inventory", "initial")
    yield from each_cell("inventory", "initial", later, lambda row: {"period": words.at(row), "first": first})


@rule(
    "inventory-initial-above-maximum",
    Severity.WARNING,
    "Initial stock is above the largest stock",
    message="initial is {value} but max_stock is {maximum}: the difference has to leave in the first period.",
    why="Unless demand takes it, the model has no solution.",
    fix="Lower the initial stock, or raise the maximum.",
)
def inventory_initial_above_maximum(facts: Facts) -> Iterator[Finding]:
    """Initial stock exceeds the maximum of the same row."""
    initial, maximum = facts.numbers("inventory", "initial"), facts.numbers("inventory", "max_stock")
    yield from each_cell("inventory", "initial", initial > maximum, lambda row: {"maximum": figure(maximum[row])})


@rule(
    "cross-dock-stores",
    Severity.ERROR,
    "A cross-dock holds stock",
    message="'{value}' is a cross-dock, which holds no stock; a warehouse does.",
    why="A cross-dock passes on what arrives.",
    fix="Delete the row, or change the kind of the facility to warehouse.",
)
def cross_dock_stores(facts: Facts) -> Iterator[Finding]:
    """A row of inventory names a cross-dock."""
    yield from cells("inventory", "facility", facts.words("inventory", "facility").isin(cross_docks(facts)))


@rule(
    "cross-dock-makes",
    Severity.ERROR,
    "A cross-dock makes something",
    message="'{value}' is a cross-dock, which makes nothing; a plant does.",
    why="A cross-dock passes on what arrives.",
    fix="Delete the row, or change the kind of the facility to plant.",
)
def cross_dock_makes(facts: Facts) -> Iterator[Finding]:
    """A row of production names a cross-dock."""
    yield from cells("production", "facility", facts.words("production", "facility").isin(cross_docks(facts)))


def cross_docks(facts: Facts) -> set[str]:
    """Names of the facilities that are cross-docks."""
    frame = facts.frame("facilities")
    return set(frame.loc[frame["kind"] == "cross_dock", "facility"]) - {""}


THEME = Theme(
    "Inventory",
    (
        inventory_holding_cost_unknown,
        inventory_initial_later,
        inventory_initial_above_maximum,
        cross_dock_stores,
        cross_dock_makes,
    ),
)
