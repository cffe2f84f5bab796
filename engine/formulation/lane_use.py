"""Lanes as a whole: fixed cost if used, minimum if used, maximum, step costs, per pair, mode and period of a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.formulation.build import Build
from engine.formulation.lane_costs import surcharge
from engine.formulation.step_costs import Stepped, add_steps
from engine.network.frames import split_costs
from engine.program import Origin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class LaneTotals:
    """Pairs, modes and periods of rows that limit or charge their total over products; g of them.

    Attributes:
        first: A lane entry of each.
        entry: Lane entries that belong to one; k.
        total: Which one each of them belongs to.
    """

    first: NDArray[np.int64]
    entry: NDArray[np.int64]
    total: NDArray[np.int64]


def lane_totals(expanded: Expanded, lanes: Lanes) -> LaneTotals:
    """Groups the entries of rows with a fixed cost, minimum, maximum or step cost."""
    frame = expanded.network["lanes"]
    special = np.nan_to_num(frame["fixed_cost"].to_numpy(dtype=float)) != 0
    special |= frame["max_flow"].notna().to_numpy() | (np.nan_to_num(frame["min_flow"].to_numpy(dtype=float)) > 0)
    names = split_costs(frame["unit_cost"])[1]
    if names is not None:
        special |= names != ""
    entry = np.flatnonzero(special[lanes.row]) if special.any() else np.empty(0, dtype=np.int64)
    sites, periods = len(expanded.sites), len(expanded.periods)
    key = lanes.row[entry].astype(np.int64) * sites + lanes.origin[entry]
    key = key * sites + lanes.destination[entry]
    key = (key * (len(expanded.modes) + 1) + lanes.mode[entry] + 1) * periods + lanes.period[entry]
    _, first, total = np.unique(key, return_index=True, return_inverse=True)
    return LaneTotals(entry[first], entry, total)


def add_lane_use(build: Build) -> None:
    """Adds limits and charges on totals of lanes; a total is used if anything flows.

    flow ≤ max_flow; flow ≥ min_flow × used; flow ≤ most × used, where most is max_flow or what can be of use.
    """
    totals = lane_totals(build.expanded, build.lanes)
    if not len(totals.first):
        return
    row = build.lanes.row[totals.first]
    frame = build.expanded.network["lanes"]
    fixed, least, most = (frame[name].to_numpy(dtype=float)[row] for name in ("fixed_cost", "min_flow", "max_flow"))
    fixed, least = np.nan_to_num(fixed), np.nan_to_num(least)
    _add_maximum(build, totals, most)
    useful = np.bincount(totals.total, weights=build.base.most[totals.entry], minlength=len(row))
    useful = np.fmin(np.maximum(useful, least), np.where(np.isnan(most), np.inf, most))
    period = build.lanes.period[totals.first]
    charged = (fixed != 0) & (build.weights.money[period] != 0)
    switched = np.flatnonzero(charged | (least > 0))
    if len(switched):
        _add_use(build, totals, switched, (fixed, least, useful))
    _add_lane_steps(build, totals, useful)


def _places(build: Build, entry: NDArray[np.int64]) -> dict[str, Ints]:
    lanes = build.lanes
    return {
        "lane": entry.astype(np.int32),
        "origin": lanes.origin[entry],
        "destination": lanes.destination[entry],
        "mode": lanes.mode[entry],
        "period": lanes.period[entry],
    }


def _add_maximum(build: Build, totals: LaneTotals, most: Floats) -> None:
    limited = np.flatnonzero(~np.isnan(most))
    first = totals.first[limited]
    rows = build.program.rows(
        "lane_maximum",
        len(limited),
        upper=most[limited],
        places=_places(build, first),
        origin=Origin("lanes", build.lanes.row[first], upper="max_flow"),
    )
    _enter(build, totals, limited, rows)


def _add_use(
    build: Build, totals: LaneTotals, switched: NDArray[np.int64], figures: tuple[Floats, Floats, Floats]
) -> None:
    fixed, least, useful = (values[switched] for values in figures)
    first = totals.first[switched]
    program, places = build.program, _places(build, first)
    used = program.columns("lane_used", len(switched), upper=1.0, integer=True, quantity=False, places=places)
    program.charge(used, build.weights.money[build.lanes.period[first]] * fixed)
    limit = program.rows("lane_if_used", len(switched), upper=0.0, places=places)
    _enter(build, totals, switched, limit)
    program.entries(limit, used, -useful)
    asked = np.flatnonzero(least > 0)
    rows = program.rows(
        "lane_minimum",
        len(asked),
        lower=0.0,
        places=_places(build, first[asked]),
        origin=Origin("lanes", build.lanes.row[first[asked]], lower="min_flow"),
    )
    _enter(build, totals, switched[asked], rows)
    program.entries(rows, used[asked], -least[asked])
    _add_strong_use(build, totals, switched, used, useful)


def _add_strong_use(build: Build, totals: LaneTotals, switched: NDArray[np.int64], used: Ints, useful: Floats) -> None:
    """Flow ≤ most × used for each product of a total over several."""
    place = np.full(len(totals.first), -1, dtype=np.int64)
    place[switched] = np.arange(len(switched))
    several = np.bincount(totals.total, minlength=len(totals.first)) > 1
    inside = np.flatnonzero((place[totals.total] >= 0) & several[totals.total])
    entry, position = totals.entry[inside], place[totals.total[inside]]
    rows = build.program.rows(
        "lane_strong", len(inside), upper=0.0, strengthens=True, places={"lane": entry.astype(np.int32)}
    )
    build.program.entries(rows, build.flow[entry], 1.0)
    build.program.entries(rows, used[position], -np.minimum(build.base.most[entry], useful[position]))


def _enter(build: Build, totals: LaneTotals, chosen: NDArray[np.int64], rows: Ints) -> None:
    """Puts the flows of the chosen totals into their rows."""
    row_of = np.full(len(totals.first), -1, dtype=np.int32)
    row_of[chosen] = rows
    row = row_of[totals.total]
    build.program.entries(row[row >= 0], build.flow[totals.entry[row >= 0]], 1.0)


def _add_lane_steps(build: Build, totals: LaneTotals, useful: Floats) -> None:
    names = split_costs(build.expanded.network["lanes"]["unit_cost"])[1]
    if names is None or not build.weights.money.any():
        return
    named = names[build.lanes.row[totals.first]]
    chosen = np.flatnonzero(named != "")
    position = np.full(len(totals.first), -1, dtype=np.int32)
    position[chosen] = np.arange(len(chosen), dtype=np.int32)
    item = position[totals.total]
    first = totals.first[chosen]
    factor = surcharge(build.expanded, build.lanes.take(first))
    add_steps(
        build,
        "lane_steps",
        Stepped(
            names=named[chosen],
            most=useful[chosen],
            weight=build.weights.money[build.lanes.period[first]] * factor,
            item=item[item >= 0],
            column=build.flow[totals.entry[item >= 0]],
            places=_places(build, first),
        ),
    )
