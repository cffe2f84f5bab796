"""Rules on what lanes need: coordinates, weights, values and speeds behind the numbers that are derived."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.expansion import distances, hours
from engine.issues import Severity
from engine.validation.facts import SITES, Facts
from engine.validation.members import members
from engine.validation.rule import Finding, Stage, Theme, rule
from engine.validation.rules.lanes import row_words
from engine.validation.wording import singular


def _co2_derived(facts: Facts) -> np.ndarray:
    """Which useful entries take their CO2 from the mode, by weight and distance."""
    expanded, lanes = facts.expanded, facts.used_lanes
    if not (expanded.mode_co2 > 0).any():
        return np.zeros(len(lanes), dtype=bool)
    factor = np.append(expanded.mode_co2, 0.0)[lanes.mode]
    own = facts.filled("lanes", "co2_per_unit")[lanes.row]
    derived: np.ndarray = (factor > 0) & ~own
    return derived


def _need_distance(facts: Facts) -> np.ndarray:
    """Which useful entries have a number that is computed from their distance."""
    lanes = facts.used_lanes
    if facts.settings["objective"] == "min_distance":
        return np.ones(len(lanes), dtype=bool)
    by_row = facts.filled("lanes", "cost_per_distance") | facts.filled("lanes", "cost_per_weight_distance")
    timed = _limited(facts, "max_hours") & ~facts.filled("lanes", "hours")[lanes.row]
    needed: np.ndarray = by_row[lanes.row] | _co2_derived(facts) | _limited(facts, "max_distance") | timed
    return needed


def _limited(facts: Facts, column: str) -> np.ndarray:
    """Which useful entries end at a customer whose service a limit bounds in that column."""
    expanded, lanes = facts.expanded, facts.used_lanes
    limited = np.zeros(len(lanes), dtype=bool)
    who, what = facts.words("service_limits", "customer"), facts.words("service_limits", "product")
    for row in np.flatnonzero(facts.filled("service_limits", column)).tolist():
        customers = members(expanded, expanded.sites.names, who.at(row))
        customers[: expanded.sites.first_customer] = False
        products = members(expanded, expanded.products.names, what.at(row))
        limited |= customers[lanes.destination] & products[lanes.product]
    return limited


@rule(
    "site-coordinates-missing",
    Severity.ERROR,
    "A distance is needed, but a site has no coordinates",
    message="'{value}' has no coordinates, and {count} of its lanes need a distance that is not given, such as {lane}.",
    why="A distance is given by the lane or derived from the coordinates of both ends; it is never guessed.",
    fix="Enter latitude and longitude of the site, or the distance of the lanes.",
    stage=Stage.FLOWS,
)
def site_coordinates_missing(facts: Facts) -> Iterator[Finding]:
    """A lane in use needs a distance that can be neither read nor derived."""
    lanes, sites = facts.used_lanes, facts.expanded.sites
    placeless = np.isnan(sites.latitude) | np.isnan(sites.longitude)
    if not placeless.any():
        return
    open_ends = (placeless[lanes.origin] | placeless[lanes.destination]) & ~facts.filled("lanes", "distance")[lanes.row]
    lacking = np.flatnonzero(open_ends)
    lacking = lacking[_need_distance(facts)[lacking]]
    rows = np.tile(lanes.row[lacking], 2)
    ends = np.concatenate([lanes.origin[lacking], lanes.destination[lacking]])
    without = placeless[ends]
    pairs = np.unique(np.stack([ends[without], rows[without]]), axis=1)
    places, first, counts = np.unique(pairs[0], return_index=True, return_counts=True)
    for site, start, count in zip(places.tolist(), first.tolist(), counts.tolist(), strict=True):
        said = {"count": str(count), "lane": row_words(facts, int(pairs[1][start]))}
        table = SITES[sites.kind[site]]
        yield Finding(table, int(sites.row[site]), singular(table), said)


def _products_lacking(facts: Facts, needing: np.ndarray, numbers: np.ndarray, column: str) -> Iterator[Finding]:
    """Products of useful entries that need a number which the product does not have."""
    lanes = facts.used_lanes
    if not np.isnan(numbers).any():
        return
    lacking = np.flatnonzero(np.isnan(numbers)[lanes.product] & needing)
    products, first = np.unique(lanes.product[lacking], return_index=True)
    for product, start in zip(products.tolist(), first.tolist(), strict=True):
        name = str(facts.expanded.products.names.names[product])
        said = {"product": name, "lane": row_words(facts, int(lanes.row[lacking[start]]))}
        yield Finding("products", facts.names("products")[name], column, said)


@rule(
    "product-weight-missing",
    Severity.ERROR,
    "A weight is needed, but a product has none",
    message="unit_weight of '{product}' is blank, but lanes charge or emit by weight, such as {lane}.",
    why="A product without weight would move for nothing.",
    fix="Enter the weight; 0 says that it has none.",
    stage=Stage.FLOWS,
)
def product_weight_missing(facts: Facts) -> Iterator[Finding]:
    """A lane in use has a cost or emission by weight and carries a product without one."""
    needing = facts.filled("lanes", "cost_per_weight_distance")[facts.used_lanes.row] | _co2_derived(facts)
    yield from _products_lacking(facts, needing, facts.expanded.products.weight, "unit_weight")


@rule(
    "product-value-missing",
    Severity.ERROR,
    "A value is needed, but a product has none",
    message="unit_value of '{product}' is blank, but lanes charge duty on it, such as {lane}.",
    why="Duty is a share of the value; without one it would be nothing.",
    fix="Enter the value; 0 says that it has none.",
    stage=Stage.FLOWS,
)
def product_value_missing(facts: Facts) -> Iterator[Finding]:
    """A lane in use has a duty and carries a product without value."""
    dutiable = np.nan_to_num(facts.numbers("lanes", "duty_share")) > 0
    if dutiable.any():
        needing = dutiable[facts.used_lanes.row]
        yield from _products_lacking(facts, needing, facts.expanded.products.value, "unit_value")


@rule(
    "lane-hours-missing",
    Severity.ERROR,
    "A time is needed, but a lane has neither hours nor a speed",
    message="hours is blank and cannot be derived: {reason}; a service limit asks for the time to '{customer}'.",
    why="Whether a flow is in time cannot be told without its time.",
    fix="Enter the hours of the lane, the speed of its mode, or the setting average_speed.",
    stage=Stage.FLOWS,
)
def lane_hours_missing(facts: Facts) -> Iterator[Finding]:
    """A lane in use to a customer with a limit of hours has no hours, though its distance is known."""
    limited = np.flatnonzero(_limited(facts, "max_hours"))
    if not len(limited):
        return
    lanes = facts.used_lanes.take(limited)
    distance, _ = distances(facts.expanded, lanes)
    time, _ = hours(facts.expanded, lanes, distance)
    lacking = np.flatnonzero(np.isnan(time) & ~np.isnan(distance))
    rows, first = np.unique(lanes.row[lacking], return_index=True)
    words = facts.words("lanes", "mode")
    for row, start in zip(rows.tolist(), lacking[first].tolist(), strict=True):
        mode = f"mode '{words.at(row)}' has no speed" if words.at(row) else "the lane has no mode"
        said = {
            "reason": f"{mode} and average_speed is not set",
            "customer": str(facts.expanded.sites.names.names[lanes.destination[start]]),
        }
        yield Finding("lanes", row, "hours", said)


THEME = Theme(
    "What derived numbers need",
    (site_coordinates_missing, product_weight_missing, product_value_missing, lane_hours_missing),
)
