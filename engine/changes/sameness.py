"""Equality by key: networks with the same rows, change sets that do the same, whatever the order of rows."""

from __future__ import annotations

import numpy as np

from engine.changes.cells import unequal
from engine.changes.change_set import CellChanges, ChangeSet, TableChange, Updates
from engine.changes.difference import diff, diff_frames
from engine.changes.keys import locate
from engine.network import Network
from engine.schema import Table, input_table


def same_rows(left: Network, right: Network) -> bool:
    """Whether two networks hold the same rows, cell for cell and in any order.

    Raises:
        ChangeConflictError: A table has two rows of one key.
    """
    return diff(left, right).is_empty()


def same_change(left: ChangeSet, right: ChangeSet) -> bool:
    """Whether two change sets change the same rows and cells in the same way and bring the same sources."""
    return (
        left.tables.keys() == right.tables.keys()
        and dict(left.sources) == dict(right.sources)
        and all(_same_table(input_table(name), change, right.tables[name]) for name, change in left.tables.items())
    )


def _same_table(table: Table, left: TableChange, right: TableChange) -> bool:
    return (
        diff_frames(table, left.inserted, right.inserted).is_empty()
        and diff_frames(table, left.deleted, right.deleted).is_empty()
        and _same_updates(table, left.updated, right.updated)
    )


def _same_updates(table: Table, left: Updates, right: Updates) -> bool:
    place = locate(table, left.keys, right.keys)
    if len(left) != len(right) or (place < 0).any() or left.cells.keys() != right.cells.keys():
        return False
    return all(_same_cells(place, change, right.cells[name]) for name, change in left.cells.items())


def _same_cells(place: np.ndarray, left: CellChanges, right: CellChanges) -> bool:
    moved = place[left.rows]
    order = np.argsort(moved)
    if not np.array_equal(moved[order], right.rows):
        return False
    pairs = ((left.old, right.old), (left.new, right.new))
    return not any(unequal(ours.iloc[order], theirs).any() for ours, theirs in pairs)
