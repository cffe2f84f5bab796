"""invert and compose: change sets turned round and joined, without the network they belong to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.changes.application import apply_updates
from engine.changes.cells import rows, stacked, unequal
from engine.changes.change_set import CellChanges, ChangeSet, TableChange, Updates, joined_sources
from engine.changes.conflict import ChangeConflictError, Clash
from engine.changes.difference import diff_frames
from engine.changes.keys import locate, row_key
from engine.network.network import key_text
from engine.schema import Table, input_table


def invert(change_set: ChangeSet) -> ChangeSet:
    """The change set that takes this one back; sources stay known."""
    tables = {
        name: TableChange(change.deleted, change.inserted, _inverse(change.updated))
        for name, change in change_set.tables.items()
    }
    return ChangeSet(tables, dict(change_set.sources))


def compose(first: ChangeSet, second: ChangeSet) -> ChangeSet:
    """One change set that does what the first and then the second do.

    What the two do and undo between them is left out: a row inserted and deleted again leaves no trace, a row deleted
    and inserted again is an update of the cells that differ.

    Raises:
        ChangeConflictError: The second cannot follow the first: it expects rows or values that were not left to it.
    """
    tables = dict(first.tables)
    for name, change in second.tables.items():
        tables[name] = _joined(input_table(name), tables[name], change) if name in tables else change
    return ChangeSet.of(tables, joined_sources(first.sources, second.sources))


def _inverse(updates: Updates) -> Updates:
    return Updates(updates.keys, {name: change.swapped() for name, change in updates.cells.items()})


def _joined(table: Table, first: TableChange, second: TableChange) -> TableChange:
    _check_sequence(table, first, second)
    inserted, reborn = _inserted_by_both(table, first, second)
    return TableChange(
        inserted=inserted,
        deleted=_deleted_by_both(table, first, second),
        updated=side_by_side(table, _updated_by_both(table, first, second), reborn),
    )


def _check_sequence(table: Table, first: TableChange, second: TableChange) -> None:
    """The second must not touch rows that the first deleted, nor insert rows that the first leaves in place."""
    for clash, theirs, ours in (
        (Clash.MISSING, second.updated.keys, first.deleted),
        (Clash.MISSING, second.deleted, first.deleted),
        (Clash.EXISTS, second.inserted, first.updated.keys),
        (Clash.EXISTS, second.inserted, first.inserted),
    ):
        met = _present(table, theirs, ours)
        if len(met):
            raise ChangeConflictError(clash, table=table.name, key=row_key(table, theirs, int(met[0])))


def _inserted_by_both(table: Table, first: TableChange, second: TableChange) -> tuple[pd.DataFrame, Updates]:
    """Rows that neither had before, and updates of rows that the first deleted and the second inserted."""
    standing = rows(first.inserted, _absent(table, first.inserted, second.deleted))
    _check_deleted_values(table, first.inserted, second.deleted)
    edits = second.updated.take(_present(table, second.updated.keys, standing))
    standing = apply_updates(table, standing, edits)
    back = locate(table, second.inserted, first.deleted)
    returned = np.flatnonzero(back >= 0)
    change = diff_frames(table, rows(first.deleted, back[returned]), rows(second.inserted, returned))
    fresh = rows(second.inserted, np.flatnonzero(back < 0))
    return stacked(table, [standing, fresh]), change.updated


def _deleted_by_both(table: Table, first: TableChange, second: TableChange) -> pd.DataFrame:
    """Rows that were there before and are gone after, with the values before the first."""
    first_gone = rows(first.deleted, _absent(table, first.deleted, second.inserted))
    later = rows(second.deleted, _absent(table, second.deleted, first.inserted))
    edits = first.updated.take(_present(table, first.updated.keys, later))
    return stacked(table, [first_gone, apply_updates(table, later, _inverse(edits))])


def _updated_by_both(table: Table, first: TableChange, second: TableChange) -> Updates:
    """Updates of rows that were there before and are there after."""
    ours = first.updated.take(_absent(table, first.updated.keys, second.deleted))
    theirs = second.updated.take(_absent(table, second.updated.keys, first.inserted))
    place = locate(table, theirs.keys, ours.keys)
    fresh = np.flatnonzero(place < 0)
    place[fresh] = len(ours) + np.arange(len(fresh))
    keys = pd.concat([ours.keys, theirs.keys.iloc[fresh]], ignore_index=True) if len(fresh) else ours.keys
    cells = dict(ours.cells)
    for name, change in theirs.cells.items():
        moved = _sorted(CellChanges(place[change.rows], change.old, change.new))
        joined = _joined_cells(table, name, keys, cells[name], moved) if name in cells else moved
        cells[name] = joined
    return _without_idle(Updates(keys, cells))


def _joined_cells(
    table: Table, column: str, keys: pd.DataFrame, first: CellChanges, second: CellChanges
) -> CellChanges:
    """Changes of one column by the first and then the second; cells that end as they began are left out."""
    both, at_first, at_second = np.intersect1d(first.rows, second.rows, assume_unique=True, return_indices=True)
    left, found = first.new.iloc[at_first], second.old.iloc[at_second]
    differing = np.flatnonzero(unequal(left, found))
    if len(differing):
        bad = int(differing[0])
        raise ChangeConflictError(
            Clash.CHANGED,
            table=table.name,
            key=row_key(table, keys, int(both[bad])),
            column=column,
            expected=key_text(found.iat[bad]),
            found=key_text(left.iat[bad]),
        )
    only_first = np.setdiff1d(np.arange(len(first.rows)), at_first, assume_unique=True)
    only_second = np.setdiff1d(np.arange(len(second.rows)), at_second, assume_unique=True)
    old = _chained(first.old.iloc[only_first], first.old.iloc[at_first], second.old.iloc[only_second])
    new = _chained(first.new.iloc[only_first], second.new.iloc[at_second], second.new.iloc[only_second])
    positions = np.concatenate([first.rows[only_first], both, second.rows[only_second]])
    kept = np.flatnonzero(unequal(old, new))
    return _sorted(CellChanges(positions[kept], old.iloc[kept], new.iloc[kept]))


def side_by_side(table: Table, left: Updates, right: Updates) -> Updates:
    """Updates of two sets of rows that have no row in common."""
    if not len(left) or not len(right):
        return left if len(left) else right
    keys = pd.concat([left.keys, right.keys], ignore_index=True)
    cells = dict(left.cells)
    for name, change in right.cells.items():
        moved = CellChanges(change.rows + len(left), change.old, change.new)
        cells[name] = _joined_cells(table, name, keys, cells[name], moved) if name in cells else moved
    return Updates(keys, cells)


def _without_idle(updates: Updates) -> Updates:
    """The updates without rows of which no cell changes."""
    touched = np.zeros(len(updates), dtype=bool)
    for change in updates.cells.values():
        touched[change.rows] = True
    return updates.take(np.flatnonzero(touched))


def _check_deleted_values(table: Table, inserted: pd.DataFrame, deleted: pd.DataFrame) -> None:
    """Rows that the first inserts and the second deletes must have the values the second saw."""
    place = locate(table, deleted, inserted)
    met = np.flatnonzero(place >= 0)
    change = diff_frames(table, rows(inserted, place[met]), rows(deleted, met)).updated
    for name, cells in change.cells.items():
        raise ChangeConflictError(
            Clash.CHANGED,
            table=table.name,
            key=row_key(table, change.keys, int(cells.rows[0])),
            column=name,
            expected=key_text(cells.new.iat[0]),
            found=key_text(cells.old.iat[0]),
        )


def _present(table: Table, keys: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    return np.flatnonzero(locate(table, keys, frame) >= 0)


def _absent(table: Table, keys: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    return np.flatnonzero(locate(table, keys, frame) < 0)


def _chained(*parts: pd.Series) -> pd.Series:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0].reset_index(drop=True)


def _sorted(change: CellChanges) -> CellChanges:
    order = np.argsort(change.rows, kind="stable")
    old, new = (cells.iloc[order].reset_index(drop=True) for cells in (change.old, change.new))
    return CellChanges(change.rows[order], old, new)
