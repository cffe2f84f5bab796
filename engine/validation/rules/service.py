"""Rules on service limits: enough demand can be served from within the limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import distances, hours
from engine.expansion.lanes import Lanes
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.inbound import Inbound, arrivals
from engine.validation.members import members
from engine.validation.rule import Finding, Stage, Theme, rule
from engine.validation.wording import figure

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class _Limit:
    """A service limit: the demand that it is about, and the lanes that can serve it with their distances and hours."""

    row: int
    share: float
    entries: NDArray[np.int64]
    near: NDArray[np.bool_]
    lanes: Lanes
    distance: NDArray[np.float64]
    hours: NDArray[np.float64]


def _limits(facts: Facts) -> Iterator[_Limit]:
    """Each limit that bounds something, once for each period that it counts by itself."""
    bounded = facts.filled("service_limits", "max_distance") | facts.filled("service_limits", "max_hours")
    words = facts.words("service_limits", "period")
    for row in np.flatnonzero(bounded).tolist():
        chosen = members(facts.expanded, facts.expanded.periods.names, words.at(row))
        if words.at(row):
            yield _limit(facts, row, chosen)
            continue
        for period in range(len(chosen)):
            yield _limit(facts, row, np.arange(len(chosen)) == period)


def _limit(facts: Facts, row: int, periods: NDArray[np.bool_]) -> _Limit:
    expanded, demand, lanes = facts.expanded, facts.expanded.demand, facts.used_lanes
    customers = members(expanded, expanded.sites.names, facts.words("service_limits", "customer").at(row))
    customers[: expanded.sites.first_customer] = False
    products = members(expanded, expanded.products.names, facts.words("service_limits", "product").at(row))
    served = facts.reach.served & (demand.quantity > 0)
    entries = np.flatnonzero(served & customers[demand.site] & products[demand.product] & periods[demand.period])
    lanes = lanes.take(customers[lanes.destination] & products[lanes.product] & periods[lanes.period])
    distance, _ = distances(expanded, lanes)
    time, _ = hours(expanded, lanes, distance)
    most_distance = facts.numbers("service_limits", "max_distance")[row]
    most_hours = facts.numbers("service_limits", "max_hours")[row]
    within = ~(distance > most_distance) & ~(
        time > most_hours
    )  # a blank limit is kept, an unknown number told elsewhere
    reached = arrivals(expanded, lanes.destination[within], lanes.product[within], lanes.period[within])
    asked = arrivals(expanded, demand.site[entries], demand.product[entries], demand.period[entries])
    share = facts.numbers("service_limits", "min_share")[row]
    return _Limit(row, 1.0 if np.isnan(share) else share, entries, np.isin(asked, reached), lanes, distance, time)


def _broken(facts: Facts, *, forced: bool) -> Iterator[Finding]:
    """Demand beyond limits that cannot be kept (forced), or only by leaving demand unmet."""
    demand = facts.expanded.demand
    must = facts.required_demand
    for limit in _limits(facts):
        near = float(demand.quantity[limit.entries[limit.near]].sum())
        far = limit.entries[~limit.near]
        best, all_served = _share(near, float(must[far].sum())), _share(near, float(demand.quantity[far].sum()))
        impossible = best < limit.share - _TOLERANCE
        if impossible if forced else (not impossible and all_served < limit.share - _TOLERANCE):
            amounts = must if forced else demand.quantity
            inbound = Inbound(facts.expanded, limit.lanes)
            wanted = arrivals(facts.expanded, demand.site, demand.product, demand.period)
            for entry in far[amounts[far] > 0].tolist():
                places = inbound.of(int(wanted[entry]))
                yield _finding(facts, limit, entry, places, best if forced else all_served)


def _share(near: float, far: float) -> float:
    return near / (near + far) if near + far > 0 else 1.0


def _finding(facts: Facts, limit: _Limit, entry: int, places: NDArray[np.int64], share: float) -> Finding:
    """A demand beyond a limit, with the nearest of the lanes at some places that serve it."""
    expanded, demand = facts.expanded, facts.expanded.demand
    by_time = np.isnan(facts.numbers("service_limits", "max_distance")[limit.row])
    nearest = int(places[np.argmin((limit.hours if by_time else limit.distance)[places])])
    unit = facts.settings["distance_unit"]
    said = {
        "customer": str(expanded.sites.names.names[demand.site[entry]]),
        "product": str(expanded.products.names.names[demand.product[entry]]),
        "when": facts.when(demand.period[entry]),
        "origin": str(expanded.sites.names.names[limit.lanes.origin[nearest]]),
        "away": f"{figure(limit.hours[nearest])} hours" if by_time else f"{figure(limit.distance[nearest])} {unit}",
        "share": figure(share),
        "asked": figure(limit.share),
    }
    return Finding("service_limits", limit.row, "min_share", said)


@rule(
    "service-limit-impossible",
    Severity.ERROR,
    "A service limit cannot be kept",
    message="The limit asks for a share of {asked} from within it, but {share} is the most: '{customer}' can get "
    "'{product}'{when} from '{origin}', {away} away, at the nearest.",
    why="The demand must be served, and lies beyond the limit: there is no solution.",
    fix="Widen the limit or lower its share, add a facility or lane nearby, or let the demand stay unmet at a cost.",
    stage=Stage.FLOWS,
)
def service_limit_impossible(facts: Facts) -> Iterator[Finding]:
    """Too much demand that must be served has no lane within a limit; one finding for each such demand."""
    yield from _broken(facts, forced=True)


@rule(
    "service-limit-forces-unmet",
    Severity.WARNING,
    "A service limit can be kept only by leaving demand unmet",
    message="With all demand served, a share of {share} would come from within the limit instead of {asked}: "
    "'{customer}' can get '{product}'{when} from '{origin}', {away} away, at the nearest.",
    why="The cost of unmet demand is paid to keep the limit.",
    fix="Widen the limit or lower its share, or add a facility or lane nearby.",
    stage=Stage.FLOWS,
)
def service_limit_forces_unmet(facts: Facts) -> Iterator[Finding]:
    """Too much demand that may stay unmet has no lane within a limit."""
    yield from _broken(facts, forced=False)


THEME = Theme("Service limits", (service_limit_impossible, service_limit_forces_unmet))
