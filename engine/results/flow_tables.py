"""Result tables about lanes: flows, and lanes with limits or fixed costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.formulation import Formulation
from engine.network import Network
from engine.results.charges import Charges
from engine.results.solution import Solution
from engine.schema import input_table

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def row_labels(network: Network, table: str, rows: NDArray[np.integer]) -> NDArray[np.object_]:
    """Keys of rows as one text each, e.g. ``Chicago DC | Milwaukee | Water``; trailing blanks are left off.

    Args:
        network: The tables.
        table: Table of the rows.
        rows: n row positions.
    """
    keys = network[table][list(input_table(table).key)].iloc[rows]
    if keys.empty:
        return np.empty(0, dtype=object)
    texts = keys.astype("str").agg(" | ".join, axis=1)
    return texts.str.replace(r"( \| )+$", "", regex=True).to_numpy(dtype=object)


def flow_table(
    formulation: Formulation,
    solution: Solution,
    charges: Charges,
    distance: tuple[Floats, NDArray[np.bool_]],
    hours: tuple[Floats, NDArray[np.bool_]],
) -> pd.DataFrame:
    """``result_flows``.

    Args:
        formulation: The program's meaning.
        solution: Its values.
        charges: Its lane entries with flow.
        distance: Distance of each of them, and whether it is given.
        hours: Hours of each of them, and whether they are given.
    """
    lanes, network = charges.lanes, formulation.expanded.network
    return pd.DataFrame(
        {
            **_places(formulation.expanded, lanes, product=True),
            "flow": solution.flow[charges.entry],
            "transport_cost": charges.transport,
            "duty_cost": charges.duty,
            "co2": charges.lane_co2,
            "distance": distance[0],
            "distance_rule": _rule(*distance, "great circle × circuity"),
            "hours": hours[0],
            "hours_rule": _rule(*hours, "distance / speed"),
            "lane_row": _labels_once(network, lanes.row),
        }
    )


def lane_table(formulation: Formulation, charges: Charges) -> pd.DataFrame:
    """``result_lanes``."""
    expanded, totals = formulation.expanded, charges.totals
    lanes = formulation.base.lanes.take(totals.first)
    frame = expanded.network["lanes"]
    most = frame["max_flow"].to_numpy(dtype=float)[lanes.row]
    with np.errstate(divide="ignore", invalid="ignore"):
        utilisation = np.where(most > 0, charges.total_flow / most, np.nan)
    return pd.DataFrame(
        {
            **_places(expanded, lanes, product=False),
            "lane_row": _labels_once(expanded.network, lanes.row),
            "flow": charges.total_flow,
            "used": (charges.total_flow > 0).astype(float),
            "fixed_cost": charges.total_fixed,
            "step_cost": charges.total_steps,
            "min_flow": frame["min_flow"].to_numpy(dtype=float)[lanes.row],
            "max_flow": most,
            "utilisation": utilisation,
        }
    )


def _places(expanded: Expanded, lanes: Lanes, *, product: bool) -> dict[str, NDArray[np.object_]]:
    sites = expanded.sites.names.names
    places = {"origin": sites[lanes.origin], "destination": sites[lanes.destination]}
    if product:
        places["product"] = expanded.products.names.names[lanes.product]
    places["mode"] = np.append(expanded.modes.names, "")[lanes.mode]
    places["period"] = expanded.periods.names.names[lanes.period]
    return places


def _labels_once(network: Network, rows: Ints) -> NDArray[np.object_]:
    """Labels of rows that recur, each made once."""
    distinct, place = np.unique(rows, return_inverse=True)
    return row_labels(network, "lanes", distinct)[place]


def _rule(values: Floats, given: NDArray[np.bool_], derived: str) -> NDArray[np.object_]:
    rule = np.where(given, "given", f"derived: {derived}").astype(object)
    rule[np.isnan(values)] = ""
    return rule
