"""Rules that hold capacity against demand: what cannot arrive, whatever is opened."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.expansion.facilities import Status
from engine.issues import Severity
from engine.validation.cut import Shortage
from engine.validation.facts import Facts
from engine.validation.flow_graph import Arc
from engine.validation.rule import Finding, Stage, Theme, rule
from engine.validation.wording import figure, listed

_MOST_NAMES = 20


def _findings(facts: Facts, *, required: bool) -> Iterator[Finding]:
    for product, shortage in facts.shortages(required=required):
        demand, expanded = facts.expanded.demand, facts.expanded
        rows = np.unique(demand.row[shortage.entries])
        customers = dict.fromkeys(expanded.sites.names.names[demand.site[shortage.entries]].tolist())
        periods = np.unique(demand.period[shortage.entries]).tolist()
        said = {
            "customers": listed(list(customers), _MOST_NAMES),
            "products": f"'{expanded.products.names.names[product]}'" if product >= 0 else "all products together",
            "when": facts.when(*periods),
            "needed": figure(shortage.needed),
            "arriving": figure(shortage.arriving),
            "through": _through(facts, shortage),
        }
        yield Finding("demand", int(rows[0]) if len(rows) == 1 else -1, "quantity", said)


def _through(facts: Facts, shortage: Shortage) -> str:
    words = [_arc_words(facts, arc, capacity) for arc, capacity in shortage.through]
    return listed(words, _MOST_NAMES) or "nothing"


def _arc_words(facts: Facts, arc: Arc, capacity: float) -> str:
    names = facts.expanded.sites.names.names
    period = facts.when(arc.period)
    if arc.kind == "lane":
        return f"lanes {names[arc.site]} → {names[arc.destination]}{period} {figure(capacity)}"
    if arc.kind == "source":
        word = "supply of" if arc.site < facts.expanded.sites.suppliers else "production and stock at"
    else:
        word = "throughput of" if arc.kind == "throughput" else "stock carried at"
    return f"{word} {names[arc.site]}{period} {figure(capacity)}"


@rule(
    "demand-above-capacity",
    Severity.ERROR,
    "Demand is larger than what can arrive",
    message="{customers} must get {needed} of {products}{when}, but at most {arriving} can arrive, through: {through}.",
    why="Even with every facility open and every option taken the demand cannot be served: there is no solution.",
    fix="Raise one of the limits named, add lanes or facilities, or let demand stay unmet at a cost.",
    stage=Stage.FLOWS,
)
def demand_above_capacity(facts: Facts) -> Iterator[Finding]:
    """Demand that must be served exceeds the capacity of a cut."""
    yield from _findings(facts, required=True)


@rule(
    "demand-partly-unmet",
    Severity.WARNING,
    "Some demand will stay unmet for lack of capacity",
    message="{customers} want {needed} of {products}{when}, but at most {arriving} can arrive, through: {through}.",
    why="The cost of unmet demand is paid whatever is decided.",
    fix="Raise one of the limits named, or add lanes or facilities.",
    stage=Stage.FLOWS,
)
def demand_partly_unmet(facts: Facts) -> Iterator[Finding]:
    """Demand that may stay unmet exceeds the capacity of a cut."""
    if facts.expanded.demand.may_be_unmet.any() and not facts.shortages(required=True):
        yield from _findings(facts, required=False)


@rule(
    "minimum-cannot-leave",
    Severity.ERROR,
    "A least quantity cannot leave where it arises",
    message="min_quantity is {value}, but '{product}' cannot leave '{site}'{when} for where it is wanted.",
    why="What must be bought or made has to go somewhere: there is no solution.",
    fix="Add the lane, or clear min_quantity.",
    stage=Stage.FLOWS,
)
def minimum_cannot_leave(facts: Facts) -> Iterator[Finding]:
    """A least supply, or a least production of an open facility, has no useful lane."""
    expanded, lanes = facts.expanded, facts.used_lanes
    shape = (len(expanded.sites), len(expanded.products), len(expanded.periods))
    leaving = np.unique(np.ravel_multi_index((lanes.origin, lanes.product, lanes.period), shape))
    stored = np.unique(np.ravel_multi_index((expanded.inventory.site, expanded.inventory.product), shape[:2]))
    for table, making in (("supply", expanded.supply), ("production", expanded.production)):
        stuck = making.minimum > 0
        stuck &= ~np.isin(np.ravel_multi_index((making.site, making.product, making.period), shape), leaving)
        if table == "production":
            stuck &= ~np.isin(np.ravel_multi_index((making.site, making.product), shape[:2]), stored)
            opened = expanded.facilities.status[making.site - expanded.sites.suppliers, making.period] == Status.OPEN
            stuck &= opened & ~_is_component(facts)
        for entry in np.flatnonzero(stuck).tolist():
            said = {
                "product": str(expanded.products.names.names[making.product[entry]]),
                "site": str(expanded.sites.names.names[making.site[entry]]),
                "when": facts.when(making.period[entry]),
            }
            yield Finding(table, int(making.row[entry]), "min_quantity", said)


def _is_component(facts: Facts) -> np.ndarray:
    """Which entries of production make something that goes into another product at the same facility."""
    expanded = facts.expanded
    size = len(expanded.products)
    used = expanded.bills.site.astype(np.int64) * size + expanded.bills.component
    made = expanded.production.site.astype(np.int64) * size + expanded.production.product
    component: np.ndarray = np.isin(made, used)
    return component


THEME = Theme("Capacity against demand", (demand_above_capacity, demand_partly_unmet, minimum_cannot_leave))
