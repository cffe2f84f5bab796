"""ChangeSet: inserted, updated and deleted rows of each table, columnar, by natural key; a value like a number.

Rows are named by their whole natural key: ``""`` equals ``""``, numbers of a key compare by value and a blank number
equals a blank number. A change set says nothing about the order of rows; see ``application`` for where new rows go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from engine.errors import KnownError
from engine.network import Source, empty_frame, frame_columns
from engine.schema import INPUT_TABLES, Table


@dataclass(frozen=True, eq=False, slots=True)
class CellChanges:
    """Changed cells of one column.

    Attributes:
        rows: Positions in the keys of the updates, int64, ascending, each once.
        old: Cells before, as many as positions.
        new: Cells after, as many as positions.
    """

    rows: np.ndarray
    old: pd.Series
    new: pd.Series

    def swapped(self) -> CellChanges:
        """The same cells changed back."""
        return CellChanges(self.rows, self.new, self.old)


@dataclass(frozen=True, eq=False, slots=True)
class Updates:
    """Rows that stay and change some of their cells.

    Attributes:
        keys: Key columns of the n updated rows.
        cells: Changed cells by column; never a key column; columns without a change are absent.
    """

    keys: pd.DataFrame
    cells: Mapping[str, CellChanges]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, positions: np.ndarray) -> Updates:
        """The updates of some rows.

        Args:
            positions: Rows to keep, int64, ascending.
        """
        new_position = np.full(len(self.keys), -1, dtype=np.int64)
        new_position[positions] = np.arange(len(positions))
        cells = {}
        for name, change in self.cells.items():
            rows = new_position[change.rows]
            kept = np.flatnonzero(rows >= 0)
            if len(kept):
                old, new = (cells.iloc[kept].reset_index(drop=True) for cells in (change.old, change.new))
                cells[name] = CellChanges(rows[kept], old, new)
        return Updates(self.keys.iloc[positions].reset_index(drop=True), cells)


@dataclass(frozen=True, eq=False, slots=True)
class TableChange:
    """What happens to the rows of one table; a key stands in one of the three parts at most, and there once.

    Attributes:
        inserted: New rows, a frame in canonical form.
        deleted: Rows that go, with the values they had, a frame in canonical form.
        updated: Rows that stay and change.
    """

    inserted: pd.DataFrame
    deleted: pd.DataFrame
    updated: Updates

    @classmethod
    def of(
        cls,
        table: Table,
        inserted: pd.DataFrame | None = None,
        deleted: pd.DataFrame | None = None,
        updated: Updates | None = None,
    ) -> TableChange:
        """A change of the parts given; parts that are not given are empty."""
        blank = empty_frame(table)
        none = Updates(blank[list(table.key)], {})
        return cls(
            blank if inserted is None else inserted,
            blank if deleted is None else deleted,
            none if updated is None else updated,
        )

    def is_empty(self) -> bool:
        """Whether nothing happens."""
        return not (len(self.inserted) or len(self.deleted) or len(self.updated))


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a table that a change set touches."""

    inserted: int
    updated: int
    deleted: int


@dataclass(frozen=True, eq=False)
class ChangeSet:
    """A change of a network.

    Attributes:
        tables: Change of each table that changes; tables without a change are absent.
        sources: Sources that the change adds, by the number used in ``_source``. Sources are only ever added, so that
            undone imports can be done again.
    """

    tables: Mapping[str, TableChange] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tables: Mapping[str, TableChange] | None = None, sources: Mapping[int, Source] | None = None
    ) -> ChangeSet:
        """A change set of the table changes given, in schema order and without empty ones."""
        given = tables or {}
        changing = {name: given[name] for name in INPUT_TABLES if name in given and not given[name].is_empty()}
        return cls(changing, dict(sources or {}))

    def is_empty(self) -> bool:
        """Whether no row changes."""
        return not self.tables

    def counts(self) -> dict[str, Counts]:
        """Rows inserted, updated and deleted, by table."""
        return {
            name: Counts(len(change.inserted), len(change.updated), len(change.deleted))
            for name, change in self.tables.items()
        }

    def touched_columns(self, table: str) -> tuple[str, ...]:
        """Columns of a table whose cells may differ afterwards: all of them where rows come or go."""
        change = self.tables.get(table)
        if change is None:
            return ()
        if len(change.inserted) or len(change.deleted):
            return frame_columns(INPUT_TABLES[table])
        return tuple(change.updated.cells)


def merged(parts: Iterable[ChangeSet]) -> ChangeSet:
    """One change set of several that touch different tables.

    Raises:
        ValueError: Two parts change the same table.
    """
    tables: dict[str, TableChange] = {}
    sources: dict[int, Source] = {}
    for part in parts:
        if tables.keys() & part.tables.keys():
            raise ValueError(f"tables changed twice: {sorted(tables.keys() & part.tables.keys())}")
        tables |= part.tables
        sources = joined_sources(sources, part.sources)
    return ChangeSet.of(tables, sources)


def joined_sources(known: Mapping[int, Source], added: Mapping[int, Source]) -> dict[int, Source]:
    """Sources by number, of both.

    Raises:
        KnownError: ``source-taken``: one number stands for two sources, so rows would name a file they are not from.
    """
    for number, source in added.items():
        if known.get(number, source) != source:
            raise KnownError(
                "source-taken",
                f"Source {number} is {known[number].file!r} here and {source.file!r} in the change.",
                what_to_do="Import the file again.",
            )
    return {**known, **added}
