"""What it costs to turn a knob: little for few rules and for odd values, much for what is many and ordinary.

All quantities are measured against all demand of a period, so that a unit weighs the same wherever it gives way. Among
n cells of a column each is guilty with the likelihood of one in n; a cell far away from the others of its column is
probably mistyped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.explain.knobs import DECISIONS, Family, Kind, Knob, Knobs
from engine.network import Network

Floats = NDArray[np.float64]
_DECISION_SHARE = 0.05
_TYPICAL_TIMES = 20.0
_MOST_ODD = 10.0
_FACTORS = {
    ("demand", "quantity"): 3.0,
    ("demand", "min_served_share"): 2.0,
    ("bills", "quantity"): 3.0,
    ("inventory", "initial"): 2.0,
    ("lanes", "status"): 2.0,
    ("suppliers", "status"): 2.0,
}


def priced(families: Sequence[Family], network: Network, expanded: Expanded) -> Knobs:
    """All knobs with their prices.

    Args:
        families: Families of knobs.
        network: The tables in which their cells stand.
        expanded: The model, for its demand.
    """
    whole = _usual_demand(expanded)
    knobs: list[Knob] = []
    index, of, place, price = [], [], [], []
    for family in families:
        if not len(family.index):
            continue
        rows, which = np.unique(family.row, return_inverse=True)
        odd = _oddness(network, family, rows)
        unit: float | Floats = _DECISION_SHARE if family.kind in DECISIONS else 1.0 / whole
        if family.kind is Kind.BILL:  # a unit made counts, not the components in it
            unit = unit / np.maximum(network["bills"]["quantity"].to_numpy(dtype=float)[rows], 1e-9)
        likely = np.sqrt(len(rows)) * _FACTORS.get((family.table, family.column), 1.0)
        each = unit * likely / (1.0 + odd)
        index.append(family.index)
        of.append(len(knobs) + which)
        place.append(family.place)
        price.append(each[which])
        knobs += [Knob(family.table, family.column, int(row), family.kind) for row in rows]
    return Knobs(tuple(knobs), np.concatenate(index), np.concatenate(of), np.concatenate(place), np.concatenate(price))


def _usual_demand(expanded: Expanded) -> float:
    """Demand of a period, entries that are far too large counted as large ones."""
    quantity = expanded.demand.quantity
    wanted = quantity[quantity > 0]
    if not len(wanted):
        return 1.0
    return float(np.minimum(wanted, _TYPICAL_TIMES * np.median(wanted)).sum() / len(expanded.periods))


def _oddness(network: Network, family: Family, rows: NDArray[np.int64]) -> Floats:
    """How far each cell is from the median of its column, in powers of e; on the side on which it hurts."""
    if family.kind not in (Kind.RAISE, Kind.LOWER, Kind.BILL):
        return np.zeros(len(rows))
    values = network[family.table][family.column].to_numpy(dtype=float)
    peers = values[values > 0]
    if len(peers) < 3:
        return np.zeros(len(rows))
    with np.errstate(divide="ignore"):
        away = np.log(values[rows]) - np.log(np.median(peers))
    away = -away if family.kind is Kind.RAISE else away
    odd: Floats = np.clip(np.nan_to_num(away, nan=0.0, posinf=_MOST_ODD, neginf=0.0), 0.0, _MOST_ODD)
    return odd
