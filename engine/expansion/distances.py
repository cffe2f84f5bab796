"""Distances and hours of lanes: as given, or derived from coordinates and speed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.expansion.expanded import Expanded
from engine.expansion.lanes import Lanes
from engine.geo import great_circle

Floats = NDArray[np.float64]


def distances(expanded: Expanded, lanes: Lanes) -> tuple[Floats, NDArray[np.bool_]]:
    """Distance of each lane entry, in the model's distance unit.

    Returns:
        n distances, NaN where neither given nor derivable; and whether each is given by its row.
    """
    own = expanded.network["lanes"]["distance"].to_numpy(dtype=float)[lanes.row]
    given = ~np.isnan(own)
    if given.all():
        return own, given
    sites = expanded.sites
    origin, destination = lanes.origin[~given], lanes.destination[~given]
    circle = great_circle(
        sites.latitude[origin],
        sites.longitude[origin],
        sites.latitude[destination],
        sites.longitude[destination],
        expanded.network.setting("distance_unit"),
    )
    own[~given] = circle * expanded.network.setting_number("circuity")
    return own, given


def hours(expanded: Expanded, lanes: Lanes, distance: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Time on the way of each lane entry, in hours.

    Args:
        expanded: The model.
        lanes: n entries.
        distance: Their distances.

    Returns:
        n hours, NaN where neither given nor derivable; and whether each is given by its row.
    """
    own = expanded.network["lanes"]["hours"].to_numpy(dtype=float)[lanes.row]
    given = ~np.isnan(own)
    average = expanded.network.setting_number("average_speed")
    speeds = np.concatenate([expanded.mode_speed, [average]])
    speeds = np.where(np.isnan(speeds), average, speeds)
    return np.where(given, own, distance / speeds[lanes.mode]), given
