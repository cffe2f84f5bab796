"""Rules on what can reach what: demand, components, stock, facilities without source or outlet, unused lanes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.expansion.facilities import Status
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.inbound import Inbound, arrivals
from engine.validation.rule import Finding, Stage, Theme, cells, rule
from engine.validation.wording import listed


def _unreached(facts: Facts, *, unmet: bool) -> Iterator[Finding]:
    """Each demand that nothing reaches; those that may stay unmet as a whole, or the others."""
    demand = facts.expanded.demand
    optional = ~np.isnan(demand.unmet_cost) & (demand.min_share <= 0)
    entries = np.flatnonzero(~facts.reach.served & (demand.quantity > 0) & (optional == unmet))
    if not len(entries):
        return
    wanted = arrivals(facts.expanded, demand.site, demand.product, demand.period)
    inbound = Inbound(facts.expanded, facts.expanded.lanes)
    for entry in entries.tolist():
        said = {
            "customer": str(facts.expanded.sites.names.names[demand.site[entry]]),
            "product": str(facts.expanded.products.names.names[demand.product[entry]]),
            "when": facts.when(demand.period[entry]),
            "reason": _reason(facts, inbound.of(wanted[entry])),
        }
        yield Finding("demand", int(demand.row[entry]), "quantity", said)


def _reason(facts: Facts, into: np.ndarray) -> str:
    """Why nothing reaches a demand, from the lane entries that end there."""
    origins = np.unique(facts.expanded.lanes.origin[into])
    if not len(origins):
        return "no lane leads there"
    names = [str(name) for name in facts.expanded.sites.names.names[origins]]
    return f"it cannot be at the origins of the lanes there, or those are closed: {listed(names)}"


@rule(
    "demand-unreachable",
    Severity.ERROR,
    "Nothing can reach a demand",
    message="'{product}' cannot reach '{customer}'{when}: {reason}.",
    why="The demand must be served, so the model has no solution.",
    fix="Add the missing lane, supply or production, or let the demand stay unmet at a cost.",
    stage=Stage.FLOWS,
)
def demand_unreachable(facts: Facts) -> Iterator[Finding]:
    """No path leads from a source to a demand that must be served."""
    yield from _unreached(facts, unmet=False)


@rule(
    "demand-stays-unmet",
    Severity.WARNING,
    "Nothing can reach a demand that may stay unmet",
    message="'{product}' cannot reach '{customer}'{when}: {reason}. All of it will stay unmet.",
    why="The cost of unmet demand is paid whatever is decided.",
    fix="Add the missing lane, supply or production.",
    stage=Stage.FLOWS,
)
def demand_stays_unmet(facts: Facts) -> Iterator[Finding]:
    """No path leads from a source to a demand that may stay unmet."""
    yield from _unreached(facts, unmet=True)


@rule(
    "component-without-source",
    Severity.ERROR,
    "A component cannot come to where it is needed",
    message="'{value}' is needed at '{facility}' to make '{product}', but cannot come there: no lane brings it and it "
    "is not made there.",
    why="Without the component the product cannot be made there.",
    fix="Add a lane, a supply or a production of the component, or delete the production.",
    stage=Stage.FLOWS,
)
def component_without_source(facts: Facts) -> Iterator[Finding]:
    """A component of a bill can never be at the facility that needs it."""
    bills, expanded = facts.expanded.bills, facts.expanded
    lacking = ~facts.reach.present[bills.site, bills.component]
    closed = (expanded.facilities.status == Status.CLOSED).all(axis=1)
    lacking &= ~closed[bills.site - expanded.sites.suppliers]
    for entry in np.flatnonzero(lacking).tolist():
        said = {
            "facility": str(expanded.sites.names.names[bills.site[entry]]),
            "product": str(expanded.products.names.names[bills.product[entry]]),
        }
        yield Finding("bills", int(bills.row[entry]), "component", said)


@rule(
    "inventory-product-absent",
    Severity.NOTE,
    "Stock is described for a product that never comes",
    message="'{product}' can never be at '{facility}'; the row has no effect.",
    why="Perhaps a lane is missing, or the row names another product or facility than is meant.",
    fix="Add the lane, or delete the row.",
    stage=Stage.FLOWS,
)
def inventory_product_absent(facts: Facts) -> Iterator[Finding]:
    """A row of inventory is about a product that cannot be at the facility."""
    inventory, expanded = facts.expanded.inventory, facts.expanded
    absent = ~facts.reach.present[inventory.site, inventory.product]
    rows, first = np.unique(inventory.row[absent], return_index=True)
    for row, place in zip(rows.tolist(), np.flatnonzero(absent)[first].tolist(), strict=True):
        said = {
            "facility": str(expanded.sites.names.names[inventory.site[place]]),
            "product": str(expanded.products.names.names[inventory.product[place]]),
        }
        yield Finding("inventory", row, "product", said)


def _in_use(facts: Facts) -> np.ndarray:
    """Which facilities are not closed in every period."""
    mask: np.ndarray = ~(facts.expanded.facilities.status == Status.CLOSED).all(axis=1)
    return mask


def _entered(facts: Facts, lanes: np.ndarray) -> np.ndarray:
    """Which facilities make something, hold stock at the start, or stand at the end of some of the lane entries."""
    expanded = facts.expanded
    sourced = np.zeros(len(expanded.sites), dtype=bool)
    sourced[expanded.lanes.destination[lanes]] = True
    sourced[expanded.production.site] = True
    sourced[expanded.inventory.site[expanded.inventory.initial > 0]] = True
    return sourced[expanded.sites.suppliers : expanded.sites.first_customer]


@rule(
    "facility-without-source",
    Severity.ERROR,
    "No product can enter a facility",
    message="Facility '{value}' has no source: no lane leads to it, and it makes nothing.",
    why="A product enters a facility only over a lane or by its own production.",
    fix="Add a lane to it or a production, set its status to exclude, or delete it.",
    stage=Stage.FLOWS,
)
def facility_without_source(facts: Facts) -> Iterator[Finding]:
    """A facility that may be open has neither an inbound lane nor a production."""
    sourced = _entered(facts, np.ones(len(facts.expanded.lanes), dtype=bool))
    yield from _facilities(facts, _in_use(facts) & ~sourced)


@rule(
    "facility-source-dry",
    Severity.WARNING,
    "The lanes into a facility bring nothing",
    message="Nothing can come to facility '{value}': nothing can be at the origins of its lanes, or those are closed.",
    why="The facility can be of no use, and its fixed cost is paid where it must be open.",
    fix="Add the supply, production or lanes that are missing before it, or set its status to exclude.",
    stage=Stage.FLOWS,
)
def facility_source_dry(facts: Facts) -> Iterator[Finding]:
    """A facility that may be open has inbound lanes, none of which can carry anything, and no production."""
    lined = _entered(facts, np.ones(len(facts.expanded.lanes), dtype=bool))
    yield from _facilities(facts, _in_use(facts) & lined & ~_entered(facts, facts.reach.flowing))


def _facilities(facts: Facts, chosen: np.ndarray) -> Iterator[Finding]:
    yield from cells("facilities", "facility", facts.expanded.facilities.row[chosen])


@rule(
    "facility-without-outlet",
    Severity.WARNING,
    "Nothing can leave a facility for where it is wanted",
    message="Facility '{value}' has no outlet: no lane leads from it to a place that wants what it can have.",
    why="The facility can be of no use, and its fixed cost is paid where it must be open.",
    fix="Add the lanes, exclude the facility, or delete it.",
    stage=Stage.FLOWS,
)
def facility_without_outlet(facts: Facts) -> Iterator[Finding]:
    """A facility that may be open and has a source has no outbound lane of use."""
    expanded = facts.expanded
    inner = slice(expanded.sites.suppliers, expanded.sites.first_customer)
    leaving = np.zeros(len(expanded.sites), dtype=bool)
    leaving[expanded.lanes.origin[facts.useful]] = True
    supplied = facts.reach.present[inner].any(axis=1) & (facts.throughput > 0).any(axis=1)
    stuck = _in_use(facts) & ~leaving[inner] & supplied
    yield from _facilities(facts, stuck)


@rule(
    "lane-unused",
    Severity.NOTE,
    "A row of lanes can carry nothing",
    message="Nothing can flow over the row: {reason}.",
    why="Rows that do nothing are told, so that none is lost in silence.",
    fix="Nothing, or add the supply, production or demand that is missing.",
    stage=Stage.FLOWS,
)
def lane_unused(facts: Facts) -> Iterator[Finding]:
    """A row has entries, none of which can carry something to where it is wanted."""
    lanes = facts.expanded.lanes
    size = facts.size("lanes")
    entered, flowing, used = (np.zeros(size, dtype=bool) for _ in range(3))
    entered[lanes.row] = True
    flowing[lanes.row[facts.reach.flowing]] = True
    used[lanes.row[facts.useful]] = True
    for row in np.flatnonzero(entered & ~used).tolist():
        wanted = "what it could carry is not wanted where it leads, nor beyond"
        absent = "its products cannot be at its origin, or one of its ends is closed or has no throughput"
        yield Finding("lanes", row, "", {"reason": wanted if flowing[row] else absent})


THEME = Theme(
    "What can reach what",
    (
        demand_unreachable,
        demand_stays_unmet,
        component_without_source,
        inventory_product_absent,
        facility_without_source,
        facility_source_dry,
        facility_without_outlet,
        lane_unused,
    ),
)
