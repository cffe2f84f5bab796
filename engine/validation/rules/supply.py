"""Rules on supply, production and bills of materials."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, each_cell, rule


@rule(
    "supplier-without-supply",
    Severity.WARNING,
    "A supplier delivers nothing",
    message="Supplier '{value}' has no row in supply; it can deliver nothing.",
    why="Suppliers deliver only what is listed in supply.",
    fix="Add what it delivers, set its status to exclude, or delete it.",
)
def supplier_without_supply(facts: Facts) -> Iterator[Finding]:
    """An included supplier stands in no row of supply."""
    delivering = set(facts.words("supply", "supplier").values)
    words = facts.words("suppliers", "supplier")
    idle = words.where(lambda name: bool(name) and name not in delivering)
    yield from cells("suppliers", "supplier", idle & ~facts.excluded("suppliers"))


@rule(
    "supply-without-cost",
    Severity.NOTE,
    "A product is bought for nothing",
    message="unit_cost is blank: the purchase is not charged.",
    why="Between suppliers with and without a cost, the one without wins.",
    fix="Enter the cost; 0 says that none is meant.",
)
def supply_without_cost(facts: Facts) -> Iterator[Finding]:
    """A supply row has no unit cost."""
    yield from cells("supply", "unit_cost", ~facts.filled("supply", "unit_cost"))


@rule(
    "production-without-cost",
    Severity.NOTE,
    "A product is made for nothing",
    message="unit_cost is blank: production is not charged.",
    why="Between plants with and without a cost, the one without wins.",
    fix="Enter the cost; 0 says that none is meant.",
)
def production_without_cost(facts: Facts) -> Iterator[Finding]:
    """A production row has no unit cost."""
    yield from cells("production", "unit_cost", ~facts.filled("production", "unit_cost"))


@rule(
    "bill-of-itself",
    Severity.ERROR,
    "A product goes into itself",
    message="component '{value}' is the product that is made; a product cannot be its own component.",
    why="Making a unit would take a unit that is not made yet.",
    fix="Correct the component. Loss in making is a quantity above 1 of the true component.",
    stage=Stage.CELLS,
)
def bill_of_itself(facts: Facts) -> Iterator[Finding]:
    """Product and component of a bill are the same."""
    product, component = _ends(facts)
    yield from cells("bills", "component", (product == component) & (product >= 0))


@rule(
    "bill-cycle",
    Severity.ERROR,
    "Products go into each other",
    message="component '{value}' is itself made, by way of other bills, from '{product}'.",
    why="Making the first unit of one would take a unit of the other.",
    fix="Correct the bill that is wrong, or name the facility where it holds.",
    stage=Stage.CELLS,
)
def bill_cycle(facts: Facts) -> Iterator[Finding]:
    """A bill is part of a circle of bills that hold at one facility."""
    product, component = _ends(facts)
    valid = (product >= 0) & (component >= 0) & (product != component)
    rows = np.flatnonzero(valid)
    rows = rows[_in_circle(product[rows], component[rows])]
    words = facts.words("bills", "facility")
    caught: set[int] = set()
    for facility in {words.at(row) for row in rows}:
        holding = rows[words.isin({"", facility})[rows]]
        caught.update(holding[_in_circle(product[holding], component[holding])].tolist())
    products = facts.words("bills", "product")
    yield from each_cell(
        "bills", "component", np.array(sorted(caught), dtype=np.int64), lambda row: {"product": products.at(row)}
    )


def _ends(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """Positions of product and component of each bill in products; -1 where unknown."""
    order = facts.names("products")
    return facts.words("bills", "product").places(order), facts.words("bills", "component").places(order)


def _in_circle(product: np.ndarray, component: np.ndarray) -> np.ndarray:
    """Which of n links from product to component lie on a circle of links."""
    if not len(product):
        return np.zeros(0, dtype=bool)
    size = int(max(product.max(), component.max())) + 1
    graph = coo_array((np.ones(len(product)), (product, component)), shape=(size, size))
    _, label = connected_components(graph, directed=True, connection="strong")
    circle: np.ndarray = label[product] == label[component]
    return circle


@rule(
    "bill-unused",
    Severity.NOTE,
    "A bill is of a product that is not made",
    message="Product '{value}' is made {place}; the bill has no effect.",
    why="Perhaps its production row is missing, or the bill names another product or facility than is meant.",
    fix="Add the production, or delete the bill.",
)
def bill_unused(facts: Facts) -> Iterator[Finding]:
    """A bill's product has no production row at the facility of the bill."""
    made = facts.frame("production")
    places = set(zip(made["facility"], made["product"], strict=True))
    products = {product for _, product in places}
    bills = facts.frame("bills")
    for row, (product, facility) in enumerate(zip(bills["product"], bills["facility"], strict=True)):
        if product and not (product in products if not facility else (facility, product) in places):
            where = f"not at '{facility}'" if facility else "nowhere"
            yield Finding("bills", row, "product", {"place": where})


@rule(
    "production-without-bill",
    Severity.WARNING,
    "A product is made without components here, but not elsewhere",
    message="'{product}' is made at '{facility}' without any component, although it has a bill at other facilities.",
    why="Making it without components looks cheaper than it is.",
    fix="Add the bill for this facility, or one with a blank facility for all.",
)
def production_without_bill(facts: Facts) -> Iterator[Finding]:
    """A product has bills, but none that holds at a facility that makes it."""
    bills = facts.frame("bills")
    holds = set(zip(bills["facility"], bills["product"], strict=True))
    billed = {product for _, product in holds}
    made = facts.frame("production")
    for row, (facility, product) in enumerate(zip(made["facility"], made["product"], strict=True)):
        if product in billed and not {("", product), (facility, product)} & holds:
            yield Finding("production", row, "product", {"product": product, "facility": facility})


THEME = Theme(
    "Supply, production and bills",
    (
        supplier_without_supply,
        supply_without_cost,
        production_without_cost,
        bill_of_itself,
        bill_cycle,
        bill_unused,
        production_without_bill,
    ),
)
