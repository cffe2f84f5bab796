"""A scene from the tables of a project: what is asked for, in the colours that are asked for."""

from __future__ import annotations

from typing import Any

from desktop.map.changes import Pair, changed_flows, changes_between, sites_of_both, without_idle
from desktop.map.facility_colours import by_facility, by_utilisation
from desktop.map.flow_columns import coloured, lines_of
from desktop.map.look import UTILISATION_STEPS
from desktop.map.material import Material
from desktop.map.scene import Colouring, Scene, empty_scene
from desktop.map.service_rings import offered_distances
from desktop.map.shared_look import busiest_products, serving_facilities, widest_flow
from desktop.map.site_columns import Asked, site_columns
from desktop.map.words import tr, whole


def compose(
    material: Material, asked: Asked, colouring: Colouring = Colouring.STAGE, pair: Pair | None = None
) -> Scene:
    """Makes a scene.

    Args:
        material: Tables of a scenario and its run.
        asked: Period and product.
        colouring: What colours shall tell.
        pair: Scenarios between which changed assignments are marked; None for none.
    """
    sites, beside, by_product = site_columns(material, asked), pair or (material,), colouring is Colouring.PRODUCT
    lines = lines_of(material, asked, sites, by_product=by_product)
    flows, keys = coloured(lines, sites, colouring, busiest_products(beside) if by_product else ())
    match colouring:
        case Colouring.FACILITY:
            sites, flows, keys = by_facility(sites, flows, serving_facilities(beside))
        case Colouring.UTILISATION:
            sites, keys = by_utilisation(sites, UTILISATION_STEPS), ("",) * (len(UTILISATION_STEPS) + 1)
        case Colouring.STAGE:
            keys = (tr("Into facilities"), tr("To customers"))
        case Colouring.PRODUCT:
            keys = tuple(tr("Other products") if key == "…" else key for key in keys)
    return Scene(
        sites,
        flows,
        colouring,
        keys,
        changes=None if pair is None else changes_between(pair, asked, sites),
        widest=widest_flow(beside, asked, by_product=by_product) if pair or asked.period else 0.0,
        unit=tr("units"),
        **_measures(material),
        title=" · ".join(part for part in (material.scenario, asked.period, asked.product) if part),
        notes=_notes(int((~sites.placed).sum()), lines.left_out),
    )


def compose_change(pair: Pair, asked: Asked) -> Scene:
    """Makes a scene of two scenarios in one: changed assignments, and the flows to those customers in both.

    Args:
        pair: Tables of both; the second tells how sites stand.
        asked: Period and product.
    """
    first, second = pair
    sites = sites_of_both(site_columns(first, asked), site_columns(second, asked))
    changes = changes_between(pair, asked, sites)
    flows = empty_scene().flows
    if changes is not None:
        sites, flows, changes = without_idle(sites, changed_flows(pair, asked, sites, changes), changes)
    return Scene(
        sites,
        flows,
        Colouring.CHANGE,
        tuple(tr("Served in {scenario}").replace("{scenario}", material.scenario) for material in pair),
        unit=tr("units"),
        **_measures(second),
        title=f"{first.scenario} → {second.scenario}",
        notes=_notes(int((~sites.placed).sum()), 0),
        changes=changes,
    )


def _measures(material: Material) -> dict[str, Any]:
    """How the model measures distances, and those of its service limits."""
    network = material.network
    unit, circuity = network.setting("distance_unit"), float(network.setting("circuity"))
    limits = network["service_limits"]["max_distance"].to_numpy(dtype=float).tolist()
    return {
        "distance_unit": unit,
        "circuity": circuity,
        "service_distances": offered_distances(limits, unit, circuity),
    }


def _notes(unplaced: int, left_out: int) -> tuple[str, ...]:
    notes = []
    if unplaced:
        notes.append(tr("Without position, not on the map: {count}").replace("{count}", whole(unplaced)))
    if left_out:
        notes.append(tr("Too many lanes to draw without a run: {count}").replace("{count}", whole(left_out)))
    return tuple(notes)
