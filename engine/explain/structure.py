"""Contradictions that follow from the structure: found in moments, and told before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.expansion.facilities import Status
from engine.explain.explanation import Cause
from engine.issues import Issue, Severity
from engine.network import Network
from engine.validation.facts import Facts
from engine.validation.wording import figure, listed

_MOST_CAUSES = 8
_PROOFS = frozenset(
    {
        "component-without-source",
        "demand-above-capacity",
        "demand-unreachable",
        "facility-limit-too-few",
        "facility-limit-too-many",
        "facility-status-changes",
        "facility-throughput-impossible",
        "flow-limit-minimum-impossible",
        "flow-limit-shares-above-one",
        "minimum-cannot-leave",
        "service-limit-impossible",
    }
)
_HARMLESS = frozenset({"facility-without-source"})  # the tables can be read in spite of it


def blocking(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Errors that have to be mended before anything can be explained: the tables cannot be read as they are."""
    errors = (issue for issue in issues if issue.severity is Severity.ERROR)
    return tuple(issue for issue in errors if issue.rule not in _PROOFS | _HARMLESS)


def causes(network: Network, issues: Iterable[Issue]) -> tuple[Cause, ...]:
    """What contradicts by structure: what validation proves, then what capacities and sources say.

    Args:
        network: A network without blocking issues.
        issues: What validation found in it.
    """
    proven = [
        Cause(issue.rule, issue.message, issue.table, dict(issue.key), issue.column)
        for issue in issues
        if issue.rule in _PROOFS and issue.severity is Severity.ERROR
    ]
    if len(proven) >= _MOST_CAUSES:
        return tuple(proven[:_MOST_CAUSES])
    facts = Facts(network)
    return tuple([*proven, *_single_source(facts), *_too_few_open(facts), *_supply_above_use(facts)][:_MOST_CAUSES])


def _single_source(facts: Facts) -> Iterator[Cause]:
    """Customers who must be served by one site and want more than any site can give."""
    expanded, lanes = facts.expanded, facts.used_lanes
    demand, sites = expanded.demand, expanded.sites
    rules = facts.frame("customers")["single_source"].to_numpy(dtype=object)
    first, periods = sites.first_customer, len(expanded.periods)
    bound = np.flatnonzero((rules[sites.row[first:]] == "customer") | (rules[sites.row[first:]] == "product")) + first
    must = demand.quantity * np.where(np.isnan(demand.unmet_cost), 1.0, demand.min_share)
    facility = lanes.origin - sites.suppliers
    inside = (facility >= 0) & (facility < len(expanded.facilities))
    capacity = np.where(inside, facts.throughput[np.where(inside, facility, 0), lanes.period], np.inf)
    best = np.zeros(len(sites) * periods)
    np.maximum.at(best, lanes.destination.astype(np.int64) * periods + lanes.period, capacity)
    for site in bound.tolist():
        whole = rules[sites.row[site]] == "customer"
        for period in range(periods):
            own = (demand.site == site) & (demand.period == period)
            wanted = must[own].sum() if whole else must[own].max(initial=0.0)
            most = best[site * periods + period]
            if wanted > most * (1 + 1e-9):
                name = str(sites.names.names[site])
                yield Cause(
                    "single-source-impossible",
                    f"'{name}' must be served by one site, wants {figure(wanted)} in {_period(facts, period)}, and the "
                    f"largest site that can serve it has a throughput of {figure(most)}.",
                    "customers",
                    {"customer": name},
                    "single_source",
                )
                break


def _too_few_open(facts: Facts) -> Iterator[Cause]:
    """Limits on the number of open facilities below what the demand needs, if these alone serve customers."""
    expanded = facts.expanded
    demand, facilities, sites = expanded.demand, expanded.facilities, expanded.sites
    must = demand.quantity * np.where(np.isnan(demand.unmet_cost), 1.0, demand.min_share)
    lanes = facts.used_lanes
    to_customer = lanes.destination >= sites.first_customer
    serving = np.unique(lanes.origin[to_customer]) - sites.suppliers
    frame = facts.frame("facility_limits")
    for row in np.flatnonzero(frame["max_open"].notna() & (frame["period"] == "")).tolist():
        cell = str(frame["group"].iat[row])
        names = facts.groups.members(cell) if cell and facts.groups.is_group(cell) else [cell]
        codes = np.array([sites.names.code(str(name)) for name in names]) - sites.suppliers
        inside = np.arange(len(facilities)) if not cell else codes[(codes >= 0) & (codes < len(facilities))]
        if not np.isin(serving, inside).all():
            continue
        count = int(facts.numbers("facility_limits", "max_open")[row])
        for period in range(len(expanded.periods)):
            usable = inside[facilities.status[inside, period] != Status.CLOSED]
            largest = np.sort(facts.throughput[usable, period])[::-1][:count]
            wanted = must[demand.period == period].sum()
            if wanted > largest.sum() * (1 + 1e-9):
                name = str(frame["name"].iat[row])
                yield Cause(
                    "open-limit-below-demand",
                    f"'{name}' lets {count} facilities be open; the largest ones have a throughput of "
                    f"{figure(largest.sum())} together, and {figure(wanted)} must be served in "
                    f"{_period(facts, period)}.",
                    "facility_limits",
                    {"name": name},
                    "max_open",
                )
                break


def _supply_above_use(facts: Facts) -> Iterator[Cause]:
    """Least quantities of a product that is no component and not stored, above all demand for it."""
    expanded = facts.expanded
    demand, bills, inventory = expanded.demand, expanded.bills, expanded.inventory
    elsewhere = np.union1d(np.union1d(bills.component, bills.product), inventory.product)
    for product in np.setdiff1d(expanded.supply.product, elsewhere).tolist():
        for period in range(len(expanded.periods)):
            own = (expanded.supply.product == product) & (expanded.supply.period == period)
            least = expanded.supply.minimum[own].sum()
            wanted = demand.quantity[(demand.product == product) & (demand.period == period)].sum()
            if least > wanted * (1 + 1e-9):
                rows = np.unique(expanded.supply.row[own & (expanded.supply.minimum > 0)])
                names = facts.frame("supply")["supplier"].iloc[rows].tolist()
                yield Cause(
                    "supply-above-use",
                    f"{listed(names)} must deliver {figure(least)} of "
                    f"'{expanded.products.names.names[product]}' in {_period(facts, period)}, and only "
                    f"{figure(wanted)} of it is wanted.",
                    "supply",
                    facts.network.row_key("supply", int(rows[0])),
                    "min_quantity",
                )
                break


def _period(facts: Facts, period: int) -> str:
    return f"period '{facts.expanded.periods.names.names[period]}'"
