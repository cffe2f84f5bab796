"""Changed assignments on a map: which customers, who serves them in each of two scenarios, and the lines of both."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd

from desktop.compute.assignments import changed_assignments
from desktop.map.flow_columns import lines_of
from desktop.map.material import Material
from desktop.map.projection import unwrapped
from desktop.map.scene import Changes, Flows, Kind, Names, Sites, State
from desktop.map.site_columns import Asked

Pair = tuple[Material, Material]


def changes_between(pair: Pair, asked: Asked, sites: Sites) -> Changes | None:
    """Changed assignments from the first to the second scenario; None where one of them has no result.

    Args:
        pair: Tables of both.
        asked: Period and product to which flows are narrowed.
        sites: Sites of the map.
    """
    first, second = pair
    if not first.results or not second.results:
        return None
    narrowed = [{**material.results, "result_flows": asked.of(material.results["result_flows"])} for material in pair]
    table = changed_assignments(*narrowed)
    names = pd.Index(list(sites.names))
    customers = np.flatnonzero((sites.kind == Kind.CUSTOMER) & ~names.duplicated())
    places = table["customer"].map(pd.Series(customers, index=names[customers]))
    known = places.notna().to_numpy()
    return Changes(
        first=first.scenario,
        second=second.scenario,
        count=len(table),
        places=places[known].to_numpy(dtype=np.int32),
        before=Names.of(table["before"][known].tolist()),
        after=Names.of(table["after"][known].tolist()),
    )


def changed_flows(pair: Pair, asked: Asked, sites: Sites, changes: Changes) -> Flows:
    """Flows to the customers whose assignment has changed: of colour 0 in the first scenario, 1 in the second."""
    customers = sites.names.chosen(changes.places.tolist())
    frames = []
    for colour, material in enumerate(pair):
        rows = material.results["result_flows"]
        reaching = replace(material, results={"result_flows": rows[rows["destination"].isin(customers)]})
        frames.append(lines_of(reaching, asked, sites, by_product=False).frame.assign(colour=colour))
    frame = pd.concat(frames).sort_values("flow", kind="stable", ignore_index=True)
    return Flows(
        origin=frame["origin"].to_numpy(dtype=np.int32),
        destination=frame["destination"].to_numpy(dtype=np.int32),
        quantity=frame["flow"].to_numpy(dtype=np.float64),
        colour=frame["colour"].to_numpy(dtype=np.int16),
    )


def without_idle(sites: Sites, flows: Flows, changes: Changes) -> tuple[Sites, Flows, Changes]:
    """Sites without suppliers that no flow touches and candidates that were not opened; they only cover the changes."""
    keep = (sites.kind != Kind.SUPPLIER) & (sites.state != State.CANDIDATE)
    keep[flows.origin] = True
    keep[flows.destination] = True
    places = np.cumsum(keep, dtype=np.int32) - 1
    kept = {field.name: getattr(sites, field.name)[keep] for field in fields(Sites)[1:]}
    return (
        Sites(Names.of(sites.names.chosen(np.flatnonzero(keep).tolist())), **kept),
        replace(flows, origin=places[flows.origin], destination=places[flows.destination]),
        replace(changes, places=places[changes.places]),
    )


def sites_of_both(first: Sites, second: Sites) -> Sites:
    """Sites as they stand in the second scenario, then those that only the first has; its facilities are closed."""
    names = list(second.names)
    known = frozenset(names)
    alone = np.array([place for place, name in enumerate(first.names) if name not in known], dtype=np.int64)
    if not len(alone):
        return second
    columns = {
        field.name: np.concatenate([getattr(second, field.name), getattr(first, field.name)[alone]])
        for field in fields(Sites)[1:]
    }
    columns["state"][len(second) :][first.kind[alone] >= Kind.CROSS_DOCK] = State.CLOSED
    columns["x"] = unwrapped(columns["x"])
    return Sites(Names.of([*names, *first.names.chosen(alone.tolist())]), **columns)
