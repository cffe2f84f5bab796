"""One cell that the parser would show as blank."""

from __future__ import annotations

from dataclasses import dataclass

from engine.io.cells import Kind

ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass(frozen=True, slots=True)
class CellFinding:
    """A cell, or a block of equal cells, that holds an error value or a formula without a result.

    Attributes:
        row: First row, counted from 0.
        column: First column, counted from 0.
        kind: `Kind.ERROR` or `Kind.FORMULA`.
        text: The error's code, or the formula.
        rows: Number of rows with the same cell.
        columns: Number of columns with the same cell.
    """

    row: int
    column: int
    kind: Kind
    text: str
    rows: int = 1
    columns: int = 1
