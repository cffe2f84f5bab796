"""Capacity options: whole units of extra throughput, each kept for a while once taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Build
from engine.program import Origin, ProgramBuilder

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def add_options(build: Build, throughput_rows: Ints) -> None:
    """Adds the units of each option in each period.

    option ≤ max_units × open; option(t) - option(t - 1) = taken(t) - released(t); option(t) ≥ Σ taken in the last
    min_periods. Options of facilities without a maximum add nothing and are left out.

    Args:
        build: The program under construction.
        throughput_rows: F × T, row of each upper limit of throughput, -1 for none.
    """
    frame = build.expanded.network["capacity_options"]
    facility = build.expanded.sites.names.codes(frame["facility"]) - build.expanded.sites.suppliers
    inside = (facility >= 0) & (facility < len(throughput_rows))
    rows = np.flatnonzero(inside & (throughput_rows[np.where(inside, facility, 0)] >= 0).any(axis=1))
    if not len(rows):
        return
    facility = facility[rows].astype(np.int32)
    periods = build.open.shape[1]
    numbers = {name: frame[name].to_numpy(dtype=float)[rows] for name in ("extra_throughput", "max_units")}
    earliest = build.expanded.periods.names.codes(frame["earliest_period"])[rows].clip(min=0)
    most = np.where(np.isnan(numbers["max_units"]), 1.0, numbers["max_units"])
    allowed = np.arange(periods)[None, :] >= earliest[:, None]
    option = np.repeat(np.arange(len(rows), dtype=np.int32), periods)
    period = np.tile(np.arange(periods, dtype=np.int32), len(rows))
    places = {"row": rows[option].astype(np.int32), "facility": facility[option], "period": period}
    units = build.program.columns(
        "option",
        len(option),
        upper=np.where(allowed, most[:, None], 0.0).ravel(),
        integer=True,
        quantity=False,
        places=places,
        origin=Origin("capacity_options", rows[option].astype(np.int32), upper="max_units"),
    )
    program = build.program
    limit = throughput_rows[facility[option], period]
    program.entries(limit[limit >= 0], units[limit >= 0], -numbers["extra_throughput"][option[limit >= 0]])
    only_open = program.rows("option_if_open", len(option), upper=0.0, quantity=False, places=places)
    program.entries(only_open, units, 1.0)
    program.entries(only_open, build.open[facility[option], period], -most[option])
    fixed = np.nan_to_num(frame["fixed_cost"].to_numpy(dtype=float)[rows])
    program.charge(units, build.weights.money[period] * fixed[option])
    _add_stay(build, rows, units.reshape(len(rows), periods), most[option], places)


def _add_stay(build: Build, rows: NDArray[np.int64], units: Ints, most: Floats, places: dict[str, Ints]) -> None:
    """Adds taken and released units, and keeps what is taken for min_periods."""
    frame, program = build.expanded.network["capacity_options"], build.program
    taking = np.nan_to_num(frame["opening_cost"].to_numpy(dtype=float)[rows])
    stay = np.nan_to_num(frame["min_periods"].to_numpy(dtype=float)[rows], nan=1.0).astype(int)
    count, periods = units.shape
    taken = program.columns("option_taken", units.size, quantity=False, places=places)
    released = program.columns("option_released", units.size, quantity=False, places=places)
    option = np.repeat(np.arange(count), periods)
    program.charge(taken, build.weights.money[places["period"]] * taking[option])
    change = program.rows("option_change", units.size, lower=0.0, upper=0.0, quantity=False, places=places)
    program.entries(change, units.ravel(), 1.0)
    program.entries(change.reshape(count, periods)[:, 1:].ravel(), units[:, :-1].ravel(), -1.0)
    program.entries(change, taken, -1.0)
    program.entries(change, released, 1.0)
    _add_true_changes(program, taken, released, most, places)
    keep = program.rows("option_stay", units.size, lower=0.0, quantity=False, places=places).reshape(count, periods)
    program.entries(keep.ravel(), units.ravel(), 1.0)
    columns = taken.reshape(count, periods)
    for back in range(int(stay.max())):
        counts = stay > back
        program.entries(keep[counts, back:].ravel(), columns[counts, : periods - back].ravel(), -1.0)


def _add_true_changes(
    program: ProgramBuilder, taken: Ints, released: Ints, most: Floats, places: dict[str, Ints]
) -> None:
    """Either units are taken or released where both at once, which change nothing, would earn money."""
    earning = np.flatnonzero(program.charged(taken) < 0)
    if not len(earning):
        return
    chosen = {name: codes[earning] for name, codes in places.items()}
    rising = program.columns("option_rising", len(earning), upper=1.0, integer=True, quantity=False, places=chosen)
    for name, changes, sign in (("option_true_taken", taken, -1.0), ("option_true_released", released, 1.0)):
        limit = 0.0 if sign < 0 else most[earning]
        rows = program.rows(name, len(earning), upper=limit, quantity=False, places=chosen)
        program.entries(rows, changes[earning], 1.0)
        program.entries(rows, rising, sign * most[earning])
