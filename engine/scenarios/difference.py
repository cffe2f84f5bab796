"""The inputs in which two scenarios differ, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import pandas as pd

from engine.changes import ChangeSet, TableChange, diff
from engine.conditions.where import quoted
from engine.network import PROVENANCE, Network
from engine.network.network import key_text
from engine.scenarios.effective import effective
from engine.schema import INPUT_TABLES, Table

COLUMNS = ("table", "key", "column", "value_a", "value_b", "row")


class RowIn(StrEnum):
    """Which of two scenarios has the row of a difference."""

    BOTH = "both"
    A = "a"
    B = "b"


def scenario_change(network: Network, scenario_a: str, scenario_b: str) -> ChangeSet:
    """The change set that leads from the effective input of one scenario to that of another.

    Raises:
        KnownError: A scenario is unknown or its parents do not lead to Baseline; a table has two rows of one key.
    """
    return diff(effective(network, scenario_a).network, effective(network, scenario_b).network)


def input_differences(network: Network, scenario_a: str, scenario_b: str) -> pd.DataFrame:
    """Every cell in which the effective inputs of two scenarios differ.

    Args:
        network: The network of a project.
        scenario_a: Name of the one scenario.
        scenario_b: Name of the other.

    Returns:
        Text columns ``table``, ``key`` (written like a condition), ``column``, ``value_a``, ``value_b`` and
        ``row``: which scenario has the row (both, a, b). Of a row that only one of them has every filled cell is
        listed, or one line with a blank column if there is none beside the key.

    Raises:
        KnownError: As ``scenario_change``.
    """
    return difference_rows(scenario_change(network, scenario_a, scenario_b))


def difference_rows(change_set: ChangeSet) -> pd.DataFrame:
    """The same for any change set: before is a, after is b."""
    parts = [
        part.assign(table=name)
        for name, change in change_set.tables.items()
        for part in _table_rows(INPUT_TABLES[name], change)
        if len(part)
    ]
    if not parts:
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in COLUMNS})
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)].astype("str")


def _table_rows(table: Table, change: TableChange) -> Iterator[pd.DataFrame]:
    keys = _keys(table, change.updated.keys)
    for name, cells in change.updated.cells.items():
        if name not in PROVENANCE:
            yield _part(keys.iloc[cells.rows], name, _texts(cells.old), _texts(cells.new), RowIn.BOTH)
    yield from _lone_rows(table, change.deleted, RowIn.A)
    yield from _lone_rows(table, change.inserted, RowIn.B)


def _lone_rows(table: Table, frame: pd.DataFrame, row: RowIn) -> Iterator[pd.DataFrame]:
    keys = _keys(table, frame)
    bare = pd.Series(True, index=frame.index)
    for name in (name for name in table.column_names if name not in table.key):
        texts = _texts(frame[name])
        filled = texts != ""
        bare &= ~filled
        values, none = texts[filled], _blanks(filled)
        value_a, value_b = (values, none) if row is RowIn.A else (none, values)
        yield _part(keys[filled], name, value_a, value_b, row)
    yield _part(keys[bare], "", _blanks(bare), _blanks(bare), row)


def _blanks(chosen: pd.Series) -> pd.Series:
    return pd.Series("", index=chosen.index[chosen], dtype="str")


def _part(keys: pd.Series, column: str, value_a: pd.Series, value_b: pd.Series, row: RowIn) -> pd.DataFrame:
    texts = {"key": keys.array, "column": column, "value_a": value_a.array, "value_b": value_b.array, "row": row.value}
    return pd.DataFrame(texts, index=pd.RangeIndex(len(keys)))


def _keys(table: Table, frame: pd.DataFrame) -> pd.Series:
    """The key of each row, written like a condition."""
    whole = pd.Series("", index=frame.index, dtype="str")
    for place, name in enumerate(table.key):
        codes, distinct = pd.factorize(_texts(frame[name]))
        written = pd.Index([f"{'; ' if place else ''}{name} = {quoted(text)}" for text in distinct], dtype="str")
        whole += pd.Series(written.take(codes).array, index=frame.index)
    return whole


def _texts(cells: pd.Series) -> pd.Series:
    """Cells as canonical text."""
    if cells.dtype == "str":
        return cells
    return pd.Series([key_text(cell) for cell in cells.tolist()], index=cells.index, dtype="str")
