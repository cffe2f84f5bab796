"""Error values in .ods sheets, which stand there as text with a type of their own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from engine.io.cell_errors.finding import CellFinding
from engine.io.cell_errors.xml_walk import Attributes, walk
from engine.io.cells import Kind

_CELLS = ("table-cell", "covered-table-cell")
_ERROR_TEXTS = ("#", "Err:")


def findings(path: Path) -> Iterator[tuple[str, CellFinding]]:
    """Sheet name and finding for each error value of the workbook."""
    content = _Content()
    with zipfile.ZipFile(path) as container, container.open("content.xml") as stream:
        walk(stream, content.start, content.end, content.text)
    yield from content.found


class _Content:
    """Follows tables, repeated rows and repeated cells."""

    def __init__(self) -> None:
        self.found: list[tuple[str, CellFinding]] = []
        self._sheet = ""
        self._row = 0
        self._rows = 1
        self._column = 0
        self._columns = 1
        self._formula = False
        self._text = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._sheet = attributes.get("name", "")
            self._row = 0
        elif name == "table-row":
            self._rows = int(attributes.get("number-rows-repeated", 1))
            self._column = 0
        elif name in _CELLS:
            self._columns = int(attributes.get("number-columns-repeated", 1))
            self._formula = "formula" in attributes
            self._text = ""

    def end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._rows
        elif name in _CELLS:
            self._end_cell()

    def text(self, text: str) -> None:
        self._text += text

    def _end_cell(self) -> None:
        text = self._text.strip()
        if self._formula and text.startswith(_ERROR_TEXTS):
            finding = CellFinding(self._row, self._column, Kind.ERROR, text, self._rows, self._columns)
            self.found.append((self._sheet, finding))
        self._column += self._columns
        self._formula = False
        self._text = ""
