"""Limits on groups: how many facilities, how much flow, how near the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product as combinations

import numpy as np
from numpy.typing import NDArray

from engine.expansion.names import Names
from engine.formulation.build import Base, Build, lane_hours
from engine.formulation.facilities import OpenColumns
from engine.formulation.members import facility_members, members, period_groups
from engine.program import Origin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass
class _Rows:
    """Rows of one block, collected one by one: limits are few, the lanes in them many."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, row: int, place: int, bounds: tuple[float, float], columns: Ints, values: Floats | float) -> None:
        """Adds a row of the user's table with its coefficients; a NaN bound is none."""
        self.lower.append(-np.inf if np.isnan(bounds[0]) else bounds[0])
        self.upper.append(np.inf if np.isnan(bounds[1]) else bounds[1])
        self.row.append(row)
        self.place.append(place)
        self.columns.append(columns.astype(np.int32))
        self.values.append(np.broadcast_to(np.asarray(values, dtype=float), (len(columns),)))

    def flush(self, build: Build, name: str, table: str, cells: tuple[str, str], *, quantity: bool) -> None:
        """Adds the collected rows to the program."""
        count = len(self.row)
        rows = build.program.rows(
            name,
            count,
            lower=np.array(self.lower),
            upper=np.array(self.upper),
            quantity=quantity,
            places={"row": np.array(self.row, dtype=np.int32), "place": np.array(self.place, dtype=np.int32)},
            origin=Origin(table, np.array(self.row, dtype=np.int32), *cells),
        )
        for row, columns, values in zip(rows, self.columns, self.values, strict=True):
            build.program.entries(np.full(len(columns), row, dtype=np.int32), columns, values)


def add_facility_limits(build: Build, columns: OpenColumns) -> None:
    """Adds min_open ≤ Σ open ≤ max_open, Σ opening ≤ max_openings, Σ closing ≤ max_closings, and the rule of once.

    Over several periods a facility opens once and closes once, unless a row with max_openings or max_closings
    covers it.
    """
    frame = build.expanded.network["facility_limits"]
    covered = facility_members(build.expanded)
    counts, openings, closings = _Rows(), _Rows(), _Rows()
    free = {"max_openings": set[int](), "max_closings": set[int]()}
    for row, inside in enumerate(covered):
        record = frame.iloc[row]
        for periods in period_groups(build.expanded, str(record["period"]), together=False):
            bounds = (float(record["min_open"]), float(record["max_open"]))
            if not np.isnan(bounds).all():
                counts.add(row, int(periods[0]), bounds, columns.open[inside][:, periods].ravel(), 1.0)
        for column, changes, rows in (
            ("max_openings", columns.opening, openings),
            ("max_closings", columns.closing, closings),
        ):
            most = float(record[column])
            if np.isnan(most):
                continue
            free[column].update(inside.tolist())
            for periods in _change_periods(build, str(record["period"])):
                chosen = changes[inside][:, periods].ravel()
                rows.add(row, int(periods[0]), (np.nan, most), chosen[chosen >= 0], 1.0)
    counts.flush(build, "open_count", "facility_limits", ("min_open", "max_open"), quantity=False)
    openings.flush(build, "opening_count", "facility_limits", ("", "max_openings"), quantity=False)
    closings.flush(build, "closing_count", "facility_limits", ("", "max_closings"), quantity=False)
    _add_once(build, "opening_once", columns.opening, free["max_openings"])
    _add_once(build, "closing_once", columns.closing, free["max_closings"])


def _change_periods(build: Build, cell: str) -> list[Ints]:
    every = np.arange(len(build.expanded.periods), dtype=np.int32)
    return [every] if cell == "" else period_groups(build.expanded, cell, together=False)


def _add_once(build: Build, name: str, changes: Ints, free: set[int]) -> None:
    if changes.shape[1] == 1:
        return
    bound = np.setdiff1d(np.flatnonzero(changes[:, 0] >= 0), np.array(sorted(free), dtype=np.int64))
    rows = build.program.rows(name, len(bound), upper=1.0, quantity=False, places={"facility": bound.astype(np.int32)})
    build.program.entries(np.repeat(rows, changes.shape[1]), changes[bound].ravel(), 1.0)


