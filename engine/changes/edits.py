"""Change sets for the edits that people make: cells set, rows inserted, rows deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engine.changes.algebra import side_by_side
from engine.changes.cells import rows, unequal
from engine.changes.change_set import ChangeSet, TableChange
from engine.changes.conflict import ChangeConflictError, Clash
from engine.changes.difference import diff_frames, paired_updates
from engine.changes.keys import locate, require_unique, row_key
from engine.network import Network, conform
from engine.schema import Table, input_table


def set_cells(
    network: Network, table: str, positions: Sequence[int] | np.ndarray, cells: Mapping[str, Sequence[object]]
) -> ChangeSet:
    """Cells of some rows set; a row whose key cell changes gets its new key in place.

    References to a changed key stay as they are; ``rename_key`` changes them, too.

    Args:
        network: Network as it stands.
        table: Table name.
        positions: The k rows, by position in the frame, each once.
        cells: New cells by column, k of each; a blank is ``""`` for text and NaN for numbers.

    Raises:
        ChangeConflictError: A changed key is that of another row.
        BugError: A column does not belong to the table, or a number column gets text.
        ValueError: A column has more or fewer cells than there are rows.
    """
    schema, frame = input_table(table), network[table]
    old = rows(frame, np.asarray(positions, dtype=np.int64))
    if any(len(values) != len(old) for values in cells.values()):
        raise ValueError(f"each column needs {len(old)} cells")
    given = pd.DataFrame({name: pd.Series(list(values)) for name, values in cells.items()}, index=old.index)
    new = conform(pd.concat([old.drop(columns=list(cells)), given], axis=1), schema)
    return ChangeSet.of({table: replace_rows(schema, frame, old, new)})


def insert_rows(network: Network, table: str, frame: pd.DataFrame) -> ChangeSet:
    """New rows at the end of a table.

    Args:
        network: Network as it stands.
        table: Table name.
        frame: Rows with columns of the table; missing columns become blank.

    Raises:
        ChangeConflictError: A key exists already, or stands twice in the new rows.
    """
    schema = input_table(table)
    inserted = conform(frame, schema)
    require_unique(schema, inserted)
    _require_absent(schema, inserted, network[table])
    return ChangeSet.of({table: TableChange.of(schema, inserted=inserted)})


def delete_rows(network: Network, table: str, positions: Sequence[int] | np.ndarray) -> ChangeSet:
    """Some rows of a table deleted.

    Args:
        network: Network as it stands.
        table: Table name.
        positions: Rows by position in the frame, each once.
    """
    deleted = rows(network[table], np.asarray(positions, dtype=np.int64))
    return ChangeSet.of({table: TableChange.of(input_table(table), deleted=deleted)})


def replace_rows(table: Table, frame: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    """Rows of a frame replaced one by one: updates where the key stays, else the old row deleted and the new inserted.

    Args:
        table: Table of the frame.
        frame: The table as it stands.
        old: n rows of the frame.
        new: n rows that take their places.

    Raises:
        ChangeConflictError: A new key is that of another row.
    """
    rekeyed = np.zeros(len(old), dtype=bool)
    for name in table.key:
        rekeyed |= unequal(old[name], new[name])
    moved, stays = np.flatnonzero(rekeyed), np.flatnonzero(~rekeyed)
    updated = paired_updates(table, rows(old, stays), rows(new, stays))
    if not len(moved):
        return TableChange.of(table, updated=updated)
    gone, come = rows(old, moved), rows(new, moved)
    _require_absent(table, come, _without(table, frame, gone))
    exchanged = diff_frames(table, gone, come)  # two rows that swap their keys become updates
    return TableChange(exchanged.inserted, exchanged.deleted, side_by_side(table, updated, exchanged.updated))


def _without(table: Table, frame: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    keep = np.ones(len(frame), dtype=bool)
    keep[locate(table, gone, frame)] = False
    return rows(frame, np.flatnonzero(keep))


def _require_absent(table: Table, inserted: pd.DataFrame, frame: pd.DataFrame) -> None:
    found = np.flatnonzero(locate(table, inserted, frame) >= 0)
    if len(found):
        raise ChangeConflictError(Clash.EXISTS, table=table.name, key=row_key(table, inserted, int(found[0])))
