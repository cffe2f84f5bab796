"""Rows of a csv file that have more cells than it has headers: a sign inside a cell has cut it in two."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.io.a1 import cell_name
from engine.io.cells import Kind, SheetCells
from engine.io.layout import Layout
from engine.io.reading import delimiter_name
from engine.io.report import MAX_CELLS
from engine.issues import Issue, Severity
from engine.schema import Table


def wide_rows(cells: SheetCells, layout: Layout, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which rows have a cell right behind the last header; none in a workbook, whose cells stand where they stand.

    Args:
        cells: The sheet.
        layout: Its headers.
        rows: m rows of it, counted from 0.
    """
    behind = _behind(cells, layout)
    if behind < 0:
        return np.zeros(len(rows), np.bool_)
    return np.asarray(cells.columns[behind].kinds[rows] != Kind.BLANK)


def wide_issues(
    cells: SheetCells, table: Table, layout: Layout, rows: npt.NDArray[np.int64], wide: npt.NDArray[np.bool_]
) -> list[Issue]:
    """One error for each of these rows, the first thousand one by one."""
    behind = _behind(cells, layout)
    found = rows[wide].tolist()
    issues = [
        Issue(
            Severity.ERROR,
            "row-too-wide",
            f"The row has more cells than there are headers. A {delimiter_name(cells.delimiter)} within a number or a "
            "name cuts it in two: put that cell between quotation marks, or save the file with another delimiter.",
            table.name,
            value=cells.columns[behind].text_at(row),
            source=f"{cells.place}!{cell_name(row, behind)}",
        )
        for row in found[:MAX_CELLS]
    ]
    if len(found) > MAX_CELLS:
        more = f"The same holds for {len(found) - MAX_CELLS:,} more rows."
        issues.append(Issue(Severity.ERROR, "row-too-wide", more, table.name, source=cells.place))
    return issues


def _behind(cells: SheetCells, layout: Layout) -> int:
    """The column behind the last header; −1 where there is none."""
    if not cells.delimiter or layout.header_row < 0:
        return -1
    named = [at for at, column in enumerate(cells.columns) if column.text_at(layout.header_row).strip()]
    behind = named[-1] + 1 if named else len(cells.columns)
    return behind if behind < len(cells.columns) else -1
