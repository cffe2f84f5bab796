"""Throughput: minimum and maximum while open, capacity options, handling by steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Build
from engine.formulation.step_costs import Stepped, add_steps
from engine.program import Origin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def add_throughput(build: Build) -> Ints:
    """Adds the limits of what leaves each facility.

    throughput ≤ max_throughput × open (+ options, which add themselves), ≥ min_throughput × open; without a maximum, a
    facility that may be closed is limited to what can be needed.

    Returns:
        F × T, row of the upper limit; -1 where there is none.
    """
    facilities = build.expanded.facilities
    most = most_throughput(build)
    limited = np.isfinite(facilities.max_throughput)
    upper = _limit(build, "throughput_maximum", limited, facilities.max_throughput, maximum=True)
    _limit(build, "throughput_if_open", ~limited & build.switched, most, maximum=True)
    _limit(build, "throughput_minimum", facilities.min_throughput > 0, facilities.min_throughput, maximum=False)
    _add_handling_steps(build, most)
    return upper


def most_throughput(build: Build) -> Floats:
    """The largest throughput that each facility can need in each period: F × T."""
    leaving = np.flatnonzero(build.base.facility_of >= 0)
    facilities, periods = build.open.shape
    cell = build.base.facility_of[leaving].astype(np.int64) * periods + build.lanes.period[leaving]
    over_lanes = np.bincount(cell, weights=build.base.most[leaving], minlength=facilities * periods)
    most: Floats = np.minimum(over_lanes.reshape(facilities, periods), build.base.needed.sum(axis=0))
    return most


def _limit(build: Build, name: str, where: NDArray[np.bool_], limit: Floats, *, maximum: bool) -> Ints:
    program = build.program
    facility, period = (codes.astype(np.int32) for codes in np.nonzero(where))
    column = "max_throughput" if maximum else "min_throughput"
    rows = program.rows(
        name,
        len(facility),
        lower=-np.inf if maximum else 0.0,
        upper=0.0 if maximum else np.inf,
        places={"facility": facility, "period": period},
        origin=None if name == "throughput_if_open" else _origin(build, facility, column, maximum=maximum),
    )
    row_of = np.full(build.open.shape, -1, dtype=np.int32)
    row_of[facility, period] = rows
    leaving = np.flatnonzero(build.base.facility_of >= 0)
    row = row_of[build.base.facility_of[leaving], build.lanes.period[leaving]]
    program.entries(row[row >= 0], build.flow[leaving[row >= 0]], 1.0)
    program.entries(rows, build.open[facility, period], -limit[facility, period])
    return row_of


def _origin(build: Build, facility: Ints, column: str, *, maximum: bool) -> Origin:
    """Row of facilities in which the limit stands (facility_periods overrides are looked up by who explains)."""
    row = build.expanded.facilities.row[facility]
    return Origin("facilities", row, upper=column) if maximum else Origin("facilities", row, lower=column)


def _add_handling_steps(build: Build, most: Floats) -> None:
    names = build.expanded.facilities.handling_steps
    if names is None or not build.weights.money.any():
        return
    facility, period = (codes.astype(np.int32) for codes in np.nonzero(names != ""))
    item_of = np.full(build.open.shape, -1, dtype=np.int32)
    item_of[facility, period] = np.arange(len(facility), dtype=np.int32)
    leaving = np.flatnonzero(build.base.facility_of >= 0)
    item = item_of[build.base.facility_of[leaving], build.lanes.period[leaving]]
    add_steps(
        build,
        "handling_steps",
        Stepped(
            names=names[facility, period],
            most=most[facility, period],
            weight=build.weights.money[period],
            item=item[item >= 0],
            column=build.flow[leaving[item >= 0]],
            places={"facility": facility, "period": period},
        ),
    )
