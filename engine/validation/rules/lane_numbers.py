"""Rules on numbers of lanes against the rest of the network: distances on the map, minima against what can flow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.geo import great_circle
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.inbound import arrivals
from engine.validation.rule import Finding, Stage, Theme, rule
from engine.validation.wording import figure

_SHORTER = 0.95
_LONGER = 5.0
_SLACK = 5.0
_WORTH_COMPARING = 50.0


def _pairs(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Lane entries, one for each row and pair that has a distance and coordinates; both distances of each."""
    expanded, lanes = facts.expanded, facts.expanded.lanes
    given = facts.numbers("lanes", "distance")
    first = np.ones(len(lanes), dtype=bool)
    first[1:] = (np.diff(lanes.row) != 0) | (np.diff(lanes.origin) != 0) | (np.diff(lanes.destination) != 0)
    entries = np.flatnonzero(first & ~np.isnan(given)[lanes.row])
    sites, origin, destination = expanded.sites, lanes.origin[entries], lanes.destination[entries]
    straight = great_circle(
        sites.latitude[origin],
        sites.longitude[origin],
        sites.latitude[destination],
        sites.longitude[destination],
        facts.settings["distance_unit"],
    )
    return entries, given[lanes.row[entries]], straight


def _off(facts: Facts, entries: NDArray[np.int64], straight: NDArray[np.float64]) -> Iterator[Finding]:
    lanes, names = facts.expanded.lanes, facts.expanded.sites.names.names
    rows, first = np.unique(lanes.row[entries], return_index=True)
    for row, place in zip(rows.tolist(), first.tolist(), strict=True):
        entry = int(entries[place])
        said = {
            "origin": str(names[lanes.origin[entry]]),
            "destination": str(names[lanes.destination[entry]]),
            "straight": figure(float(straight[place])),
            "unit": facts.settings["distance_unit"],
        }
        yield Finding("lanes", row, "distance", said)


@rule(
    "lane-distance-short",
    Severity.WARNING,
    "A distance is shorter than the straight line",
    message="distance is {value} {unit}, but from '{origin}' to '{destination}' it is {straight} {unit} in a straight "
    "line; perhaps the distance is in another unit, or a coordinate is wrong.",
    why="No way is shorter than the straight line.",
    fix="Correct the distance, the setting distance_unit, or the coordinates.",
    stage=Stage.FLOWS,
)
def lane_distance_short(facts: Facts) -> Iterator[Finding]:
    """A given distance is clearly below the great circle between the coordinates."""
    if facts.filled("lanes", "distance").any():
        entries, given, straight = _pairs(facts)
        short = (given < _SHORTER * straight) & (straight - given > _SLACK)
        yield from _off(facts, entries[short], straight[short])


@rule(
    "lane-distance-long",
    Severity.WARNING,
    "A distance is many times the straight line",
    message="distance is {value} {unit}, but from '{origin}' to '{destination}' it is {straight} {unit} in a straight "
    "line; perhaps the distance is in another unit, or a coordinate is wrong.",
    why="Ways are seldom five times as long as the straight line.",
    fix="Correct the distance, the setting distance_unit, or the coordinates; keep it where the way is that long.",
    stage=Stage.FLOWS,
)
def lane_distance_long(facts: Facts) -> Iterator[Finding]:
    """A given distance is more than five times the great circle between the coordinates."""
    if facts.filled("lanes", "distance").any():
        entries, given, straight = _pairs(facts)
        long = (given > _LONGER * straight) & (given > _WORTH_COMPARING)
        yield from _off(facts, entries[long], straight[long])


@rule(
    "lane-minimum-unreachable",
    Severity.WARNING,
    "A lane's least flow is more than can flow",
    message="min_flow is {value}, but at most {most} can flow from '{origin}' to '{destination}'{when}: "
    "{reason}. The pair cannot be used then.",
    why="A lane is used with at least its min_flow or not at all.",
    fix="Lower min_flow, or clear it.",
    stage=Stage.FLOWS,
)
def lane_minimum_unreachable(facts: Facts) -> Iterator[Finding]:
    """min_flow exceeds the demand at the end of the lane or the throughput at its start."""
    least = np.nan_to_num(facts.numbers("lanes", "min_flow"))
    entries = np.flatnonzero((least > 0)[facts.used_lanes.row]) if least.any() else np.empty(0, dtype=np.int64)
    if not len(entries):
        return
    lanes = facts.used_lanes.take(entries)
    use = np.stack([lanes.row, lanes.origin, lanes.destination, lanes.mode, lanes.period])
    keys, group = np.unique(use, axis=1, return_inverse=True)
    wanted = np.bincount(group.ravel(), weights=_wanted(facts, entries))
    passing = _passing(facts, keys[1], keys[4])
    most = np.minimum(wanted, passing)
    told: set[int] = set()
    for place in np.flatnonzero(most < least[keys[0]]).tolist():
        row, origin, destination, _, period = keys[:, place].tolist()
        if row in told:
            continue
        told.add(row)
        names = facts.expanded.sites.names.names
        said = {
            "most": figure(float(most[place])),
            "origin": str(names[origin]),
            "destination": str(names[destination]),
            "when": facts.when(period),
            "reason": "the demand there" if wanted[place] <= passing[place] else "the largest throughput of the origin",
        }
        yield Finding("lanes", row, "min_flow", said)


def _wanted(facts: Facts, entries: NDArray[np.int64]) -> NDArray[np.float64]:
    """Demand at the end of useful entries; unlimited where they end at a facility."""
    expanded, demand = facts.expanded, facts.expanded.demand
    lanes = facts.used_lanes.take(entries)
    known = pd.Series(demand.quantity, index=arrivals(expanded, demand.site, demand.product, demand.period))
    asked = arrivals(expanded, lanes.destination, lanes.product, lanes.period)
    quantity = known.reindex(asked, fill_value=0.0).to_numpy(dtype=float)
    return np.where(lanes.destination >= expanded.sites.first_customer, quantity, np.inf)


def _passing(facts: Facts, origin: NDArray[np.int32], period: NDArray[np.int32]) -> NDArray[np.float64]:
    """Largest throughput of n sites in n periods; unlimited where a site is no facility."""
    sites = facts.expanded.sites
    most = np.full((len(sites), len(facts.expanded.periods)), np.inf)
    most[sites.suppliers : sites.first_customer] = facts.throughput
    limits: NDArray[np.float64] = most[origin, period]
    return limits


THEME = Theme("Distances and minima of lanes", (lane_distance_short, lane_distance_long, lane_minimum_unreachable))
