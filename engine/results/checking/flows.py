"""Flows of a solution, read back: places, quantities, and the row of lanes that each follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.geo import great_circle
from engine.results.checking.codes import Floats, Ints, joined, numbers
from engine.results.checking.finding import Label, Ledger
from engine.results.checking.ground import Ground
from engine.results.checking.lane_rows import COLUMNS, most_specific

TABLE = "result_flows"


@dataclass(frozen=True)
class Flows:
    """n flows over lanes that exist; places are positions.

    Attributes:
        origin: Site.
        destination: Site.
        product: Product.
        mode: Mode; the last one is none.
        period: Period.
        quantity: Quantity moved.
        row: Row of lanes.
        distance: Distance, NaN where it is not known.
        hours: Time on the way, NaN where it is not known.
        line: Line of ``result_flows``.
        label: Words for each.
    """

    origin: Ints
    destination: Ints
    product: Ints
    mode: Ints
    period: Ints
    quantity: Floats
    row: Ints
    distance: Floats
    hours: Floats
    line: Ints
    label: Label


def read_flows(ground: Ground, table: pd.DataFrame, ledger: Ledger) -> Flows:
    """Flows with the rows that they follow; those over no lane at all are found fault with and left out.

    Args:
        ground: What is in the model.
        table: ``result_flows``.
        ledger: Takes the findings.
    """
    registers = (ground.sites, ground.sites, ground.products, ground.modes, ground.periods)
    places = pd.DataFrame(
        {column: names.places(table[column]) for column, names in zip(COLUMNS, registers, strict=True)}
    )
    quantity = numbers(table, "flow")
    label = _labels(table)
    known = (places >= 0).to_numpy().all(axis=1)
    known &= (places["origin"] < ground.first_customer).to_numpy()
    known &= (places["destination"] >= ground.first_facility).to_numpy()
    known &= (places["origin"] != places["destination"]).to_numpy()
    ledger.never("flow-place", TABLE, label, ~known)
    ledger.at_least("flow-negative", TABLE, label, quantity, np.zeros(len(quantity)))
    sizes = tuple(len(names) for names in registers)
    repeated = pd.Series(joined(sizes, *(places[name].to_numpy() for name in COLUMNS))).duplicated().to_numpy()
    ledger.never("flow-twice", TABLE, label, known & repeated)
    row = np.where(known, most_specific(ground, places), -1)
    ledger.never("lane-missing", TABLE, label, known & (row < 0))
    covered = np.flatnonzero(row >= 0)
    lanes = ground.network["lanes"]
    excluded = (lanes["status"] == "exclude").to_numpy()[row[covered]]
    ledger.never("lane-excluded", TABLE, lambda i: label(int(covered[i])), excluded)
    _check_named_row(ground, table, row, covered, label, ledger)
    chosen = {name: places[name].to_numpy()[covered] for name in COLUMNS}
    distance = _distance(ground, row[covered], chosen)
    return Flows(
        **chosen,
        quantity=np.nan_to_num(quantity[covered]),
        row=row[covered],
        distance=distance,
        hours=_hours(ground, row[covered], chosen["mode"], distance),
        line=covered,
        label=lambda i: label(int(covered[i])),
    )


def _labels(table: pd.DataFrame) -> Label:
    return lambda i: " | ".join(str(table[column].iat[i]) for column in COLUMNS if str(table[column].iat[i]))


def _check_named_row(
    ground: Ground, table: pd.DataFrame, row: Ints, covered: Ints, label: Label, ledger: Ledger
) -> None:
    """The row that a flow says it follows is the one in force."""
    distinct, place = np.unique(row[covered], return_inverse=True)
    lanes = ground.network["lanes"].iloc[distinct]
    cells = [pa.array(lanes[column], type=pa.large_string()) for column in COLUMNS]
    separator = pa.scalar(" | ", type=pa.large_string())
    keys = pc.replace_substring_regex(pc.binary_join_element_wise(*cells, separator), r"( \| )+$", "")
    said = pa.array(table["lane_row"], type=pa.large_string(), from_pandas=True).take(pa.array(covered))
    wrong = pc.fill_null(pc.not_equal(keys.take(pa.array(place)), said), True).to_numpy(zero_copy_only=False)
    ledger.never("lane-row", TABLE, lambda i: f"{label(int(covered[i]))} along {said[i].as_py()}", wrong)


def _distance(ground: Ground, row: Ints, places: dict[str, Ints]) -> Floats:
    given = numbers(ground.network["lanes"], "distance", row)
    if not np.isnan(given).any():
        return given
    latitude, longitude = ground.coordinates()
    ends = (places["origin"], places["destination"])
    circle = great_circle(
        latitude[ends[0]],
        longitude[ends[0]],
        latitude[ends[1]],
        longitude[ends[1]],
        ground.network.setting("distance_unit"),
    )
    return np.where(np.isnan(given), circle * ground.network.setting_number("circuity"), given)


def _hours(ground: Ground, row: Ints, mode: Ints, distance: Floats) -> Floats:
    given = numbers(ground.network["lanes"], "hours", row)
    speed = ground.of_mode("speed", ground.network.setting_number("average_speed"))
    return np.where(np.isnan(given), distance / speed[mode], given)
