"""Rules on limits of facilities and flows: they limit something, and can be kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from engine.expansion.facilities import Status
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.members import members, picked_lanes
from engine.validation.rule import Finding, Stage, Theme, cells, rule
from engine.validation.wording import figure

_BOUNDS = {
    "facility_limits": ("min_open", "max_open", "max_openings", "max_closings"),
    "flow_limits": ("min_flow", "max_flow", "min_share", "max_share"),
    "service_limits": ("max_distance", "max_hours"),
}


@rule(
    "limit-empty",
    Severity.WARNING,
    "A limit limits nothing",
    message="None of {columns} is filled: the limit has no effect.",
    why="Perhaps its number is missing.",
    fix="Fill one of the cells, or delete the row.",
)
def limit_empty(facts: Facts) -> Iterator[Finding]:
    """Every bound of a limit is blank."""
    for table, columns in _BOUNDS.items():
        filled = np.logical_or.reduce([facts.filled(table, column) for column in columns])
        yield from cells(table, "", ~filled, columns=", ".join(columns))


def _counted(facts: Facts, column: str) -> Iterator[tuple[int, float, int, np.ndarray]]:
    """Row, bound, period and statuses of the facilities, of each bound on how many are open."""
    expanded = facts.expanded
    sites = expanded.sites
    groups, whens = facts.words("facility_limits", "group"), facts.words("facility_limits", "period")
    inner = slice(sites.suppliers, sites.first_customer)
    for row in np.flatnonzero(facts.filled("facility_limits", column)).tolist():
        chosen = members(expanded, sites.names, groups.at(row))[inner]
        periods = np.flatnonzero(members(expanded, expanded.periods.names, whens.at(row)))
        for period in periods.tolist():
            bound = float(facts.numbers("facility_limits", column)[row])
            yield row, bound, period, expanded.facilities.status[chosen, period]


@rule(
    "facility-limit-too-many",
    Severity.ERROR,
    "More facilities must be open than there are",
    message="min_open is {value}, but only {count} facilities of the limit can be open{when}.",
    why="The model has no solution.",
    fix="Lower min_open, add candidates, or let closed facilities open.",
    stage=Stage.FLOWS,
)
def facility_limit_too_many(facts: Facts) -> Iterator[Finding]:
    """Fewer facilities than min_open are not closed."""
    told: set[int] = set()
    for row, bound, period, statuses in _counted(facts, "min_open"):
        count = int((statuses != Status.CLOSED).sum())
        if bound > count and row not in told:
            told.add(row)
            yield Finding("facility_limits", row, "min_open", {"count": str(count), "when": facts.when(period)})


@rule(
    "facility-limit-too-few",
    Severity.ERROR,
    "More facilities must be open than may be",
    message="max_open is {value}, but {count} facilities of the limit have the status open{when}.",
    why="The model has no solution.",
    fix="Raise max_open, or set some of the facilities to consider.",
    stage=Stage.FLOWS,
)
def facility_limit_too_few(facts: Facts) -> Iterator[Finding]:
    """More facilities than max_open are open by their status."""
    told: set[int] = set()
    for row, bound, period, statuses in _counted(facts, "max_open"):
        count = int((statuses == Status.OPEN).sum())
        if bound < count and row not in told:
            told.add(row)
            yield Finding("facility_limits", row, "max_open", {"count": str(count), "when": facts.when(period)})


def _picks_nothing(facts: Facts) -> np.ndarray:
    """Rows of flow_limits that no lane in use meets."""
    columns = ["origin", "destination", "product", "mode", "period"]
    rows = facts.frame("flow_limits")[columns].to_dict("records")
    empty = [
        not picked_lanes(facts.expanded, facts.used_lanes, {str(k): str(v) for k, v in row.items()}).any()
        for row in rows
    ]
    return np.array(empty, dtype=bool)


def _at_least(facts: Facts) -> np.ndarray:
    minima = [np.nan_to_num(facts.numbers("flow_limits", column)) > 0 for column in ("min_flow", "min_share")]
    least: np.ndarray = np.logical_or.reduce(minima)
    return least


@rule(
    "flow-limit-minimum-impossible",
    Severity.ERROR,
    "A least flow is asked for where nothing can flow",
    message="No lane meets the limit and can carry something, so its least flow or share cannot be kept.",
    why="The model has no solution.",
    fix="Correct what the limit names, or add the lanes.",
    stage=Stage.FLOWS,
)
def flow_limit_minimum_impossible(facts: Facts) -> Iterator[Finding]:
    """A limit with a minimum picks no useful lane."""
    yield from cells("flow_limits", "", _picks_nothing(facts) & _at_least(facts))


@rule(
    "flow-limit-picks-nothing",
    Severity.WARNING,
    "A limit on flows meets no lane",
    message="No lane meets the limit and can carry something: it has no effect.",
    why="Perhaps it names other sites, products or periods than are meant.",
    fix="Correct what the limit names, or delete the row.",
    stage=Stage.FLOWS,
)
def flow_limit_picks_nothing(facts: Facts) -> Iterator[Finding]:
    """A limit without a minimum picks no useful lane."""
    yield from cells("flow_limits", "", _picks_nothing(facts) & ~_at_least(facts))


@rule(
    "flow-limit-shares-above-one",
    Severity.ERROR,
    "Least shares of one flow add up to more than 1",
    message="The least shares of different origins into {destination} add up to {total}; they can be 1 at most.",
    why="The model has no solution in which anything flows there.",
    fix="Lower the shares.",
)
def flow_limit_shares_above_one(facts: Facts) -> Iterator[Finding]:
    """The min_share of limits that differ in a single origin alone sum to more than 1."""
    frame = facts.frame("flow_limits")
    single = ~facts.groups.are_groups(frame["origin"]) & (frame["origin"] != "").to_numpy() & ~frame["min_share"].isna()
    same = ["destination", "product", "mode", "period"]
    least = frame[single].groupby([*same, "origin"], sort=False)["min_share"].max().reset_index()
    sums = least.groupby(same, sort=False)["min_share"].sum().reset_index()
    for group in sums[sums["min_share"] > 1 + 1e-9].to_dict("records"):
        rows = np.flatnonzero(single & (frame[same] == pd.Series({name: group[name] for name in same})).all(axis=1))
        said = {"destination": f"'{group['destination']}'" if group["destination"] else "every destination"}
        said["total"] = figure(float(group["min_share"]))
        yield Finding("flow_limits", int(rows[-1]), "min_share", said)


THEME = Theme(
    "Limits",
    (
        limit_empty,
        facility_limit_too_many,
        facility_limit_too_few,
        flow_limit_minimum_impossible,
        flow_limit_picks_nothing,
        flow_limit_shares_above_one,
    ),
)
