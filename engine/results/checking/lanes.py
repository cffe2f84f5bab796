"""Lanes as a whole: limits per pair, mode and period in total over the row's products; single sourcing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.results.checking.codes import Floats, Ints, joined, numbers
from engine.results.checking.finding import Label, Ledger
from engine.results.checking.flows import Flows
from engine.results.checking.ground import Ground


@dataclass(frozen=True)
class Totals:
    """Flows summed over the products of a row, by pair, mode and period; g of them.

    Attributes:
        row: Row of lanes.
        mode: Mode.
        period: Period.
        flow: Total flow.
        label: Words for each.
    """

    row: Ints
    mode: Ints
    period: Ints
    flow: Floats
    label: Label


def lane_totals(ground: Ground, flows: Flows) -> Totals:
    """Sums flows by row, pair, mode and period."""
    sites, rows = len(ground.sites), len(ground.network["lanes"])
    sizes = (rows, sites, sites, len(ground.modes), len(ground.periods))
    key = joined(sizes, flows.row, flows.origin, flows.destination, flows.mode, flows.period)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    flow = np.bincount(place, weights=flows.quantity, minlength=len(first)).astype(float)

    def label(i: int) -> str:
        at = int(first[i])
        ends = (ground.sites.names[flows.origin[at]], ground.sites.names[flows.destination[at]])
        texts = (*ends, ground.modes.names[flows.mode[at]], ground.periods.names[flows.period[at]])
        return " | ".join(str(text) for text in texts if text)

    return Totals(flows.row[first], flows.mode[first], flows.period[first], flow, label)


def check_lanes(ground: Ground, totals: Totals, ledger: Ledger) -> None:
    """min_flow ≤ flow ≤ max_flow of a lane that is used."""
    frame = ground.network["lanes"]
    ledger.at_most("lane-maximum", "lanes", totals.label, totals.flow, numbers(frame, "max_flow", totals.row))
    least = np.where(totals.flow > 0, numbers(frame, "min_flow", totals.row), np.nan)
    ledger.at_least("lane-minimum", "lanes", totals.label, totals.flow, least)


def check_single_source(ground: Ground, flows: Flows, ledger: Ledger) -> None:
    """One site serves a customer in a period, with everything (customer) or with each product (product)."""
    frame = ground.network["customers"]
    rule = dict(zip(frame["customer"].tolist(), frame["single_source"].tolist(), strict=True))
    rules = np.array([rule[name] or "no" for name in ground.customers.names], dtype=object)
    customer = flows.destination - ground.first_customer
    chosen = np.flatnonzero(customer >= 0)
    chosen = chosen[rules[customer[chosen]] != "no"] if len(rules) else chosen
    product = np.where(rules[customer[chosen]] == "product", flows.product[chosen], -1)
    served = pd.DataFrame(
        {
            "customer": customer[chosen],
            "product": product,
            "period": flows.period[chosen],
            "origin": flows.origin[chosen],
            "flow": flows.quantity[chosen],
        }
    )
    by_site = served.groupby(["customer", "product", "period", "origin"])["flow"].sum()
    sums = by_site.groupby(["customer", "product", "period"]).agg(["sum", "max"]).reset_index()

    def label(i: int) -> str:
        record = sums.iloc[i]
        names = [ground.customers.names[int(record["customer"])], ground.periods.names[int(record["period"])]]
        if record["product"] >= 0:
            names.insert(1, ground.products.names[int(record["product"])])
        return " | ".join(map(str, names))

    whole, largest = sums["sum"].to_numpy(dtype=float), sums["max"].to_numpy(dtype=float)
    ledger.equal("single-source", "customers", label, largest, whole)
