"""Scaling: quantities and money brought near 1 by powers of two, so that no digit is lost on the way.

Solvers measure violations absolutely: a tolerance of 1e-6 is nothing for flows of millions and everything for flows
of thousandths. Dividing all quantities by one power of two and all money by another keeps every ratio exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.program.block import Block
from engine.program.program import Program

Floats = NDArray[np.float64]
_TYPICAL_QUANTITY = 100.0
_TYPICAL_COST = 1000.0
_MOST_SAMPLED = 100_000


@dataclass(frozen=True)
class Scaling:
    """Factors between a program and its scaled form.

    Attributes:
        column: Powers of two; x = column · scaled x.
        row: Powers of two; row activity = row · scaled activity.
        objective: Power of two; objective = objective · scaled objective.
    """

    column: Floats
    row: Floats
    objective: float

    def solution(self, scaled: Floats) -> Floats:
        """The solution of the program from that of its scaled form; n values."""
        return scaled * self.column

    def scaled(self, x: Floats) -> Floats:
        """The scaled form of a solution; n values."""
        return x / self.column

    def duals(self, scaled: Floats) -> Floats:
        """Row duals of the program from those of its scaled form; m values."""
        return scaled * self.objective / self.row


def scale(program: Program) -> tuple[Program, Scaling]:
    """The scaled form of a program and the way back."""
    quantity = _power_of_two(_median(_quantities(program)) / _TYPICAL_QUANTITY)
    column = _factors(program.columns, len(program.cost), quantity)
    row = _factors(program.rows, len(program.row_lower), quantity)
    cost = program.cost * column
    objective = _power_of_two(_typical(cost) / _TYPICAL_COST)
    cost /= objective
    scaled = replace(
        program,
        cost=cost,
        offset=program.offset / objective,
        lower=program.lower / column,
        upper=program.upper / column,
        row_lower=program.row_lower / row,
        row_upper=program.row_upper / row,
        value=_scaled_values(program, row, quantity),
    )
    return scaled, Scaling(column, row, objective)


def _scaled_values(program: Program, row: Floats, quantity: float) -> Floats:
    """Coefficients times column over row factor: only those between a quantity and a decision change."""
    if quantity == 1.0:
        return program.value
    values = program.value.copy()
    of_quantity = row != 1.0
    for block in program.columns.values():
        span = slice(program.start[block.start], program.start[block.start + block.count])
        mixed = np.flatnonzero(of_quantity[program.index[span]] != block.quantity)
        if len(mixed):
            values[span][mixed] *= quantity if block.quantity else 1.0 / quantity
    return values


def _factors(blocks: Mapping[str, Block], count: int, quantity: float) -> Floats:
    """The factor of ``count`` columns or rows: that of quantities, or 1."""
    factors = np.full(count, quantity)
    for block in blocks.values():
        if not block.quantity:
            factors[block.span] = 1.0
    return factors


def _quantities(program: Program) -> Floats:
    """Sizes of the limits on quantities."""
    spans = [block.span for block in program.rows.values() if block.quantity]
    limits = [side[span] for span in spans for side in (program.row_lower, program.row_upper)]
    given = [np.abs(part[(part != 0) & np.isfinite(part)]) for part in limits]
    return np.concatenate(given) if given else np.empty(0)


def _typical(cost: Floats) -> float:
    """The median size of costs that are not 0; of very many, of those at even distances."""
    sample = cost[:: max(len(cost) // _MOST_SAMPLED, 1)]
    charged = sample[sample != 0]
    return _median(np.abs(charged if len(charged) else cost[cost != 0]))


def _median(sizes: Floats) -> float:
    return float(np.median(sizes)) if len(sizes) else 1.0


def _power_of_two(size: float) -> float:
    return float(2.0 ** np.round(np.log2(size))) if size > 0 and np.isfinite(size) else 1.0
