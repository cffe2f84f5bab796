"""Error values and formulas without a result in .xlsx and .xlsm worksheets."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from engine.io.a1 import cell_position
from engine.io.cell_errors.finding import CellFinding
from engine.io.cell_errors.package import main_part, related_parts
from engine.io.cell_errors.xml_walk import Attributes, walk
from engine.io.cells import Kind

_CALCULATED_TEXT = ("str", "inlineStr")


def findings(path: Path, suspect_parts: tuple[str, ...]) -> Iterator[tuple[str, CellFinding]]:
    """Sheet name and finding for each broken cell in the suspect parts.

    Args:
        path: The workbook.
        suspect_parts: Worksheet parts in which the pre-check saw error values or formulas without a result.
    """
    if not suspect_parts:
        return
    with zipfile.ZipFile(path) as container:
        names = _sheet_names(container)
        for part in suspect_parts:
            sheet = _Sheet()
            with container.open(part) as stream:
                walk(stream, sheet.start, sheet.end, sheet.text)
            for finding in sheet.found:
                yield names.get(part.lower(), ""), finding


def _sheet_names(container: zipfile.ZipFile) -> dict[str, str]:
    workbook = main_part(container, "xl/workbook.xml")
    targets = related_parts(container, workbook)
    names: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "sheet":
            names[targets.get(attributes.get("id", ""), "")] = attributes.get("name", "")

    with container.open(workbook) as stream:
        walk(stream, start)
    return names


class _Sheet:
    """Follows rows and cells; positions may be given or left to counting."""

    def __init__(self) -> None:
        self.found: list[CellFinding] = []
        self._row = -1
        self._column = -1
        self._type = ""
        self._formula: str | None = None
        self._value = ""
        self._inside = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "f":
            self._formula = ""
            self._inside = name
        elif name == "v":
            self._inside = name

    def end(self, name: str) -> None:
        self._inside = ""
        if name != "c":
            return
        if self._type == "e":
            self._note(Kind.ERROR, self._value.strip() or "#ERROR")
        elif self._formula is not None and not self._value.strip() and self._type not in _CALCULATED_TEXT:
            self._note(Kind.FORMULA, "=" + self._formula)

    def text(self, text: str) -> None:
        if self._inside == "v":
            self._value += text
        elif self._inside == "f":
            self._formula = (self._formula or "") + text

    def _start_cell(self, attributes: Attributes) -> None:
        self._column += 1
        if "r" in attributes:
            self._row, self._column = cell_position(attributes["r"])
        self._type = attributes.get("t", "")
        self._formula = None
        self._value = ""

    def _note(self, kind: Kind, text: str) -> None:
        self.found.append(CellFinding(self._row, self._column, kind, text))
