"""A block of cells as it comes from a spreadsheet's clipboard: tab-separated text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of texts, all of one width.

    Attributes:
        rows: n rows of w texts.
    """

    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Block:
        """Reads tab-separated text; quoted cells may hold tabs, line ends and doubled quotes."""
        source = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))
        rows = list(csv.reader(source, delimiter="\t"))
        while rows and not any(rows[-1]):
            rows.pop()
        width = max((len(row) for row in rows), default=0)
        return cls(tuple((*row, *("",) * (width - len(row))) for row in rows))

    @property
    def width(self) -> int:
        """Cells in a row."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.rows

    def column(self, number: int) -> list[str]:
        """The texts of a column."""
        return [row[number] for row in self.rows]

    def with_cells(self, texts: dict[tuple[int, int], str]) -> Block:
        """The block with some cells, by row and column, written anew."""
        rows = [list(row) for row in self.rows]
        for (row, column), text in texts.items():
            rows[row][column] = text
        return Block(tuple(map(tuple, rows)))

    def repeated(self, height: int, width: int) -> Block:
        """A block of one cell as large as asked for; any other as it is."""
        if len(self.rows) != 1 or self.width != 1:
            return self
        return Block(((self.rows[0][0],) * width,) * height)
