"""The use case behind “import”: rows that were read become one change set, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engine.changes import ChangeSet, TableChange
from engine.changes.cells import unequal
from engine.changes.difference import paired_updates
from engine.changes.keys import locate, row_key
from engine.errors import KnownError
from engine.io.importing import ImportResult
from engine.io.profile import MappingProfile
from engine.issues import has_errors
from engine.network import PROVENANCE, Network
from engine.network.frames import SOURCE
from engine.schema import Table, input_table


def next_source(network: Network) -> int:
    """The first number for sources of a new import."""
    return max(network.sources, default=0) + 1


def import_change(
    network: Network,
    read: ImportResult,
    *,
    upsert: bool = False,
    replace: bool = False,
    profile: MappingProfile | None = None,
) -> ChangeSet:
    """The change set that brings what was read into a network.

    Rows with new keys are inserted. A row whose key exists and whose cells are the same changes nothing, not even
    where it came from. Columns that the source does not have keep their values.

    Args:
        network: The network as it stands.
        read: An import that began with `next_source`.
        upsert: Whether rows whose keys exist are given the new values; otherwise they are refused.
        replace: Whether rows of the tables read that the source does not have are deleted.
        profile: The mapping under which was read, for its constants.

    Raises:
        KnownError: ``import-has-errors``: a row could not be used; ``import-key-exists``: without `upsert` a key exists
            with other values. Nothing is to be taken then.
    """
    if has_errors(read.issues):
        raise KnownError(
            "import-has-errors",
            "Nothing was imported, because the source has errors.",
            what_to_do="Correct what is listed and import again.",
        )
    tables = {
        name: _table_change(
            input_table(name), network[name], frame, _given(name, frame, read, profile), replace=replace
        )
        for name, frame in read.tables.items()
    }
    clashes = {name: change for name, change in tables.items() if len(change.updated)}
    if clashes and not (upsert or replace):
        raise _exists(clashes)
    used = {
        number for name, change in tables.items() if not change.is_empty() for number in _numbers(read.tables[name])
    }
    return ChangeSet.of(tables, {number: source for number, source in read.sources.items() if number in used})


def _table_change(
    table: Table, present: pd.DataFrame, frame: pd.DataFrame, given: frozenset[str], *, replace: bool
) -> TableChange:
    place = locate(table, frame, present)
    known = np.flatnonzero(place >= 0)
    old = present.iloc[place[known]].reset_index(drop=True)
    new = frame.iloc[known].reset_index(drop=True)
    new = new.assign(**{name: old[name] for name in table.column_names if name not in given})
    differs = np.zeros(len(known), dtype=bool)
    for name in given:
        differs |= unequal(old[name], new[name])
    kept = np.flatnonzero(differs)
    old, new = (rows.iloc[kept].reset_index(drop=True) for rows in (old, new))
    inserted = frame.iloc[np.flatnonzero(place < 0)].reset_index(drop=True)
    gone = np.setdiff1d(np.arange(len(present)), place) if replace else np.empty(0, dtype=np.int64)
    deleted = present.iloc[gone].reset_index(drop=True)
    return TableChange.of(table, inserted=inserted, deleted=deleted, updated=paired_updates(table, old, new))


def _given(name: str, frame: pd.DataFrame, read: ImportResult, profile: MappingProfile | None) -> frozenset[str]:
    """Columns of a table that the source has, or the profile gives as constants."""
    columns = {column for number in _numbers(frame) for column in read.sources[number].columns}
    sheets = profile.sheets if profile else ()
    constants = {column for sheet in sheets if sheet.table == name for column in sheet.constants}
    return frozenset(columns | constants) - set(PROVENANCE)


def _numbers(frame: pd.DataFrame) -> set[int]:
    return {int(number) for number in frame[SOURCE].dropna().unique()}


def _exists(clashes: Mapping[str, TableChange]) -> KnownError:
    count = sum(len(change.updated) for change in clashes.values())
    name, change = next(iter(clashes.items()))
    key = ", ".join(row_key(input_table(name), change.updated.keys, 0).values())
    return KnownError(
        "import-key-exists",
        f"Nothing was imported: {count:,} rows have keys that the project has already, with other values.",
        where=f"{name}[{key}]" + (" and others" if count > 1 else ""),
        what_to_do="Import with --upsert to give those rows the new values, or take them out of the source.",
    )
