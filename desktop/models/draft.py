"""The new row below the others: typed cell by cell, and kept as soon as its key is complete."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.schema import Table


@dataclass
class Draft:
    """Cells of a row that is not in the table yet.

    Attributes:
        table: Table to which it will belong.
        texts: What was typed, by column.
        values: What was read from it.
        refusal: Why the store did not take it; empty where it was not asked or took it.
    """

    table: Table
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.texts

    @property
    def missing(self) -> tuple[str, ...]:
        """Key columns that must be filled before the row can be kept."""
        return tuple(
            name for name in self.table.key if self.table.column(name).required and not self.texts.get(name, "")
        )

    def type(self, column: str, text: str, value: object) -> None:
        """Writes a cell; blank text takes it out."""
        self.refusal = ""
        if text.strip():
            self.texts[column], self.values[column] = text, value
        else:
            self.texts.pop(column, None)
            self.values.pop(column, None)

    def clear(self) -> None:
        """Begins anew."""
        self.texts.clear()
        self.values.clear()
        self.refusal = ""
