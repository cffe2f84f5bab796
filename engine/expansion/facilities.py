"""Facilities in each period: their own values overlaid by those of facility_periods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion.names import Codes
from engine.expansion.periods import Periods
from engine.expansion.sites import Sites
from engine.network import Network
from engine.network.frames import split_costs

Floats = NDArray[np.float64]


class Status(IntEnum):
    """What may be decided about a facility in a period."""

    CONSIDER = 0
    OPEN = 1
    CLOSED = 2


@dataclass(frozen=True)
class Facilities:
    """The F facilities of the model over T periods; facility f is site ``suppliers + f``.

    Attributes:
        row: Row of each in facilities.
        existing: Whether each is open today.
        status: F × T, Status.
        fixed_cost: F × T, 0 where blank; likewise opening_cost, closing_cost, fixed_co2.
        opening_cost: F × T.
        closing_cost: F × T.
        fixed_co2: F × T.
        min_throughput: F × T, 0 where blank.
        max_throughput: F × T, infinite where blank.
        handling_cost: F × T, 0 where blank or a step cost is named.
        handling_steps: F × T names of step costs, empty where none; None where no cell names one.
        period_row: F × T, row of facility_periods that overrides, -1 for none.
    """

    row: Codes
    existing: NDArray[np.bool_]
    status: NDArray[np.int8]
    fixed_cost: Floats
    opening_cost: Floats
    closing_cost: Floats
    fixed_co2: Floats
    min_throughput: Floats
    max_throughput: Floats
    handling_cost: Floats
    handling_steps: NDArray[np.object_] | None
    period_row: Codes

    def __len__(self) -> int:
        return len(self.row)


def read_facilities(network: Network, sites: Sites, periods: Periods) -> Facilities:
    """The facilities in the model; rows of facility_periods that name something unknown are left out."""
    rows = sites.row[sites.suppliers : sites.first_customer]
    overlay = _Overlay(network, sites, periods, rows)
    handling, steps = overlay.costs("handling_cost")
    return Facilities(
        row=rows,
        existing=(network["facilities"]["state"].to_numpy(dtype=object)[rows] == "existing"),
        status=overlay.statuses(),
        fixed_cost=overlay.numbers("fixed_cost", 0.0),
        opening_cost=overlay.numbers("opening_cost", 0.0),
        closing_cost=overlay.numbers("closing_cost", 0.0),
        fixed_co2=overlay.numbers("fixed_co2", 0.0),
        min_throughput=overlay.numbers("min_throughput", 0.0),
        max_throughput=overlay.numbers("max_throughput", np.inf),
        handling_cost=handling,
        handling_steps=steps,
        period_row=overlay.period_row,
    )


class _Overlay:
    """Cells of facilities for each period, with those of facility_periods laid over them."""

    def __init__(self, network: Network, sites: Sites, periods: Periods, rows: Codes) -> None:
        self._own = network["facilities"].iloc[rows]
        self._by_period = network["facility_periods"]
        self._shape = (len(rows), len(periods))
        facility = sites.names.codes(self._by_period["facility"]) - sites.suppliers
        period = periods.names.codes(self._by_period["period"])
        known = (facility >= 0) & (facility < len(rows)) & (period >= 0)
        self.period_row: Codes = np.full(self._shape, -1, dtype=np.int32)
        self.period_row[facility[known], period[known]] = np.flatnonzero(known)

    def numbers(self, column: str, blank: float) -> Floats:
        """F × T numbers of a column."""
        own = self._own[column].to_numpy(dtype=float)
        return self._numbers(own, self._by_period[column].to_numpy(dtype=float), blank)

    def costs(self, column: str) -> tuple[Floats, NDArray[np.object_] | None]:
        """F × T numbers of a cost column, and the names of step costs that stand in their place."""
        own, own_names = split_costs(self._own[column])
        later, later_names = split_costs(self._by_period[column])
        values = self._numbers(own, later, 0.0)
        if own_names is None and later_names is None:
            return values, None
        names = np.full(self._shape, "", dtype=object)
        names[:] = _names(own_names, len(own))[:, None]
        given = self._given(pd.isna(later) & (_names(later_names, len(later)) == ""))
        names[given] = _names(later_names, len(later))[self.period_row[given]]
        return np.where(names != "", 0.0, values), names

    def statuses(self) -> NDArray[np.int8]:
        """F × T statuses."""
        code = {"consider": Status.CONSIDER, "open": Status.OPEN, "closed": Status.CLOSED, "exclude": Status.CLOSED}
        statuses = np.zeros(self._shape, dtype=np.int8)
        own = self._own["status"].map(lambda word: code.get(word, Status.CONSIDER))
        statuses[:] = own.to_numpy(dtype=np.int8)[:, None]
        later = self._by_period["status"]
        given = self._given((later == "").to_numpy())
        words = later.map(lambda word: code.get(word, Status.CONSIDER)).to_numpy(dtype=np.int8)
        statuses[given] = words[self.period_row[given]]
        return statuses

    def _numbers(self, own: Floats, later: Floats, blank: float) -> Floats:
        values = np.repeat(np.where(np.isnan(own), blank, own)[:, None], self._shape[1], axis=1)
        given = self._given(np.isnan(later))
        values[given] = later[self.period_row[given]]
        return values

    def _given(self, blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
        given = self.period_row >= 0
        given[given] = ~blank[self.period_row[given]]
        return given


def _names(names: NDArray[np.object_] | None, count: int) -> NDArray[np.object_]:
    return np.full(count, "", dtype=object) if names is None else names
