"""Programs with rows added after they were built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.program.block import Block
from engine.program.program import Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def with_row(
    program: Program, name: str, columns: Ints, values: Floats, bounds: tuple[float, float], *, strengthens: bool
) -> Program:
    """The program with one more row, of decisions only.

    Args:
        program: The program.
        name: Name of the row's block.
        columns: k distinct columns in ascending order.
        values: Their coefficients.
        bounds: Lower and upper limit.
        strengthens: Whether the row only tightens what others already say of whole numbers.
    """
    row = len(program.row_lower)
    ends = program.start[columns + 1]
    added = np.zeros(len(program.cost) + 1, dtype=np.int32)
    added[columns + 1] = 1
    return replace(
        program,
        start=program.start + np.cumsum(added, dtype=np.int32),
        index=np.insert(program.index, ends, row),
        value=np.insert(program.value, ends, values),
        row_lower=np.append(program.row_lower, bounds[0]),
        row_upper=np.append(program.row_upper, bounds[1]),
        rows={**program.rows, name: Block(name, row, 1, quantity=False, strengthens=strengthens)},
    )
