"""A program made elastic: columns and rows added to one that exists, and rows that only strengthen taken out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from engine.program import Block, Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Assembly:
    """Collects what is added to a program; ``build`` puts it together.

    Attributes:
        program: The program to which things are added.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._columns: list[tuple[Floats, bool, bool]] = []
        self._rows: list[tuple[Floats, Floats, bool]] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self.columns = len(program.cost)
        self.rows = len(program.row_lower)
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.row_lower, self.row_upper = program.row_lower.copy(), program.row_upper.copy()
        self.integer = program.integer.copy()

    def add_columns(self, upper: Floats, *, quantity: bool, integer: bool = False) -> Ints:
        """Adds n columns from 0 to their upper bounds; their indices."""
        self._columns.append((upper, quantity, integer))
        index = np.arange(self.columns, self.columns + len(upper))
        self.columns += len(upper)
        return index

    def add_rows(self, lower: Floats, upper: Floats, *, quantity: bool) -> Ints:
        """Adds n rows with their limits; their indices."""
        self._rows.append((lower, upper, quantity))
        index = np.arange(self.rows, self.rows + len(upper))
        self.rows += len(upper)
        return index

    def enter(self, rows: Ints, columns: Ints, values: Floats | float) -> None:
        """Adds coefficients."""
        self._entries.append((rows, columns, np.broadcast_to(np.asarray(values, dtype=float), (len(rows),))))

    def build(self) -> Program:
        """The whole program; its objective is empty."""
        program = self.program
        column = np.repeat(np.arange(len(program.cost)), np.diff(program.start))
        parts = [(program.index.astype(np.int64), column, program.value), *self._entries]
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        kept = np.ones(self.rows, dtype=bool)
        for block in program.rows.values():
            kept[block.span] = not block.strengthens
        place = np.cumsum(kept) - 1
        inside = kept[row]
        shape = (int(kept.sum()), self.columns)
        matrix = coo_array((value[inside], (place[row[inside]], column[inside])), shape=shape).tocsc()
        matrix.sort_indices()
        lower = np.concatenate([self.row_lower, *(low for low, _, _ in self._rows)])
        upper = np.concatenate([self.row_upper, *(high for _, high, _ in self._rows)])
        return replace(
            program,
            cost=np.zeros(self.columns),
            offset=0.0,
            lower=np.concatenate([self.lower, *(np.zeros(len(high)) for high, _, _ in self._columns)]),
            upper=np.concatenate([self.upper, *(high for high, _, _ in self._columns)]),
            integer=np.concatenate([self.integer, *(np.full(len(high), whole) for high, _, whole in self._columns)]),
            row_lower=lower[kept],
            row_upper=upper[kept],
            start=matrix.indptr.astype(np.int32),
            index=matrix.indices.astype(np.int32),
            value=matrix.data,
            columns=dict(program.columns) | self._blocks("more", len(program.cost), self._columns),
            rows=self._row_blocks(kept),
        )

    @staticmethod
    def _blocks(name: str, start: int, parts: list[tuple[Floats, bool, bool]]) -> dict[str, Block]:
        blocks = {}
        for number, (upper, quantity, _) in enumerate(parts):
            blocks[f"{name}_{number}"] = Block(f"{name}_{number}", start, len(upper), quantity)
            start += len(upper)
        return blocks

    def _row_blocks(self, kept: NDArray[np.bool_]) -> dict[str, Block]:
        blocks, start = {}, 0
        for name, block in self.program.rows.items():
            if not block.strengthens:
                blocks[name] = Block(name, start, block.count, block.quantity)
                start += block.count
        for number, (_, upper, quantity) in enumerate(self._rows):
            blocks[f"more_{number}"] = Block(f"more_{number}", start, len(upper), quantity)
            start += len(upper)
        assert start == int(kept.sum())
        return blocks
