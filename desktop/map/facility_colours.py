"""Colours for facilities: each its own where they are few; else such that near ones differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop.map.scene import Flows, Kind, Sites

COLOURS = 5


def by_facility(sites: Sites, flows: Flows) -> tuple[Sites, Flows, tuple[str, ...]]:
    """Flows in the colour of the facility they come from, customers in that of the one that serves most of theirs.

    Returns:
        Sites and flows with colours, and the names that colours stand for; empty names where colours repeat.
    """
    facility = sites.kind >= Kind.CROSS_DOCK
    serving = np.unique(flows.origin[facility[flows.origin]]).astype(np.int64)
    colour_of = np.full(len(sites), -1, dtype=np.int16)
    if len(serving) <= COLOURS:
        colour_of[serving] = np.arange(len(serving))
        keys = tuple(sites.names[place] for place in serving.tolist())
    else:
        colour_of[serving] = _spread(sites, serving)
        keys = ("",) * COLOURS
    colour = np.where(facility[flows.origin], colour_of[flows.origin], colour_of[flows.destination])
    served = _largest_origin(sites, flows)
    known = served >= 0
    colour_of[known] = colour_of[served[known]]
    return (
        Sites(**{**vars(sites), "colour": colour_of}),
        Flows(**{**vars(flows), "colour": np.maximum(colour, 0).astype(np.int16)}),
        keys or ("",),
    )


def _spread(sites: Sites, places: NDArray[np.int64]) -> NDArray[np.int16]:
    """Colours of places, the busiest first, each in the colour whose nearest user is farthest away."""
    order = np.argsort(-np.nan_to_num(sites.amount[places]), kind="stable")
    points = np.nan_to_num(np.column_stack([sites.x, sites.y])[places])
    colour = np.full(len(places), -1, dtype=np.int16)
    for place in order.tolist():
        away = ((points - points[place]) ** 2).sum(axis=1)
        nearest = [float(away[colour == one].min(initial=np.inf)) for one in range(COLOURS)]
        colour[place] = int(np.argmax(nearest))
    return colour


def _largest_origin(sites: Sites, flows: Flows) -> NDArray[np.int64]:
    """For each customer the place of the site that sends most; -1 for all else."""
    sums = (
        pd.DataFrame({"origin": flows.origin, "destination": flows.destination, "flow": np.nan_to_num(flows.quantity)})
        .groupby(["origin", "destination"], sort=False)["flow"]
        .sum()
        .reset_index()
        .sort_values("flow", kind="stable")
    )
    largest = np.full(len(sites), -1, dtype=np.int64)
    # The last write wins, which is the largest flow.
    largest[sums["destination"].to_numpy()] = sums["origin"].to_numpy()
    largest[sites.kind != Kind.CUSTOMER] = -1
    return largest


def by_utilisation(scene_sites: Sites, steps: tuple[float, ...]) -> Sites:
    """Facilities in the colour of their utilisation, from little to much."""
    share = scene_sites.share
    known = np.isfinite(share) & (scene_sites.kind >= Kind.CROSS_DOCK)
    colour = np.where(known, np.digitize(np.nan_to_num(share), steps), -1)
    return Sites(**{**vars(scene_sites), "colour": colour.astype(np.int16)})
