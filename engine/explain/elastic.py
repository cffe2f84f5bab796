"""The elastic program: every limit of the user's rows may give way, balance and logic may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion.facilities import Status
from engine.explain.giving import Codes, Floats, Giving
from engine.explain.knobs import Family, Ints, Kind
from engine.formulation import Formulation
from engine.formulation.making import components_used
from engine.network import Network
from engine.program import Program

_LIMITS = (
    ("production_minimum", False, Kind.LOWER),
    ("lane_minimum", False, Kind.LOWER),
    ("flow_amount", True, Kind.RAISE),
    ("flow_amount", False, Kind.LOWER),
    ("flow_least_share", False, Kind.LEAST_SHARE),
    ("flow_most_share", True, Kind.MOST_SHARE),
    ("service", True, Kind.SERVICE),
    ("open_count", True, Kind.COUNT_UP),
    ("open_count", False, Kind.COUNT_DOWN),
    ("opening_count", True, Kind.COUNT_UP),
    ("closing_count", True, Kind.COUNT_UP),
    ("stock", False, Kind.LOWER),
    ("assignment_one", True, Kind.SPLIT),
)


@dataclass(frozen=True)
class Elastic:
    """An elastic program with its families of knobs."""

    formulation: Formulation
    program: Program
    families: Sequence[Family]


def make_elastic(formulation: Formulation, network: Network) -> Elastic:
    """The elastic form of a program.

    Args:
        formulation: Of the costless, opened form of the network, closed facilities kept.
        network: The network itself, rows in the same places.
    """
    maker = _Maker(formulation, network)
    maker.add_all()
    return Elastic(formulation, maker.assembly.build(), maker.families)


class _Maker(Giving):
    """Makes every limit elastic, table by table."""

    def add_all(self) -> None:
        for name, upper, kind in _LIMITS:
            block = self._block(name)
            if block is not None:
                self._limit(block, kind, upper=upper)
        self._add_demand()
        self._add_supply()
        self._add_production()
        self._add_throughput()
        self._add_status()
        self._add_options()
        self._add_lanes()
        self._add_stock()
        self._add_bills()
        self._add_excluded()
        block = self._block("assignment_flow")
        if block is not None:  # flow = demand × assignment says more than single sourcing itself
            self.assembly.row_lower[block.span] = -np.inf

    def _add_demand(self) -> None:
        block, demand = self._block("demand"), self._expanded.demand
        if block is None:
            return
        assert block.origin is not None
        rows = np.arange(block.start, block.start + block.count)
        elastic = self._shared("demand", "quantity", Kind.LOWER, block.origin.row, rows, quantity=True)
        self.assembly.enter(rows, elastic, 1.0)
        unmet = self._program.columns["unmet"]
        entry = unmet.places["demand"]
        asked = np.flatnonzero(demand.min_share[entry] > 0)
        columns = unmet.start + asked
        elastic = self._shared(
            "demand", "min_served_share", Kind.LOWER, demand.row[entry[asked]], columns, quantity=True
        )
        bound = self._program.upper[columns]
        self.assembly.upper[columns] = demand.quantity[entry[asked]]
        self._bounded(columns, elastic, bound, upper=True, quantity=True)

    def _add_supply(self) -> None:
        block, supply = self._program.columns["procurement"], self._expanded.supply
        for upper, limit in ((True, supply.maximum), (False, supply.minimum)):
            inside = np.flatnonzero(np.isfinite(limit) if upper else limit > 0)
            columns = block.start + inside
            name, kind = ("max_quantity", Kind.RAISE) if upper else ("min_quantity", Kind.LOWER)
            elastic = self._shared("supply", name, kind, supply.row[inside], columns, quantity=True)
            self._bounded(columns, elastic, limit[inside], upper=upper, quantity=True)
        self.assembly.lower[block.span], self.assembly.upper[block.span] = 0.0, np.inf

    def _add_production(self) -> None:
        block, production = self._block("production_maximum"), self._expanded.production
        if block is None:
            return
        own = np.flatnonzero(production.row[block.places["entry"]] < len(self._network["production"]))
        entry, rows = block.places["entry"][own], block.start + own
        elastic = self._shared("production", "max_quantity", Kind.RAISE, production.row[entry], rows, quantity=True)
        facility = production.site[entry] - self._expanded.sites.suppliers
        self._if_open(rows, elastic, facility, production.period[entry])

    def _add_throughput(self) -> None:
        for name, column, kind in (
            ("throughput_maximum", "max_throughput", Kind.RAISE),
            ("throughput_minimum", "min_throughput", Kind.LOWER),
        ):
            block = self._block(name)
            if block is None:
                continue
            facility, period = block.places["facility"], block.places["period"]
            for table, inside, row in self._cells_of(facility, period, column):
                rows = block.start + inside
                elastic = self._shared(table, column, kind, row, rows, quantity=True)
                if kind is Kind.RAISE:
                    self._if_open(rows, elastic, facility[inside], period[inside])
                else:
                    self.assembly.enter(rows, elastic, 1.0)

    def _cells_of(
        self, facility: NDArray[np.int32], period: NDArray[np.int32], column: str
    ) -> list[tuple[str, Ints, Ints]]:
        """In which table the value of a facility in a period stands: positions, and their rows there."""
        facilities = self._expanded.facilities
        own = facilities.period_row[facility, period]
        cells = self._network["facility_periods"][column]
        filled = (cells != "").to_numpy() if column == "status" else cells.notna().to_numpy()
        later = np.append(filled, False)[own]
        parts = []
        for table, inside, rows in (
            ("facilities", np.flatnonzero(~later), facilities.row[facility]),
            ("facility_periods", np.flatnonzero(later), own),
        ):
            if len(inside):
                parts.append((table, inside, rows[inside].astype(np.int64)))
        return parts

    def _add_status(self) -> None:
        status = self._expanded.facilities.status
        for wanted, kind in ((Status.CLOSED, Kind.OPEN), (Status.OPEN, Kind.FREE)):
            facility, period = (codes.astype(np.int32) for codes in np.nonzero(status == wanted))
            for table, inside, row in self._cells_of(facility, period, "status"):
                columns = self._formulation.columns.open[facility[inside], period[inside]].astype(np.int64)
                elastic = self._shared(table, "status", kind, row, columns, quantity=False, most=1.0)
                self.assembly.lower[columns], self.assembly.upper[columns] = 0.0, 1.0
                self.assembly.integer[columns] = True
                bound = np.full(len(columns), float(kind is Kind.FREE))
                self._bounded(columns, elastic, bound, upper=kind is Kind.OPEN, quantity=False)

    def _add_options(self) -> None:
        block = self._program.columns.get("option")
        if block is None:
            return
        most = np.nan_to_num(self._network["capacity_options"]["max_units"].to_numpy(dtype=float), nan=1.0)
        row = block.places["row"]
        columns = np.arange(block.start, block.start + block.count)
        early = self._program.upper[columns] <= 0
        if early.any():
            elastic = self._shared(
                "capacity_options",
                "earliest_period",
                Kind.EARLIEST,
                row[early],
                columns[early],
                quantity=False,
                most=1.0,
            )
            rows = self.assembly.add_rows(np.full(early.sum(), -np.inf), np.zeros(early.sum()), quantity=False)
            self.assembly.enter(rows, columns[early], 1.0)
            self.assembly.enter(rows, elastic, -most[row[early]])
        self.assembly.upper[columns] = np.inf
        elastic = self._shared("capacity_options", "max_units", Kind.COUNT_UP, row, columns, quantity=False)
        self._bounded(columns, elastic, most[row], upper=True, quantity=False)
        only_open = self._program.rows["option_if_open"]
        rows = np.arange(only_open.start, only_open.start + only_open.count)
        extra = self._network["capacity_options"]["extra_throughput"].to_numpy(dtype=float)[row]
        places = block.places
        self._if_open(rows, elastic, places["facility"], places["period"], np.maximum(extra, 1e-6), quantity=False)

    def _add_lanes(self) -> None:
        block = self._block("lane_maximum")
        if block is None:
            return
        assert block.origin is not None
        _, elastic = self._limit(block, Kind.RAISE, upper=True)
        used = self._block("lane_if_used")
        if used is None:
            return
        column_at = np.full(len(self._expanded.lanes) + 1, -1, dtype=np.int64)
        column_at[block.places["lane"]] = elastic
        found = column_at[used.places["lane"]]
        rows = used.start + np.flatnonzero(found >= 0)
        self.assembly.enter(rows, found[found >= 0], -1.0)

    def _add_stock(self) -> None:
        inventory, base = self._expanded.inventory, self._formulation.base
        block, closed = self._block("stock"), self._block("stock_if_open")
        if block is not None:
            rows, elastic = self._limit(block, Kind.RAISE, upper=True)
            if closed is not None:
                column_at = np.full(len(inventory), -1, dtype=np.int64)
                column_at[block.places["entry"][rows - block.start]] = elastic
                found = column_at[closed.places["entry"]]
                self.assembly.enter(closed.start + np.flatnonzero(found >= 0), found[found >= 0], -1.0)
        first = np.flatnonzero(inventory.initial > 0)
        cells = base.balance.find(inventory.site[first], inventory.product[first], inventory.period[first])
        rows = self._program.rows["balance"].start + cells.astype(np.int64)
        elastic = self._shared("inventory", "initial", Kind.LOWER, inventory.row[first], rows, quantity=True)
        self.assembly.enter(rows, elastic, -1.0)

    def _add_bills(self) -> None:
        """Components saved: at most what the bill takes."""
        bills, production, base = self._expanded.bills, self._expanded.production, self._formulation.base
        entry, line = components_used(self._expanded)
        made = self._program.columns["production"].start + entry
        cells = base.balance.find(bills.site[line], bills.component[line], production.period[entry])
        saved = self.assembly.add_columns(np.full(len(line), np.inf), quantity=True)
        self.families.append(
            Family("bills", "quantity", Kind.BILL, bills.row[line].astype(np.int64), saved, made.astype(np.int64))
        )
        self.assembly.enter(self._program.rows["balance"].start + cells.astype(np.int64), saved, 1.0)
        rows = self.assembly.add_rows(np.full(len(line), -np.inf), np.zeros(len(line)), quantity=True)
        self.assembly.enter(rows, saved, 1.0)
        self.assembly.enter(rows, made, -bills.quantity[line])

    def _add_excluded(self) -> None:
        base, supply = self._formulation.base, self._expanded.supply
        out = (self._network["lanes"]["status"] == "exclude").to_numpy()
        entry = np.flatnonzero(out[base.lanes.row])
        flow = self._program.columns["flow"].start + entry
        self._included("lanes", base.lanes.row[entry], flow, base.most[entry])
        supplier = self._expanded.sites.row[supply.site]
        out = (self._network["suppliers"]["status"] == "exclude").to_numpy()
        entry = np.flatnonzero(out[supplier])
        most = np.minimum(supply.maximum, base.needed[supply.product, supply.period])[entry]
        self._included("suppliers", supplier[entry], self._program.columns["procurement"].start + entry, most)

    def _included(self, table: str, row: Codes, columns: Ints, most: Floats) -> None:
        """What an excluded row would carry flows only if the row is included."""
        elastic = self._shared(table, "status", Kind.INCLUDE, row, columns, quantity=False, most=1.0)
        rows = self.assembly.add_rows(np.full(len(row), -np.inf), np.zeros(len(row)), quantity=True)
        self.assembly.enter(rows, columns, 1.0)
        self.assembly.enter(rows, elastic, -most)
