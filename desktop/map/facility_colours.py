"""Colours for facilities: each its own where they are few; else such that near ones differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop.map.scene import Flows, Kind, Sites

COLOURS = 5


def by_facility(sites: Sites, flows: Flows, serving: Sequence[str]) -> tuple[Sites, Flows, tuple[str, ...]]:
    """Flows in the colour of the facility they come from, customers in that of the one that serves most of theirs.

    Args:
        sites: Sites.
        flows: Flows between them.
        serving: Names of the facilities that get a colour, the busiest first; without any, those that lines of this
            map come from.

    Returns:
        Sites and flows with colours, and the names that colours stand for; empty names where colours repeat.
    """
    facility = sites.kind >= Kind.CROSS_DOCK
    names = list(serving) or [sites.names[place] for place in np.unique(flows.origin[facility[flows.origin]]).tolist()]
    places, ranks = _places(sites, names)
    colour_of = np.full(len(sites), -1, dtype=np.int16)
    few = len(names) <= COLOURS
    colour_of[places] = ranks if few else _spread(sites, places)
    keys = tuple(names) if few else ("",) * COLOURS
    colour = np.where(facility[flows.origin], colour_of[flows.origin], colour_of[flows.destination])
    served = _largest_origin(sites, flows)
    known = served >= 0
    colour_of[known] = colour_of[served[known]]
    return (
        Sites(**{**vars(sites), "colour": colour_of}),
        Flows(**{**vars(flows), "colour": np.maximum(colour, 0).astype(np.int16)}),
        keys or ("",),
    )


def _places(sites: Sites, names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Places of the facilities of those names in the order of the names, and the rank of each."""
    rank_of = {name: rank for rank, name in enumerate(names)}
    facilities = np.flatnonzero(sites.kind >= Kind.CROSS_DOCK).tolist()
    ranks = {place: rank_of[sites.names[place]] for place in facilities if sites.names[place] in rank_of}
    places = sorted(ranks, key=ranks.__getitem__)
    return np.array(places, dtype=np.int64), np.array([ranks[place] for place in places], dtype=np.int16)


def _spread(sites: Sites, places: NDArray[np.int64]) -> NDArray[np.int16]:
    """Colours of places in their order, each in the colour whose nearest user is farthest away."""
    points = np.nan_to_num(np.column_stack([sites.x, sites.y])[places])
    colour = np.full(len(places), -1, dtype=np.int16)
    for place in range(len(places)):
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
