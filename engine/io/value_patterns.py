"""Columns recognised by what stands below a header: names of known rows, words of a choice, the only numbers left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from engine.io.cells import CellColumn, Kind
from engine.io.names import Match, Suggestion, plain_name
from engine.schema import Column, ColumnType, Table

Names = Mapping[str, Collection[str]]  # names of rows by table

_LEAST_SHARE = 0.5
_LEAST_CHOICES = 0.9
_ONLY_NUMBERS = 0.6
_CHOICE = 0.85
_FEWEST = 2


def suggest_by_values(
    below: Sequence[CellColumn], table: Table, taken: Collection[str], names: Names
) -> list[Suggestion | None]:
    """What headers may mean of which the text says nothing, by the values below them.

    A column of names is taken for the reference of which it names the greatest share of rows; words of a choice for
    that choice; and where one column of numbers and one number that the table needs are left, they go together.

    Args:
        below: Cells below each header.
        table: Table that the sheet feeds.
        taken: Columns that other headers mean.
        names: Names of rows that are known, by table.

    Returns:
        A suggestion for each of the headers, or None; no column is suggested twice.
    """
    found: list[Suggestion | None] = [None] * len(below)
    free = [column for column in table.columns if column.name not in taken]
    scored = [
        (_likeness(cells, column, names), -order, at)
        for at, cells in enumerate(below)
        for order, column in enumerate(free)
    ]
    given: set[str] = set()
    for score, order, at in sorted(scored, reverse=True):
        column = free[-order]
        if score > 0 and found[at] is None and column.name not in given:
            found[at] = Suggestion(column.name, Match.VALUES, round(score, 2))
            given.add(column.name)
    _pair_numbers(below, free, given, found)
    return found


def _pair_numbers(
    below: Sequence[CellColumn], free: Sequence[Column], given: set[str], found: list[Suggestion | None]
) -> None:
    needed = [column for column in free if column.required and column.is_number and column.name not in given]
    numeric = [at for at, cells in enumerate(below) if found[at] is None and _is_numeric(cells)]
    if len(needed) == 1 and len(numeric) == 1:
        found[numeric[0]] = Suggestion(needed[0].name, Match.VALUES, _ONLY_NUMBERS)


def _likeness(cells: CellColumn, column: Column, names: Names) -> float:
    """How well the values suit a reference or a choice; 0 where they do not, and for columns of other types."""
    words = [plain_name(word) for word in _words(cells)]
    if not words:
        return 0.0
    if column.type is ColumnType.CHOICE:
        choices = {plain_name(choice) for choice in column.choices}
        share = sum(word in choices for word in words) / len(words)
        return _CHOICE * share if share >= _LEAST_CHOICES else 0.0
    if column.type is ColumnType.REFERENCE:
        known = {plain_name(name) for table in column.refers_to for name in names.get(table, ())}
        share = sum(word in known for word in words) / len(words)
        return share if share >= _LEAST_SHARE and len(set(words) & known) >= _FEWEST else 0.0
    return 0.0


def _words(cells: CellColumn) -> list[str]:
    rows = np.flatnonzero((cells.kinds == Kind.TEXT) | (cells.kinds == Kind.NUMBER))
    return [cells.text_at(int(row)) for row in rows]


def _is_numeric(cells: CellColumn) -> bool:
    filled = cells.kinds[cells.kinds != Kind.BLANK]
    return bool(len(filled)) and float((filled == Kind.NUMBER).mean()) > _LEAST_SHARE
