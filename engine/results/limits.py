"""Limits in force: value, limit, slack and shadow price of each, in the words of the user's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.formulation import Formulation
from engine.program import Block
from engine.results.flow_tables import row_labels
from engine.results.solution import Solution

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]


def limit_table(formulation: Formulation, solution: Solution, x: Floats, row_dual: Floats | None) -> pd.DataFrame:
    """``result_limits``: every limit of the user's rows.

    Args:
        formulation: The program's meaning.
        solution: Its values.
        x: The n values.
        row_dual: m shadow prices with decisions fixed; None where there are none.
    """
    reader = _Reader(formulation, solution, x, row_dual)
    parts = [part for part in reader.parts() if len(part)]
    names = ["table", "row", "column", "place", "value", "limit", "slack", "shadow_price"]
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)


class _Reader:
    """Reads limits block by block."""

    def __init__(self, formulation: Formulation, solution: Solution, x: Floats, row_dual: Floats | None) -> None:
        self._formulation = formulation
        self._solution = solution
        self._x = x
        program = formulation.program
        self._activity = program.activity(x)
        rows = len(program.row_lower)
        self._dual = np.full(rows, np.nan) if row_dual is None else row_dual
        self._rows = program.rows

    def parts(self) -> Iterator[pd.DataFrame]:
        """Every block of limits as a table."""
        solution, expanded = self._solution, self._formulation.expanded
        yield from self._switched("throughput_maximum", self._throughput, expanded.facilities.max_throughput)
        yield from self._switched("throughput_minimum", self._throughput, expanded.facilities.min_throughput)
        for name, limit in (
            ("production_maximum", expanded.production.maximum),
            ("production_minimum", expanded.production.minimum),
        ):
            yield from self._produced(name, solution.made, limit)
        yield from self._supplied()
        for name in ("lane_maximum", "stock", "flow_amount"):
            yield from self._plain(name, priced=True)
        for name in ("open_count", "opening_count", "closing_count"):
            yield from self._plain(name, priced=False)
        yield from self._shares("flow_least_share", "min_share")
        yield from self._shares("flow_most_share", "max_share")
        yield from self._service()

    def _block(self, name: str) -> Block | None:
        block = self._rows.get(name)
        return block if block is not None and block.count else None

    def _throughput(self, block: Block) -> Floats:
        values: Floats = self._solution.throughput[block.places["facility"], block.places["period"]]
        return values

    def _switched(self, name: str, value: Callable[[Block], Floats], limits: Floats) -> Iterator[pd.DataFrame]:
        """Limits of open facilities."""
        block = self._block(name)
        if block is None:
            return
        facility, period = block.places["facility"], block.places["period"]
        is_open = self._solution.open[facility, period]
        limit = limits[facility, period]
        upper = name.endswith("maximum")
        if upper:
            limit = limit + self._extra()[facility, period]
        limit = np.where(is_open, limit, 0.0 if upper else np.nan)
        places = self._formulation.expanded.periods.names.names[period]
        dual = self._dual[block.span] * is_open
        yield self._table(block, places, value(block), limit, upper=upper, dual=dual)

    def _extra(self) -> Floats:
        """F × T throughput added by options."""
        extra = np.zeros(self._solution.open.shape)
        block = self._formulation.program.columns.get("option")
        if block is not None:
            added = self._formulation.expanded.network["capacity_options"]["extra_throughput"].to_numpy(dtype=float)
            units = added[block.places["row"]] * self._solution.options
            np.add.at(extra, (block.places["facility"], block.places["period"]), units)
        return extra

    def _produced(self, name: str, made: Floats, limits: Floats) -> Iterator[pd.DataFrame]:
        block = self._block(name)
        if block is None:
            return
        entry, production = block.places["entry"], self._formulation.expanded.production
        facility = production.site[entry] - self._formulation.expanded.sites.suppliers
        is_open = self._solution.open[facility, production.period[entry]]
        upper = name.endswith("maximum")
        limit = np.where(is_open, limits[entry], 0.0 if upper else np.nan)
        places = self._formulation.expanded.periods.names.names[production.period[entry]]
        yield self._table(block, places, made[entry], limit, upper=upper, dual=self._dual[block.span] * is_open)

    def _supplied(self) -> Iterator[pd.DataFrame]:
        """Limits of procurement; they are bounds of columns, so their price is the reduced cost."""
        block, supply = self._formulation.program.columns["procurement"], self._formulation.expanded.supply
        if not block.count:
            return
        program = self._formulation.program
        begin, end = program.start[block.start], program.start[block.start + block.count]
        column = np.repeat(np.arange(block.count), np.diff(program.start[block.start : block.start + block.count + 1]))
        weights = program.value[begin:end] * self._dual[program.index[begin:end]]
        reduced = program.cost[block.span] - np.bincount(column, weights=weights, minlength=block.count)
        places = self._formulation.expanded.periods.names.names[supply.period]
        bought = self._solution.bought
        for upper, limit in ((True, supply.maximum), (False, np.where(supply.minimum > 0, supply.minimum, np.nan))):
            finite = np.isfinite(limit)
            at_limit = np.where(np.isclose(bought, limit, rtol=1e-9, atol=1e-9), reduced, 0.0)
            table = self._table(block, places, bought, limit, upper=upper, dual=at_limit)
            yield table[finite]

    def _plain(self, name: str, *, priced: bool) -> Iterator[pd.DataFrame]:
        """Limits that are rows as they stand: one line for each side."""
        block = self._block(name)
        if block is None:
            return
        program = self._formulation.program
        lower, upper = program.row_lower[block.span], program.row_upper[block.span]
        value = self._activity[block.span]
        dual = self._dual[block.span] if priced else np.full(block.count, np.nan)
        for is_upper, limit in ((False, lower), (True, upper)):
            finite = np.isfinite(limit)
            price = np.where(dual < 0, dual, 0.0) if is_upper else np.where(dual > 0, dual, 0.0)
            price = np.where(np.isnan(dual), np.nan, price)
            table = self._table(block, self._places(block), value, limit, upper=is_upper, dual=price)
            yield table[finite]

    def _shares(self, name: str, column: str) -> Iterator[pd.DataFrame]:
        """Limits on shares: Σ picked - share × Σ all, read back as Σ picked / Σ all."""
        block = self._block(name)
        if block is None:
            return
        assert block.origin is not None
        share = self._formulation.expanded.network["flow_limits"][column].to_numpy(dtype=float)[block.origin.row]
        whole = self._row_sums(block, np.ones_like(self._formulation.program.value))
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(whole > 0, self._activity[block.span] / whole + share, np.nan)
        nothing = np.full(block.count, np.nan)
        yield self._table(block, self._places(block), value, share, upper=column == "max_share", dual=nothing)

    def _service(self) -> Iterator[pd.DataFrame]:
        """Service limits: the share of flow within the limit."""
        block = self._block("service")
        if block is None:
            return
        assert block.origin is not None
        cells = self._formulation.expanded.network["service_limits"]["min_share"].to_numpy(dtype=float)
        share = np.nan_to_num(cells[block.origin.row], nan=1.0)
        program = self._formulation.program
        beyond = self._row_sums(block, (program.value > 0).astype(float))
        within = self._row_sums(block, (program.value < 0).astype(float))
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(beyond > 0, within / (within + beyond), 1.0)
        yield self._table(block, self._places(block), value, share, upper=False, dual=np.full(block.count, np.nan))

    def _row_sums(self, block: Block, factor: Floats) -> Floats:
        """Σ factor × x over the nonzeros of each row of a block."""
        program = self._formulation.program
        inside = (program.index >= block.start) & (program.index < block.start + block.count)
        column = np.repeat(np.arange(len(program.cost)), np.diff(program.start))[inside]
        sums = np.bincount(
            program.index[inside] - block.start, weights=factor[inside] * self._x[column], minlength=block.count
        )
        return sums.astype(float)

    def _places(self, block: Block) -> Texts:
        """Where a limit holds, in words: the pair and period, or its number among several."""
        expanded, places = self._formulation.expanded, block.places
        if "lane" in places:
            return _pairs(expanded, block)
        if "entry" in places:
            return expanded.periods.names.names[expanded.inventory.period[places["entry"]]]
        return np.array([str(number + 1) for number in places["place"]], dtype=object)

    def _table(
        self, block: Block, places: Texts, value: Floats, limit: Floats, *, upper: bool, dual: Floats
    ) -> pd.DataFrame:
        assert block.origin is not None
        distinct, position = np.unique(block.origin.row, return_inverse=True)
        labels = row_labels(self._formulation.expanded.network, block.origin.table, distinct)[position]
        slack = limit - value if upper else value - limit
        return pd.DataFrame(
            {
                "table": block.origin.table,
                "row": labels,
                "column": block.origin.upper if upper else block.origin.lower,
                "place": places,
                "value": value,
                "limit": limit,
                "slack": slack,
                "shadow_price": dual + 0.0,  # no negative zeros
            }
        )


def _pairs(expanded: Expanded, block: Block) -> Texts:
    sites = expanded.sites.names.names
    ends = [sites[block.places["origin"]], sites[block.places["destination"]]]
    modes = np.append(expanded.modes.names, "")[block.places["mode"]]
    periods = expanded.periods.names.names[block.places["period"]]
    parts = zip(*ends, modes, periods, strict=True)
    texts = [" | ".join(str(part) for part in cells if part != "") for cells in parts]
    return np.array(texts, dtype=object)
