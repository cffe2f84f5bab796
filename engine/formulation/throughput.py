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
    limited, least = np.isfinite(facilities.max_throughput), facilities.min_throughput
    unlimited = ~limited & build.switched
    steps = facilities.handling_steps if build.weights.money.any() else None
    most = facilities.max_throughput if steps is None and not unlimited.any() else most_throughput(build)
    upper = _limit(build, "throughput_maximum", limited, facilities.max_throughput, maximum=True)
    _limit(build, "throughput_if_open", unlimited, most, maximum=True)
    _limit(build, "throughput_minimum", least > 0, least, maximum=False)
    if steps is not None:
        _add_handling_steps(build, steps, most)
    return upper


def most_throughput(build: Build) -> Floats:
    """The largest throughput that each facility can need in each period: F × T."""
    base, over_lanes = build.base, np.zeros(build.open.shape)
    leaving = np.bincount(base.ends.leaving, weights=base.most, minlength=len(base.ends))
    inside = np.flatnonzero(base.facility_at >= 0)
    np.add.at(over_lanes, (base.facility_at[inside], base.ends.period[inside]), leaving[inside])
    most: Floats = np.minimum(over_lanes, base.needed.sum(axis=0))
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
    row, flow = _leaving(build, row_of)
    program.entries(row, flow, 1.0)
    program.entries(rows, build.open[facility, period], -limit[facility, period])
    return row_of


def _leaving(build: Build, number_of: Ints) -> tuple[Ints, Ints]:
    """Numbers of facilities and periods with the flows that leave them.

    Args:
        build: The program under construction.
        number_of: F × T, -1 where there is none.

    Returns:
        For each of k flows the number, and its column.
    """
    if (number_of < 0).all():
        return np.empty(0, dtype=np.int32), build.flow[:0]
    number = build.base.at_facilities(number_of, other=-1)[build.base.ends.leaving]
    given = number >= 0
    return number[given], build.flow[given]


def _origin(build: Build, facility: Ints, column: str, *, maximum: bool) -> Origin:
    """Row of facilities in which the limit stands (facility_periods overrides are looked up by who explains)."""
    row = build.expanded.facilities.row[facility]
    return Origin("facilities", row, upper=column) if maximum else Origin("facilities", row, lower=column)


def _add_handling_steps(build: Build, names: NDArray[np.object_], most: Floats) -> None:
    facility, period = (codes.astype(np.int32) for codes in np.nonzero(names != ""))
    item_of = np.full(build.open.shape, -1, dtype=np.int32)
    item_of[facility, period] = np.arange(len(facility), dtype=np.int32)
    item, flow = _leaving(build, item_of)
    add_steps(
        build,
        "handling_steps",
        Stepped(
            names=names[facility, period],
            most=most[facility, period],
            weight=build.weights.money[period],
            item=item,
            column=flow,
            places={"facility": facility, "period": period},
        ),
    )
