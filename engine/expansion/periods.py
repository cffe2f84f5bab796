"""Periods of the horizon in time order, and rows that hold for every period."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion.names import Codes, Names
from engine.network import Network

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Periods:
    """The periods in time order.

    Attributes:
        names: T names.
        years: Length of each, in years.
        start: Years before each begins, counted from the start of the horizon.
    """

    names: Names
    years: NDArray[np.float64]
    start: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)

    def discount(self, rate: float) -> NDArray[np.float64]:
        """Factors by which money of each period counts: (1 + rate) ^ -start.

        Args:
            rate: Share per year.
        """
        factors: NDArray[np.float64] = (1.0 + rate) ** -self.start
        return factors


def read_periods(network: Network) -> Periods:
    """The periods by start date where each has one, else by name with numbers in their order; one of a year if none."""
    rows = network["periods"]
    if rows.empty:
        return Periods(Names(["1"]), np.ones(1), np.zeros(1))
    dated = bool((rows["start_date"] != "").all())
    order = sorted(range(len(rows)), key=lambda i: _place(rows, i, dated=dated))
    years = rows["years"].to_numpy(dtype=float)[order]
    start = np.concatenate([[0.0], np.cumsum(years)[:-1]])
    return Periods(Names(rows["period"].iloc[order]), years, start)


def _place(rows: pd.DataFrame, position: int, *, dated: bool) -> tuple[object, ...]:
    if dated:
        return (str(rows["start_date"].iloc[position]),)
    parts = _DIGITS.split(str(rows["period"].iloc[position]))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def spread(identity: NDArray[np.int64], period: Codes, count: int) -> tuple[Codes, Codes]:
    """Rows for each period: a row without period stands for every one, a row that names it wins.

    Args:
        identity: What the n rows are about, apart from the period; equal numbers mean the same thing.
        period: Period of each row; -1 for a blank.
        count: Number of periods T.

    Returns:
        Row positions and periods of the rows in force, ordered by row, then period.
    """
    blank = period < 0
    repeats = np.where(blank, count, 1)
    rows = np.repeat(np.arange(len(period), dtype=np.int32), repeats)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    periods = np.where(blank[rows], within, period[rows]).astype(np.int32)
    if not blank.any() or blank.all():
        return rows, periods
    order = np.lexsort((blank[rows], identity[rows] * count + periods))
    keys = (identity[rows] * count + periods)[order]
    first = np.concatenate([[True], keys[1:] != keys[:-1]])
    kept = np.sort(order[first])
    return rows[kept], periods[kept]
