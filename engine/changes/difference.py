"""diff: the change set that leads from one network to another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from engine.changes.cells import rows, unequal
from engine.changes.change_set import CellChanges, ChangeSet, TableChange, Updates
from engine.changes.keys import locate, require_unique
from engine.network import Network, frame_columns
from engine.schema import INPUT_TABLES, Table


def diff(before: Network, after: Network) -> ChangeSet:
    """What must change in ``before`` so that it has the rows of ``after``, cell for cell and in any order.

    Raises:
        ChangeConflictError: A table has two rows of one key.
    """
    tables = {
        name: diff_frames(table, before[name], after[name])
        for name, table in INPUT_TABLES.items()
        if before[name] is not after[name] and (len(before[name]) or len(after[name]))
    }
    sources = {number: source for number, source in after.sources.items() if before.sources.get(number) != source}
    return ChangeSet.of(tables, sources)


def diff_frames(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> TableChange:
    """The same for one table.

    Args:
        table: Table of both.
        before: Frame in canonical form.
        after: Frame in canonical form.

    Raises:
        ChangeConflictError: A frame has two rows of one key.
    """
    require_unique(table, after)
    require_unique(table, before)
    place = locate(table, after, before)
    stays = np.flatnonzero(place >= 0)
    gone = np.ones(len(before), dtype=bool)
    gone[place[stays]] = False
    return TableChange(
        inserted=rows(after, np.flatnonzero(place < 0)),
        deleted=rows(before, np.flatnonzero(gone)),
        updated=paired_updates(table, rows(before, place[stays]), rows(after, stays)),
    )


def paired_updates(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> Updates:
    """The updates that lead from each row of one frame to the row at the same place in the other.

    Args:
        table: Table of both.
        before: n rows in canonical form.
        after: n rows with the same keys in the same order.
    """
    if not len(before):
        return Updates(before[list(table.key)], {})
    differing = {name: unequal(before[name], after[name]) for name in _value_columns(table)}
    differing = {name: mask for name, mask in differing.items() if mask.any()}
    touched = np.zeros(len(before), dtype=bool)
    for mask in differing.values():
        touched |= mask
    position = np.cumsum(touched) - 1
    cells = {}
    for name, mask in differing.items():
        where = np.flatnonzero(mask)
        old, new = (frame[name].iloc[where].reset_index(drop=True) for frame in (before, after))
        cells[name] = CellChanges(position[where].astype(np.int64), old, new)
    return Updates(rows(before[list(table.key)], np.flatnonzero(touched)), cells)


def _value_columns(table: Table) -> Iterable[str]:
    return (name for name in frame_columns(table) if name not in table.key)
