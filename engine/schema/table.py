"""A table: its columns in order, what one row is, and the words other people use for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine.schema.column import Column


@dataclass(frozen=True)
class Table:
    """One table of the data model.

    Attributes:
        name: Fixed name, as in the workbook's sheet.
        meaning: What one row says, in one sentence.
        columns: Columns in display order, keys first.
        synonyms: Other sheet names under which workbooks carry this table, in lower case.
        empty: What a model without any row of this table means; what an empty grid tells the user.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()
    empty: str = ""

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @property
    def references(self) -> tuple[Column, ...]:
        """Columns that name rows of other tables."""
        return tuple(column for column in self.columns if column.refers_to)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: The table has no such column.
        """
        return self.by_name[name]
