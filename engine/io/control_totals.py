"""Control totals: what a column sums to in the source, beside what was used and what was left out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.io.cells import CellColumn, Kind, SheetCells
from engine.io.sheet_rows import SheetRows
from engine.network.frames import split_costs
from engine.schema import Table

_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """Sums of one number column of one sheet; the difference is 0 unless a value was made or lost in reading.

    Attributes:
        file: Name of the file.
        sheet: Name of the sheet; empty for csv.
        table: Table that it feeds.
        column: Column of the table.
        source: Sum of the cells under the header as a spreadsheet adds them, plus numbers written as text, times the
            factor of the mapping.
        used: Sum in the rows that are part of the import.
        left_out: Sum in the rows that are excluded or that an issue keeps out.
        texts: Cells whose number is written as text, which a spreadsheet does not add; 0 for csv, where all is text.
    """

    file: str
    sheet: str
    table: str
    column: str
    source: float
    used: float
    left_out: float
    texts: int

    @property
    def difference(self) -> float:
        """What of the source is neither used nor left out; exactly 0 where it is nothing but rounding."""
        rest = self.source - self.used - self.left_out
        scale = abs(self.source) + abs(self.used) + abs(self.left_out)
        return 0.0 if abs(rest) <= _NEGLIGIBLE * scale else rest


def column_totals(
    cells: SheetCells,
    table: Table,
    columns: Mapping[str, int],
    rows: SheetRows,
    used: np.ndarray,
    factors: Mapping[str, float],
) -> Iterator[ColumnTotal]:
    """Totals of the number columns of a sheet.

    Args:
        cells: The sheet.
        table: Table that it feeds.
        columns: Sheet column, counted from 0, by column of the table.
        rows: What was read of it, m rows.
        used: Which of the m rows are part of the import.
        factors: Numbers by which columns were multiplied.
    """
    for name, number in columns.items():
        if table.column(name).is_number and name in rows.frame.columns:
            values, _ = split_costs(rows.frame[name])
            source, out, texts = _sums(cells.columns[number], values, rows, used, factors.get(name, 1.0))
            texts = 0 if cells.delimiter else texts
            yield ColumnTotal(cells.file, cells.sheet, table.name, name, source, _sum(values[used]), out, texts)


def _sums(
    column: CellColumn, values: np.ndarray, rows: SheetRows, used: np.ndarray, factor: float
) -> tuple[float, float, int]:
    """Sum of the source, sum of what is left out of it, and cells whose number is written as text."""
    at, excluded = rows.rows - 1, rows.excluded - 1
    numbers = np.where(column.kinds == Kind.NUMBER, column.numbers, 0.0) * factor
    is_text = (column.kinds[at] == Kind.TEXT) & ~np.isnan(values)
    unread = np.isnan(values) & (column.kinds[at] == Kind.NUMBER)
    source = _sum(numbers[at]) + _sum(numbers[excluded]) + _sum(values[is_text])
    left_out = _sum(values[~used]) + _sum(numbers[at][unread]) + _sum(numbers[excluded])
    return source, left_out, int(is_text.sum())


def _sum(numbers: np.ndarray) -> float:
    return float(np.nansum(numbers))
