"""Reads a worksheet's bytes as they inflate: how far its cells reach, and whether it needs a closer look."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.io.a1 import cell_name

_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
_FILLED_REFERENCE = re.compile(rb"""<(?:\w+:)?c(?=\s)[^>]*?\sr=["']([A-Za-z]{1,3}[0-9]{1,7})["'][^>]*(?<!/)>(?!</)""")
_FORMULA_STARTS = (b"<f", b":f")
_ERROR_CELLS = (b't="e"', b"t='e'")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_LONGEST_ROW = 2**25
_WIDTH = 10


@dataclass(slots=True)
class Extent:
    """How far cells reach from A1.

    Attributes:
        rows: Number of rows down to the last cell.
        columns: Number of columns to the rightmost cell.
    """

    rows: int = 0
    columns: int = 0

    @property
    def cells(self) -> int:
        """Cells of the rectangle from A1."""
        return self.rows * self.columns

    @property
    def last(self) -> str:
        """Lower right corner, as in ``F120``."""
        return cell_name(self.rows - 1, self.columns - 1) if self.cells else ""

    def include(self, references: list[bytes]) -> None:
        """Grow to hold these cell references."""
        if not references:
            return
        rows, columns = _positions(references)
        self.rows = max(self.rows, int(rows.max()))
        self.columns = max(self.columns, int(columns.max()))


class SheetScan:
    """Takes a sheet's XML piece by piece; whole rows are looked at together."""

    def __init__(self, *, only_filled: bool = False) -> None:
        self.extent = Extent()
        self.suspect = False
        self._pattern = _FILLED_REFERENCE if only_filled else _REFERENCE
        self._rest = b""

    def feed(self, part: bytes) -> None:
        """Take the next piece."""
        buffer = self._rest + part
        cut = buffer.rfind(b"row>") + 4
        if cut < 4:
            cut = len(buffer) if len(buffer) > _LONGEST_ROW else 0
        self._rest = buffer[cut:]
        self._look_at(buffer[:cut])

    def close(self) -> None:
        """Take what is left after the last row."""
        self._look_at(self._rest)
        self._rest = b""

    def _look_at(self, rows: bytes) -> None:
        self.extent.include(self._pattern.findall(rows))
        if not self.suspect:
            self.suspect = any(mark in rows for mark in _ERROR_CELLS) or _has_formula_without_result(rows)


def _has_formula_without_result(rows: bytes) -> bool:
    return any(start in rows for start in _FORMULA_STARTS) and _NO_RESULT.search(rows) is not None


def _positions(references: list[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows and columns, counted from 1, of references such as ``b"D17"``, all at once."""
    characters = np.array(references, f"S{_WIDTH}").view(np.uint8).reshape(-1, _WIDTH)
    rows = np.zeros(len(references), np.int64)
    columns = np.zeros(len(references), np.int64)
    for place in range(_WIDTH):
        code = characters[:, place].astype(np.int64)
        letter = code >= 65
        digit = (code >= 48) & (code <= 57)
        columns[letter] = columns[letter] * 26 + (code[letter] & 0x1F)
        rows[digit] = rows[digit] * 10 + code[digit] - 48
    return rows, columns
