"""Names of rows changed together with everything that refers to them, as one step."""

from __future__ import annotations

import pandas as pd

from engine.changes import ChangeSet, apply, diff, rename_key
from engine.changes.cells import replaced, settled
from engine.changes.keys import locate
from engine.errors import KnownError
from engine.schema import Table
from sync.store import Project

_MOST = 200  # renamed one after the other, as each may meet the one before


def renamed_rows(project: Project, table: Table, old: pd.DataFrame, new: pd.DataFrame) -> ChangeSet:
    """Rows of a table whose key is their name replaced; references follow the names.

    Args:
        project: The open project.
        table: Table of the rows.
        old: n rows as they stand.
        new: The rows that take their places, each with another name.

    Raises:
        KnownError: ``rename-taken``, ``rename-blank``, ``rename-ambiguous``, or ``rename-many``.
    """
    name = table.key[0]
    pairs = [(str(a), str(b)) for a, b in zip(old[name], new[name], strict=True)]
    if len(pairs) > _MOST:
        raise KnownError(
            "rename-many",
            f"{len(pairs):,} rows would get other names; everything that refers to them would have to follow.",
            where=table.name,
            what_to_do=f"Rename at most {_MOST} rows at once, or add the new rows and delete the old ones.",
        )
    before = project.rows.mentions({text for pair in pairs for text in pair})
    after = before
    for a, b in pairs:
        after = apply(after, rename_key(after, table.name, a, b))
    frame = after[table.name]
    positions = locate(table, new, frame)
    columns = {
        column: replaced(frame[column], positions, new[column]) for column in frame.columns if column not in table.key
    }
    edited = settled(table, frame.assign(**columns))
    return diff(before, after.with_tables({table.name: edited}))
