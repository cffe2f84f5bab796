"""Where rows came from: the file, sheet and columns of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet (or csv file) that rows were imported from.

    Attributes:
        file: File name without folders.
        sheet: Sheet name; empty for csv.
        columns: Spreadsheet letters of each column of the table, e.g. ``{"quantity": "D"}``.
        sha256: Hash of the file.
        imported_at: UTC time of the import, ISO 8601.
    """

    file: str
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    imported_at: str = ""

    def cell(self, column: str, row: int) -> str:
        """``Demand.xlsx!demand!D17``; without the column where the sheet has none for it.

        Args:
            column: Column of the table; empty for the whole row.
            row: Row number in the sheet, from 1.
        """
        letter = self.columns.get(column, "")
        sheet = f"!{self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}!{letter}{row}" if letter else f"{self.file}{sheet}!row {row}"
