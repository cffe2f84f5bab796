"""Rules on demand: there is some, it has a price where profit needs one, its cells have an effect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, rule


@rule(
    "network-without-demand",
    Severity.ERROR,
    "Nothing is wanted",
    message="No row of demand asks for a quantity above 0: nothing would flow, and every cost would be 0.",
    why="Costs are minimised subject to demand; without any there is nothing to design.",
    fix="Add or import the demand of the customers.",
    stage=Stage.CELLS,
)
def network_without_demand(facts: Facts) -> Iterator[Finding]:
    """No demand row has a positive quantity."""
    if not (facts.numbers("demand", "quantity") > 0).any():
        yield Finding("demand")


@rule(
    "demand-zero",
    Severity.NOTE,
    "A demand is zero",
    message="quantity is 0: the row has no effect.",
    why="A zero is sometimes entered for a number that is not known yet.",
    fix="Enter the quantity, or delete the row.",
)
def demand_zero(facts: Facts) -> Iterator[Finding]:
    """A quantity is zero and no row for every period stands behind it."""
    yield from cells("demand", "quantity", facts.numbers("demand", "quantity") == 0)


@rule(
    "demand-share-without-effect",
    Severity.WARNING,
    "A share to be served has no effect",
    message="min_served_share is {value} but unmet_cost is blank, so the whole quantity must be served.",
    why="Demand may stay unmet only where a unit of it has a cost.",
    fix="Enter an unmet_cost (0 is one), or clear min_served_share.",
)
def demand_share_without_effect(facts: Facts) -> Iterator[Finding]:
    """A share below 1 stands beside a blank unmet_cost."""
    share, cost = facts.numbers("demand", "min_served_share"), facts.numbers("demand", "unmet_cost")
    yield from cells("demand", "min_served_share", (share < 1) & np.isnan(cost))


@rule(
    "demand-without-price",
    Severity.ERROR,
    "Profit is asked for, but a demand has no price",
    message="unit_price is blank, and so is unit_price of product '{product}'; the objective max_profit needs one.",
    why="Without a price, serving the demand only costs, and a larger profit would be found by not serving it.",
    fix="Enter a price for the demand or the product, or change the objective.",
)
def demand_without_price(facts: Facts) -> Iterator[Finding]:
    """Neither a demand nor its product has a price under max_profit."""
    if facts.settings["objective"] != "max_profit" or not facts.size("demand"):
        return
    priced = facts.at_row("demand", "product", "products", facts.numbers("products", "unit_price"))
    missing = np.isnan(facts.numbers("demand", "unit_price")) & np.isnan(priced)
    words = facts.words("demand", "product")
    for row in np.flatnonzero(missing).tolist():
        yield Finding("demand", row, "unit_price", {"product": words.at(row)})


@rule(
    "customer-without-demand",
    Severity.WARNING,
    "A customer wants nothing",
    message="Customer '{value}' has no row in demand; nothing will flow to it.",
    why="Perhaps its demand is missing, or stands under another name.",
    fix="Add its demand, set its status to exclude, or delete it.",
)
def customer_without_demand(facts: Facts) -> Iterator[Finding]:
    """An included customer stands in no row of demand."""
    asking = set(facts.words("demand", "customer").values)
    words = facts.words("customers", "customer")
    idle = words.where(lambda name: bool(name) and name not in asking)
    yield from cells("customers", "customer", idle & ~facts.excluded("customers"))


@rule(
    "product-unused",
    Severity.NOTE,
    "Nobody wants a product",
    message="Product '{value}' is wanted by no customer and goes into no other product.",
    why="Perhaps its demand is missing, or stands under another name.",
    fix="Add its demand, or delete the product.",
)
def product_unused(facts: Facts) -> Iterator[Finding]:
    """A product stands in no row of demand and is no component."""
    used = {*facts.words("demand", "product").values, *facts.words("bills", "component").values}
    words = facts.words("products", "product")
    yield from cells("products", "product", words.where(lambda name: bool(name) and name not in used))


@rule(
    "network-without-lanes",
    Severity.ERROR,
    "Nothing can move",
    message="The table lanes has no row that is included: nothing can reach a customer.",
    why="Products move over lanes only.",
    fix="Add or import the lanes.",
    stage=Stage.CELLS,
)
def network_without_lanes(facts: Facts) -> Iterator[Finding]:
    """No included row of lanes."""
    if facts.excluded("lanes").all():
        yield Finding("lanes")


THEME = Theme(
    "Demand",
    (
        network_without_demand,
        network_without_lanes,
        demand_zero,
        demand_share_without_effect,
        demand_without_price,
        customer_without_demand,
        product_unused,
    ),
)