def add_flow_limits(build: Build) -> None:
    """Adds min_flow ≤ Σ flow ≤ max_flow and the same as shares of all flow into the destinations."""
    frame = build.expanded.network["flow_limits"]
    amounts, least, most = _Rows(), _Rows(), _Rows()
    for row in range(len(frame)):
        record = frame.iloc[row]
        low, high = float(record["min_share"]), float(record["max_share"])
        for place, (picked, whole) in enumerate(flow_picks(build.base, row)):
            columns = build.flow[picked]
            bounds = (float(record["min_flow"]), float(record["max_flow"]))
            if not np.isnan(bounds).all():
                amounts.add(row, place, bounds, columns, 1.0)
            inside = picked[whole].astype(float)
            if not np.isnan(low):
                least.add(row, place, (0.0, np.nan), build.flow[whole], inside - low)
            if not np.isnan(high):
                most.add(row, place, (np.nan, 0.0), build.flow[whole], inside - high)
    amounts.flush(build, "flow_amount", "flow_limits", ("min_flow", "max_flow"), quantity=True)
    least.flush(build, "flow_least_share", "flow_limits", ("min_share", ""), quantity=True)
    most.flush(build, "flow_most_share", "flow_limits", ("", "max_share"), quantity=True)


def flow_picks(base: Base, row: int) -> list[tuple[Mask, Mask]]:
    """For each combination that a flow limit holds for: the flows picked, and all flows that shares refer to."""
    expanded, lanes = base.expanded, base.lanes
    record = expanded.network["flow_limits"].iloc[row]
    each = record["per"] == "each"
    sites = expanded.sites.names

    def codes(names: Names, cell: str) -> Ints | None:
        return members(expanded, names, str(record[cell]))

    choices: list[tuple[Ints, list[Ints | None]]] = [
        (lanes.destination, _split(codes(sites, "destination"), each=each)),
        (lanes.product, _split(codes(expanded.products.names, "product"), each=each)),
        (lanes.period, list(period_groups(expanded, str(record["period"]), together=not each))),
        (lanes.origin, _split(codes(sites, "origin"), each=each)),
        (lanes.mode, _split(codes(expanded.modes, "mode"), each=each)),
    ]
    sizes = (len(sites), len(expanded.products), len(expanded.periods), len(sites), len(expanded.modes) + 1)
    picks = []
    for combination in combinations(*(options for _, options in choices)):
        masks = [
            _inside(entry, chosen, size) for (entry, _), chosen, size in zip(choices, combination, sizes, strict=True)
        ]
        whole = masks[0] & masks[1] & masks[2]
        picks.append((whole & masks[3] & masks[4], whole))
    return picks


def _split(codes: Ints | None, *, each: bool) -> list[Ints | None]:
    if codes is None or not each:
        return [codes]
    return [codes[i : i + 1] for i in range(len(codes))]


def _inside(entries: Ints, chosen: Ints | None, size: int) -> Mask:
    if chosen is None:
        return np.ones(len(entries), dtype=bool)
    table = np.zeros(size, dtype=bool)
    table[chosen] = True
    mask: Mask = table[entries]
    return mask


def add_service_limits(build: Build) -> None:
    """Adds Σ flow beyond the limit ≤ (1 - min_share) × Σ flow to the customers."""
    cells = build.expanded.network["service_limits"]["min_share"].to_numpy(dtype=float)
    if not len(cells):
        return
    rows = _Rows()
    for row, place, whole, beyond in service_picks(build.base):
        share = 1.0 if np.isnan(cells[row]) else float(cells[row])
        value = beyond[whole].astype(float) - (1.0 - share)
        used = value != 0
        rows.add(row, place, (np.nan, 0.0), build.flow[whole][used], value[used])
    rows.flush(build, "service", "service_limits", ("", "min_share"), quantity=True)


def service_picks(base: Base) -> Iterator[tuple[int, int, Mask, Mask]]:
    """Service limits one by one: row, number of the place, lane entries that it is about, and those beyond it."""
    frame, expanded, lanes = base.expanded.network["service_limits"], base.expanded, base.lanes
    time = lane_hours(base)
    for row in range(len(frame)):
        record = frame.iloc[row]
        beyond = (base.distance > record["max_distance"]) | (time > record["max_hours"])
        customers = members(expanded, expanded.sites.names, str(record["customer"]))
        products = members(expanded, expanded.products.names, str(record["product"]))
        served = (base.demand_of >= 0) & _inside(lanes.destination, customers, len(expanded.sites))
        served &= _inside(lanes.product, products, len(expanded.products))
        for place, periods in enumerate(period_groups(expanded, str(record["period"]))):
            yield row, place, served & _inside(lanes.period, periods, len(expanded.periods)), beyond
