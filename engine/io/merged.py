"""Merged cells: only their first cell holds the value, though a reader sees it in all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.io.cells import CellColumn, Kind, SheetCells
from engine.io.column_values import Finding
from engine.issues import Severity
from engine.schema import Column

_FILLED = "The cell is part of a merged cell and was read as {value}."
_UNREAD = "The cell is part of a merged cell, so its value is not clear; unmerge the cells and fill in each."


def unmerge(cells: SheetCells, number: int, column: Column, first_row: int) -> tuple[CellColumn, list[Finding]]:
    """A sheet's column with merged cells resolved.

    In a text column that is part of the key, cells merged downwards all take the value of the first. Anywhere else
    a merged cell may mean one value for all or for each, so its further cells are errors.

    Args:
        cells: The sheet.
        number: Column of the sheet, counted from 0.
        column: What it stands for.
        first_row: First row of data, counted from 0.

    Returns:
        The column from row 0 on, and findings whose rows count from row 0 of the sheet.
    """
    cell_column = cells.columns[number]
    order = np.arange(len(cell_column))
    fills = column.key and not column.is_number
    unread: list[npt.NDArray[np.int64]] = []
    for top, left, bottom, right in cells.merged:
        if not left <= number <= right or bottom < first_row or top >= len(cell_column):
            continue
        rows = np.arange(max(top + (number == left), first_row), min(bottom + 1, len(cell_column)))
        if fills and number == left and top >= first_row:
            order[rows] = top
        else:
            unread.append(rows)
    findings = [Finding("cell-merged", Severity.ERROR, _UNREAD, rows) for rows in _joined(unread)]
    changed = np.flatnonzero((order != np.arange(len(order))) & (cell_column.kinds[order] != Kind.BLANK))
    if len(changed):
        cell_column = cell_column.take(order)
        findings.append(Finding("cell-merged-filled", Severity.NOTE, _FILLED, changed))
    return cell_column, findings


def _joined(parts: list[npt.NDArray[np.int64]]) -> list[npt.NDArray[np.int64]]:
    rows = np.unique(np.concatenate(parts)) if parts else np.array([], np.int64)
    return [rows] if len(rows) else []
