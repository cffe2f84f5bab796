"""Program: minimise cost · x + offset subject to row limits, bounds and integrality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.program.block import Block

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Program:
    """A mixed-integer program of n columns and m rows, to be minimised.

    Attributes:
        cost: n objective coefficients.
        offset: Constant of the objective.
        lower: n lower bounds.
        upper: n upper bounds.
        integer: n booleans.
        row_lower: m lower limits.
        row_upper: m upper limits.
        start: n + 1 positions in ``index`` where each column begins (compressed by column).
        index: Row of each nonzero.
        value: Coefficient of each nonzero.
        columns: Blocks of columns by name.
        rows: Blocks of rows by name.
    """

    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    row_lower: Floats
    row_upper: Floats
    start: Ints
    index: Ints
    value: Floats
    columns: Mapping[str, Block]
    rows: Mapping[str, Block]

    @property
    def size(self) -> dict[str, int]:
        """Columns, rows, nonzeros and binaries (all integer columns)."""
        return {
            "columns": len(self.cost),
            "rows": len(self.row_lower),
            "nonzeros": len(self.value),
            "binaries": int(self.integer.sum()),
        }

    def objective(self, x: Floats) -> float:
        """Objective of a solution of n values."""
        return float(self.cost @ x) + self.offset

    def activity(self, x: Floats) -> Floats:
        """Value of each of the m rows in a solution of n values."""
        column = np.repeat(np.arange(len(self.cost)), np.diff(self.start))
        return np.bincount(self.index, weights=self.value * x[column], minlength=len(self.row_lower)).astype(float)
