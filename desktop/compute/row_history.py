"""What became of one row, read from the journal beside the user interface."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.changes import TableChange
from engine.changes.keys import locate
from engine.network import conform
from engine.network.network import key_text
from engine.schema import Table, input_table
from sync.store import JournalEntry, Project
from sync.store.file import OpenMode

_MOST = 30


def changes_of(path: str, table: str, key: Mapping[str, str]) -> dict[str, Any]:
    """Changes that met a row, newest first, back to when it came.

    Args:
        path: Project file.
        table: Name of an input table.
        key: Key of the row, column → value as text.

    Returns:
        ``changes``, each with version, created, author, origin, label, kind (inserted, updated or deleted) and cells
        as [column, old, new]; ``more``: whether there are older ones that were not looked at.
    """
    schema = input_table(table)
    found: list[dict[str, Any]] = []
    with Project.open(Path(path), OpenMode.READ) as project:
        wanted = _key_frame(schema, key)
        for entry in reversed(project.history()):
            if table not in entry.counts:
                continue
            if len(found) == _MOST:
                return {"changes": found, "more": True}
            met = _met(schema, wanted, project.change(entry.version).tables[table])
            if met is not None:
                found.append({**_told(entry), "kind": met[0], "cells": met[1]})
                if met[0] == "inserted":
                    break
    return {"changes": found, "more": False}


def _key_frame(table: Table, key: Mapping[str, str]) -> pd.DataFrame:
    cells: dict[str, list[object]] = {}
    for name in table.key:
        text = key.get(name, "")
        cells[name] = [float(text) if text else np.nan] if table.column(name).is_number else [text]
    return conform(pd.DataFrame(cells), table)


def _met(table: Table, wanted: pd.DataFrame, change: TableChange) -> tuple[str, list[list[str]]] | None:
    if _place(table, wanted, change.inserted) is not None:
        return "inserted", []
    if _place(table, wanted, change.deleted) is not None:
        return "deleted", []
    place = _place(table, wanted, change.updated.keys)
    if place is None:
        return None
    cells = []
    for name, changed in change.updated.cells.items():
        spot = int(np.searchsorted(changed.rows, place))
        if name in table.by_name and spot < len(changed.rows) and changed.rows[spot] == place:
            cells.append([name, key_text(changed.old.iat[spot]), key_text(changed.new.iat[spot])])
    return "updated", cells


def _place(table: Table, wanted: pd.DataFrame, frame: pd.DataFrame) -> int | None:
    place = int(locate(table, wanted, frame)[0])
    return place if place >= 0 else None


def _told(entry: JournalEntry) -> dict[str, Any]:
    return {
        "version": entry.version,
        "created": entry.created,
        "author": entry.author,
        "origin": str(entry.origin),
        "label": entry.label,
    }
