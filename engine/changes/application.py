"""apply: a network with a change set carried out, checked against the values that the change set saw.

Order of rows: rows that stay keep theirs. Where rows are both deleted and inserted, the first inserted row takes the
place of the first deleted one, the second of the second, and so on, so that a renamed row stays where it is. Every
other inserted row goes to the end; so does a deleted row that comes back by an undo.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from engine.changes.cells import replaced, rows, settled, stacked, unequal
from engine.changes.change_set import ChangeSet, TableChange, Updates, joined_sources
from engine.changes.conflict import ChangeConflictError, Clash
from engine.changes.keys import locate, require_unique, row_key
from engine.network import Network, frame_columns
from engine.network.network import key_text
from engine.schema import Table, input_table


def apply(network: Network, change_set: ChangeSet) -> Network:
    """The network after the change set.

    Raises:
        ChangeConflictError: A row or a cell is not as the change set saw it; names table, key and column.
    """
    frames = {
        name: apply_to_frame(input_table(name), network[name], change) for name, change in change_set.tables.items()
    }
    return replace(
        network, tables={**network.tables, **frames}, sources=joined_sources(network.sources, change_set.sources)
    )


def apply_to_frame(table: Table, frame: pd.DataFrame, change: TableChange) -> pd.DataFrame:
    """The rows of one table after its change.

    Args:
        table: Table of the frame.
        frame: Rows in canonical form.
        change: What happens to them.

    Raises:
        ChangeConflictError: A row or a cell is not as the change saw it.
    """
    gone = _deletions(table, frame, change.deleted)
    frame = apply_updates(table, frame, change.updated, gone)
    _check_insertions(table, frame, change.inserted)
    return _rearranged(table, frame, gone, change.inserted)


def apply_updates(table: Table, frame: pd.DataFrame, updates: Updates, gone: np.ndarray | None = None) -> pd.DataFrame:
    """The frame with its rows updated; the old values are checked.

    Args:
        table: Table of the frame.
        frame: Rows in canonical form.
        updates: Cells to change.
        gone: Positions of rows that are deleted in the same change and so cannot be updated.

    Raises:
        ChangeConflictError: A row is missing, or a cell does not hold the old value.
    """
    if not len(updates):
        return frame
    places = locate(table, updates.keys, frame)
    missing = places < 0 if gone is None else (places < 0) | np.isin(places, gone)
    if missing.any():
        raise _row_clash(Clash.MISSING, table, updates.keys, int(np.flatnonzero(missing)[0]))
    columns = {name: frame[name] for name in frame.columns}
    for name, change in updates.cells.items():
        positions = places[change.rows]
        _check_cells(table, name, frame, positions, change.old)
        columns[name] = replaced(frame[name], positions, change.new)
    return settled(table, pd.DataFrame(columns, index=frame.index, copy=False))


def _deletions(table: Table, frame: pd.DataFrame, deleted: pd.DataFrame) -> np.ndarray:
    """Positions of the deleted rows in the frame, in the order of the change."""
    if not len(deleted):
        return np.empty(0, dtype=np.int64)
    require_unique(table, deleted)
    places = locate(table, deleted, frame)
    if (places < 0).any():
        raise _row_clash(Clash.MISSING, table, deleted, int(np.flatnonzero(places < 0)[0]))
    for name in frame_columns(table):
        if name not in table.key:
            _check_cells(table, name, frame, places, deleted[name])
    return places


def _check_insertions(table: Table, frame: pd.DataFrame, inserted: pd.DataFrame) -> None:
    if not len(inserted):
        return
    require_unique(table, inserted)
    places = locate(table, inserted, frame)
    if (places >= 0).any():
        raise _row_clash(Clash.EXISTS, table, inserted, int(np.flatnonzero(places >= 0)[0]))


def _rearranged(table: Table, frame: pd.DataFrame, gone: np.ndarray, inserted: pd.DataFrame) -> pd.DataFrame:
    if not len(gone):
        return stacked(table, [frame, inserted])
    order = np.arange(len(frame))
    paired = min(len(gone), len(inserted))
    order[gone[:paired]] = len(frame) + np.arange(paired)
    keep = np.ones(len(frame), dtype=bool)
    keep[gone[paired:]] = False
    order = np.concatenate([order[keep], len(frame) + np.arange(paired, len(inserted))])
    return settled(table, rows(stacked(table, [frame, inserted]), order))


def _check_cells(table: Table, column: str, frame: pd.DataFrame, positions: np.ndarray, old: pd.Series) -> None:
    found = frame[column].iloc[positions]
    differing = unequal(found, old)
    if differing.any():
        first = int(np.flatnonzero(differing)[0])
        raise ChangeConflictError(
            Clash.CHANGED,
            table=table.name,
            key=row_key(table, frame, int(positions[first])),
            column=column,
            expected=key_text(old.iat[first]),
            found=key_text(found.iat[first]),
        )


def _row_clash(clash: Clash, table: Table, keys: pd.DataFrame, position: int) -> ChangeConflictError:
    return ChangeConflictError(clash, table=table.name, key=row_key(table, keys, position))
