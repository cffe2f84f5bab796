"""Limits on flows and on service, evaluated on the flows of a solution."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.results.checking.codes import Ints
from engine.results.checking.finding import Ledger
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground

Mask = NDArray[np.bool_]


def check_flow_limits(ground: Ground, flows: Flows, ledger: Ledger) -> None:
    """min_flow ≤ Σ flow ≤ max_flow, and the same as shares of all flow into the destinations."""
    frame = ground.network["flow_limits"]
    for row in range(len(frame)):
        record = frame.iloc[row]
        picks = list(_picks(ground, flows, record))
        flow = np.array([flows.quantity[picked].sum() for picked, _ in picks])
        whole = np.array([flows.quantity[inside].sum() for _, inside in picks])

        def label(place: int, name: str = str(record["name"])) -> str:
            return f"{name} | {place + 1}"

        one = np.ones(len(picks))
        ledger.at_least("flow-minimum", "flow_limits", label, flow, one * record["min_flow"])
        ledger.at_most("flow-maximum", "flow_limits", label, flow, one * record["max_flow"])
        ledger.at_least("share-minimum", "flow_limits", label, flow, record["min_share"] * whole)
        ledger.at_most("share-maximum", "flow_limits", label, flow, record["max_share"] * whole)


def _picks(ground: Ground, flows: Flows, record: pd.Series) -> Iterator[tuple[Mask, Mask]]:
    """For each combination: the flows picked, and all flows into the same destinations of its products and periods."""
    each = record["per"] == "each"
    registers = {
        "destination": ground.sites,
        "product": ground.products,
        "period": ground.periods,
        "origin": ground.sites,
        "mode": ground.modes,
    }
    options: list[list[Mask]] = []
    for column, names in registers.items():
        inside = ground.members(str(record[column]), names)
        if inside is None and column == "period":
            inside, apart = np.arange(len(ground.periods)), True
        else:
            apart = each
        options.append(_masks(getattr(flows, column), inside, len(names), apart=apart))
    for destination, product, period, origin, mode in combinations(*options):
        whole = destination & product & period
        yield whole & origin & mode, whole


def _masks(places: Ints, inside: Ints | None, size: int, *, apart: bool) -> list[Mask]:
    """Which flows are inside: one mask for all members, or one for each."""
    if inside is None:
        return [np.ones(len(places), dtype=bool)]
    if apart:
        return [places == member for member in inside.tolist()]
    table = np.zeros(size, dtype=bool)
    table[inside] = True
    return [table[places]]


def check_service(ground: Ground, flows: Flows, ledger: Ledger) -> None:
    """Σ flow within distance and hours ≥ min_share × Σ flow to the customers."""
    frame = ground.network["service_limits"]
    for row in range(len(frame)):
        record = frame.iloc[row]
        within = np.ones(len(flows.quantity), dtype=bool)
        for column, actual in (("max_distance", flows.distance), ("max_hours", flows.hours)):
            if not np.isnan(record[column]):
                within &= actual <= record[column]
        chosen = _served(ground, flows, record)
        named = ground.members(str(record["period"]), ground.periods)
        every = np.arange(len(ground.periods)) if named is None else named
        times = [chosen & mask for mask in _masks(flows.period, every, len(ground.periods), apart=named is None)]
        whole = np.array([flows.quantity[mask].sum() for mask in times])
        near = np.array([flows.quantity[mask & within].sum() for mask in times])
        share = 1.0 if np.isnan(record["min_share"]) else float(record["min_share"])

        def label(place: int, name: str = str(record["name"])) -> str:
            return f"{name} | {place + 1}"

        ledger.at_least("service", "service_limits", label, near, share * whole)


def _served(ground: Ground, flows: Flows, record: pd.Series) -> Mask:
    """Flows to the customers and of the products of a service limit."""
    customers = ground.members(str(record["customer"]), ground.sites)
    products = ground.members(str(record["product"]), ground.products)
    chosen: Mask = flows.destination >= ground.first_customer
    chosen = chosen & _masks(flows.destination, customers, len(ground.sites), apart=False)[0]
    return chosen & _masks(flows.product, products, len(ground.products), apart=False)[0]
