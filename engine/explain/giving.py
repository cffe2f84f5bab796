"""What it takes to let a limit give way: elastic columns for cells, entered where the limits stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.explain.assembly import Assembly
from engine.explain.knobs import Family, Ints, Kind
from engine.formulation import Formulation
from engine.network import Network
from engine.program import Block

Floats = NDArray[np.float64]
Codes = NDArray[np.int32] | NDArray[np.int64]


class Giving:
    """Adds elastic columns to a program.

    Attributes:
        assembly: Takes what is added.
        families: Families of the cells that may give way.
    """

    def __init__(self, formulation: Formulation, network: Network) -> None:
        self._formulation = formulation
        self._network = network
        self._program = formulation.program
        self._expanded = formulation.expanded
        self.assembly = Assembly(formulation.program)
        self.families: list[Family] = []

    def _block(self, name: str) -> Block | None:
        block = self._program.rows.get(name)
        return block if block is not None and block.count else None

    def _shared(
        self, table: str, column: str, kind: Kind, row: Codes, place: Ints, *, quantity: bool, most: float = np.inf
    ) -> Ints:
        """One elastic column for each cell; the column that belongs to each of n places."""
        distinct, first, which = np.unique(row, return_index=True, return_inverse=True)
        index = self.assembly.add_columns(np.full(len(distinct), most), quantity=quantity)
        self.families.append(Family(table, column, kind, distinct.astype(np.int64), index, place[first]))
        return index[which]

    def _limit(self, block: Block, kind: Kind, *, upper: bool) -> tuple[Ints, Ints]:
        """Rows of a block that give way as they stand; the rows and the elastic column in each."""
        assert block.origin is not None
        column = block.origin.upper if upper else block.origin.lower
        limits = self._program.row_upper if upper else self._program.row_lower
        inside = np.flatnonzero(np.isfinite(limits[block.span]))
        rows = block.start + inside
        elastic = self._shared(
            block.origin.table, column, kind, block.origin.row[inside], rows, quantity=block.quantity
        )
        self.assembly.enter(rows, elastic, -1.0 if upper else 1.0)
        return rows, elastic

    def _bounded(self, columns: Ints, elastic: Ints, bound: Floats, *, upper: bool, quantity: bool) -> None:
        """Bounds of columns as rows that give way."""
        nothing = np.full(len(columns), np.inf)
        rows = self.assembly.add_rows(-nothing if upper else bound, bound if upper else nothing, quantity=quantity)
        self.assembly.enter(rows, columns, 1.0)
        self.assembly.enter(rows, elastic, -1.0 if upper else 1.0)

    def _if_open(
        self,
        rows: Ints,
        elastic: Ints,
        facility: NDArray[np.int32],
        period: NDArray[np.int32],
        size: Floats | float = 1.0,
        *,
        quantity: bool = True,
    ) -> None:
        """What gives way counts only where the facility is open; one unit of it stands for a size of flow."""
        base = self._formulation.base
        most = np.ceil(np.maximum(base.needed.sum(axis=0)[period], 1.0) / size)
        copies = self.assembly.add_columns(most, quantity=quantity)
        nothing = np.full(len(rows), -np.inf)
        below = self.assembly.add_rows(nothing, np.zeros(len(rows)), quantity=quantity)
        self.assembly.enter(below, copies, 1.0)
        self.assembly.enter(below, elastic, -1.0)
        closed = self.assembly.add_rows(nothing, np.zeros(len(rows)), quantity=quantity)
        self.assembly.enter(closed, copies, 1.0)
        is_open = self._formulation.columns.open[facility, period].astype(np.int64)
        self.assembly.enter(closed, is_open, -most)
        self.assembly.enter(rows, copies, -1.0)
