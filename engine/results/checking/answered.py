"""What a solution decided about facilities and capacity options, read back as F × T arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.results.checking.codes import Floats, Ints, found, numbers, words_of
from engine.results.checking.finding import Label, Ledger
from engine.results.checking.ground import Ground


@dataclass(frozen=True)
class Decisions:
    """What is decided; F × T each.

    Attributes:
        open: 1 where a facility is open.
        opening: 1 where it opens.
        closing: 1 where it closes.
        throughput: As stated.
        line: Line of ``result_facilities``, -1 where it is missing.
        units: Units of the options taken, for each row of capacity_options; T values.
    """

    open: Floats
    opening: Floats
    closing: Floats
    throughput: Floats
    line: Ints
    units: Mapping[int, Floats]


def read_decisions(ground: Ground, table: pd.DataFrame, ledger: Ledger) -> Decisions:
    """Reads ``result_facilities``; a facility or period that is missing there counts as closed and is found."""
    facility, period = ground.facilities.places(table["facility"]), ground.periods.places(table["period"])
    shape = (len(ground.facilities), len(ground.periods))
    line = found(np.arange(shape[0] * shape[1]), np.where(facility < 0, -1, facility * shape[1] + period))
    grid = line.reshape(shape)
    ledger.never("facility-missing", "result_facilities", place_label(ground), line < 0)

    def cells(column: str) -> Floats:
        values = np.append(numbers(table, column), 0.0)
        return values[grid]

    return Decisions(
        open=cells("open"),
        opening=cells("opening"),
        closing=cells("closing"),
        throughput=cells("throughput"),
        line=grid,
        units=_units(ground, table, facility, period),
    )


def place_label(ground: Ground) -> Label:
    """Words for a facility and period by their place in an F × T array."""
    periods = len(ground.periods)
    return lambda i: f"{ground.facilities.names[i // periods]} | {ground.periods.names[i % periods]}"


def _units(ground: Ground, table: pd.DataFrame, facility: Ints, period: Ints) -> Mapping[int, Floats]:
    frame = ground.network["capacity_options"]
    owner = ground.facilities.places(frame["facility"])
    row_of = {(int(owner[row]), name): row for row, name in enumerate(frame["option"].tolist())}
    units = {row: np.zeros(len(ground.periods)) for row in row_of.values()}
    codes, words = words_of(table["options"])
    names = "|".join(re.escape(name) for name in sorted(frame["option"].unique(), key=len, reverse=True))
    pattern = re.compile(rf"({names}) × (\d+)(?:, |$)")
    taken = [list(pattern.findall(word)) for word in words]
    for line in np.flatnonzero(np.array([bool(word) for word in words], dtype=bool)[codes]) if words else []:
        for name, count in taken[codes[line]]:
            row = row_of.get((int(facility[line]), name))
            if row is not None:
                units[row][period[line]] += float(count)
    return units
