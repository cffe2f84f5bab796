"""Builder of programs: families add blocks of columns, blocks of rows and coefficients as arrays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import BugError
from engine.program.block import Block, Ints, Origin
from engine.program.program import Program
from engine.program.sparse import compress, run_of

Floats = NDArray[np.float64]
Numbers = Floats | float
Kind = TypeVar("Kind", bound=np.generic)


class ProgramBuilder:
    """Collects a program block by block; ``build`` puts it together."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._columns: dict[str, Block] = {}
        self._rows: dict[str, Block] = {}
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._row_lower: list[Floats] = []
        self._row_upper: list[Floats] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._starts: list[int] = []
        self._cost: list[Floats] = []
        self._column_count = 0
        self._row_count = 0

    def columns(
        self,
        name: str,
        count: int,
        *,
        lower: Numbers = 0.0,
        upper: Numbers = np.inf,
        integer: NDArray[np.bool_] | bool = False,
        quantity: bool = True,
        places: Mapping[str, Ints] | None = None,
        origin: Origin | None = None,
    ) -> Ints:
        """Adds a block of columns and returns their ``count`` indices."""
        if name in self._columns:
            raise BugError(f"column block {name} is added twice")
        block = Block(name, self._column_count, count, quantity, False, places or {}, origin)
        self._columns[name] = block
        self._column_count += count
        self._lower.append(_full(lower, count))
        self._upper.append(_full(upper, count))
        self._starts.append(block.start)
        self._cost.append(np.zeros(count))
        self._integer.append(np.full(count, integer, dtype=bool) if isinstance(integer, bool) else integer)
        return block.index

    def rows(
        self,
        name: str,
        count: int,
        *,
        lower: Numbers = -np.inf,
        upper: Numbers = np.inf,
        quantity: bool = True,
        strengthens: bool = False,
        places: Mapping[str, Ints] | None = None,
        origin: Origin | None = None,
    ) -> Ints:
        """Adds a block of rows and returns their ``count`` indices."""
        if name in self._rows:
            raise BugError(f"row block {name} is added twice")
        block = Block(name, self._row_count, count, quantity, strengthens, places or {}, origin)
        self._rows[name] = block
        self._row_count += count
        self._row_lower.append(_full(lower, count))
        self._row_upper.append(_full(upper, count))
        return block.index

    def entries(self, rows: Ints, columns: Ints, values: Numbers) -> None:
        """Adds coefficients at k (row, column) pairs; a pair may be given once only."""
        self._entries.append(
            (rows.astype(np.int32, copy=False), columns.astype(np.int32, copy=False), _full(values, len(rows)))
        )

    def charge(self, columns: Ints, amounts: Numbers) -> None:
        """Adds amounts to the objective coefficients of k distinct columns of one block."""
        if len(columns):
            cost, first = self._cost_of(columns)
            cost[run_of(columns - first)] += amounts

    def charged(self, columns: Ints) -> Floats:
        """Objective coefficients that k columns of one block have so far."""
        if not len(columns):
            return np.empty(0)
        cost, first = self._cost_of(columns)
        charged: Floats = cost[columns - first]
        return charged

    def _cost_of(self, columns: Ints) -> tuple[Floats, np.int32]:
        """Objective coefficients of the block of some columns, and its first column."""
        number = bisect_right(self._starts, columns[0]) - 1
        return self._cost[number], np.int32(self._starts[number])

    def build(self) -> Program:
        """The program of everything that was added."""
        start, index, value = compress(self._entries, self._column_count)
        return Program(
            cost=_joined(self._cost, np.float64),
            offset=self.offset,
            lower=_joined(self._lower, np.float64),
            upper=_joined(self._upper, np.float64),
            integer=_joined(self._integer, np.bool_),
            row_lower=_joined(self._row_lower, np.float64),
            row_upper=_joined(self._row_upper, np.float64),
            start=start,
            index=index,
            value=value,
            columns=dict(self._columns),
            rows=dict(self._rows),
        )


def _full(values: Numbers, count: int) -> Floats:
    return np.broadcast_to(np.asarray(values, dtype=float), (count,))


def _joined(parts: Sequence[NDArray[Kind]], dtype: type[Kind]) -> NDArray[Kind]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)
