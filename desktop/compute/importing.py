"""The steps of an import: the source read, its mapping proposed, its rows checked, the change that it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from desktop.compute.issue_places import placed
from desktop.compute.mappings import suitable
from desktop.compute.source_cells import keep_cells, kept_cells, kept_sheet, require_unchanged
from desktop.compute.stored import stored_network
from desktop.compute.watched import Watched
from engine.changes import TableChange, encode
from engine.io.cells import SheetCells, sheet_name
from engine.io.control_totals import ColumnTotal
from engine.io.importing import ImportResult, import_sheets, read_sheets, with_origin
from engine.io.options import ReadOptions
from engine.io.profile import MappingProfile, profile_of
from engine.io.reading import Reading
from engine.io.suggesting import SheetProposal, names_in, propose, propose_columns, with_values
from engine.issues import Severity
from engine.network import PROVENANCE
from engine.network.network import key_text
from engine.runs.importing import import_change, next_source
from engine.schema import INPUT_TABLES, input_table

CHANGE = "change"
_SAMPLES = 5
_MOST_ISSUES = 1_500


def read(
    project: str, source: str, profiles: str, folder: str, choices: dict[str, str | None] | None = None
) -> dict[str, Any]:
    """Reads a source in yet another process, under limits, and proposes a mapping.

    Args:
        project: Path of the project file, whose names tell what the values of a column mean.
        source: Workbook, csv file or folder of csv files.
        profiles: Folder of remembered mappings; need not exist.
        folder: Where the cells are kept and progress is told.
        choices: ``encoding``, ``delimiter`` and ``decimal`` of csv, None where the files decide.

    Returns:
        ``file``; ``sheets``: name, rows, hidden, table, match, header_row and columns (header, column, match,
        confidence, examples) of each; ``remembered``: name and profile of a mapping that suits, or None.

    Raises:
        KnownError: The source cannot be read, or not within the limits, or reading was stopped.
    """
    path, watched = Path(source), Watched(Path(folder))
    watched.tell("Parsing the cells")
    options = ReadOptions().completed_by(Reading(**choices or {}))
    sheets = read_sheets(path, options, cancelled=watched.is_cancelled)
    watched.tell("Finding tables and columns")
    keep_cells(sheets, path, Path(folder))
    proposals = propose(sheets, _names(project))
    return {
        "file": path.name,
        "sheets": [_sheet(cells, proposal) for cells, proposal in zip(sheets, proposals, strict=True)],
        "remembered": suitable(Path(profiles), sheets),
    }


def columns(project: str, folder: str, sheet: str, table: str, header_row: int = 0) -> dict[str, Any]:
    """What the columns of a sheet may mean in a table that the user chose.

    Args:
        project: Path of the project file.
        folder: Where the cells are kept.
        sheet: Name of the sheet.
        table: Table that it feeds.
        header_row: Row of the headers, counted from 1; 0 to find it.
    """
    cells = kept_sheet(folder, sheet)
    proposal = propose_columns(cells, input_table(table), header_row or None)
    sheets = kept_cells(folder)
    known = names_in(sheets, propose(sheets), _names(project))
    return _sheet(cells, with_values(cells, proposal, known))


def rows(folder: str, sheet: str, first: int, count: int) -> list[list[str]]:
    """Cells of some rows of a sheet as text, every column.

    Args:
        folder: Where the cells are kept.
        sheet: Name of the sheet.
        first: First row, counted from 0.
        count: Most rows.
    """
    cells = kept_sheet(folder, sheet)
    last = min(first + count, cells.rows)
    return [[column.text_at(row) for column in cells.columns] for row in range(first, last)]


def check(project: str, folder: str, profile: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """Reads the rows under a mapping and tells what there is to say about them.

    Args:
        project: Path of the project file.
        folder: Where the cells are kept.
        profile: The mapping as plain data.
        options: ``decimal`` and ``day_first``, None where the file's evidence decides; ``excluded``: rows by sheet.

    Returns:
        ``sheets``: rows read, used, reported and excluded; ``counts`` by severity; ``issues``: the first ones, errors
        before warnings, each with its sheet, row and column number; ``totals``.

    Raises:
        KnownError: A constant of the mapping cannot stand in its column.
    """
    result = _result(project, folder, profile, options)
    order = list(Severity)
    issues = sorted(result.issues, key=lambda issue: order.index(issue.severity))
    return {
        "sheets": [
            {
                "file": sheet.file,
                "sheet": sheet.sheet,
                "table": sheet.table,
                "read": sheet.rows_read,
                "used": sheet.rows_used,
                "reported": sheet.rows_reported,
                "excluded": sheet.rows_excluded,
            }
            for sheet in result.sheets
        ],
        "counts": {str(severity): sum(issue.severity is severity for issue in issues) for severity in Severity},
        "issues": [placed(issue) for issue in issues[:_MOST_ISSUES]],
        "totals": [_total(total) for total in result.totals],
    }


def change(
    project: str, source: str, folder: str, profile: dict[str, Any], options: dict[str, Any], mode: str
) -> dict[str, Any]:
    """Makes the change set of an import and leaves it as ``change`` in the folder.

    Args:
        project: Path of the project file.
        source: The source.
        folder: Where the cells are kept.
        profile: The mapping as plain data.
        options: As for `check`.
        mode: ``update``: rows whose keys exist get the new values; ``add``: they are refused; ``replace``: as update,
            and rows that the source does not have are deleted.

    Returns:
        ``tables``: name, inserted, updated, deleted, and samples of each; ``rows``: all of them together.

    Raises:
        KnownError: A row has an error, a key exists, or the source was changed after it was read.
    """
    require_unchanged(Path(source), Path(folder))
    result = with_origin(_result(project, folder, profile, options), Path(source))
    made = import_change(
        stored_network(project),
        result,
        upsert=mode == "update",
        replace=mode == "replace",
        profile=_profile(profile),
    )
    (Path(folder) / CHANGE).write_bytes(encode(made))
    counts = made.counts()
    tables = [
        {
            "table": name,
            "inserted": count.inserted,
            "updated": count.updated,
            "deleted": count.deleted,
            "samples": _samples(name, made.tables[name]),
        }
        for name, count in counts.items()
    ]
    return {"tables": tables, "rows": sum(count.inserted + count.updated + count.deleted for count in counts.values())}


def _names(project: str) -> dict[str, frozenset[str]]:
    """Names of the project's rows, by table."""
    network = stored_network(project)
    single = (table for table in INPUT_TABLES.values() if len(table.key) == 1)
    return {table.name: frozenset(network[table.name][table.key[0]].astype(str)) for table in single}


def _result(project: str, folder: str, profile: dict[str, Any], options: dict[str, Any]) -> ImportResult:
    first = next_source(stored_network(project))
    return _imported(folder, json.dumps(profile, sort_keys=True), json.dumps(options, sort_keys=True), first)


@lru_cache(maxsize=1)
def _imported(folder: str, profile: str, options: str, first_source: int) -> ImportResult:
    chosen = json.loads(options)
    excluded = {sheet: frozenset(numbers) for sheet, numbers in chosen["excluded"].items()}
    read_options = ReadOptions(decimal=chosen["decimal"], day_first=chosen["day_first"], excluded=excluded)
    return import_sheets(kept_cells(folder), _profile(json.loads(profile)), read_options, first_source=first_source)


def _profile(data: Mapping[str, Any]) -> MappingProfile:
    return profile_of(data, Path("mapping"))


def _sheet(cells: SheetCells, proposal: SheetProposal) -> dict[str, Any]:
    return {
        "name": sheet_name(cells),
        "place": cells.place,
        "rows": cells.rows,
        "width": len(cells.columns),
        "hidden": cells.hidden,
        "table": proposal.table,
        "match": str(proposal.match),
        "header_row": proposal.header_row,
        "columns": [
            {
                "header": column.header,
                "examples": list(column.examples),
                "column": column.suggestion.name if column.suggestion else "",
                "match": str(column.suggestion.match) if column.suggestion else "",
                "confidence": column.suggestion.confidence if column.suggestion else 0.0,
            }
            for column in proposal.columns
        ],
    }


def _total(total: ColumnTotal) -> dict[str, Any]:
    names = ("file", "sheet", "table", "column", "source", "used", "left_out", "texts", "difference")
    return {name: getattr(total, name) for name in names}


def _samples(name: str, made: TableChange) -> list[dict[str, Any]]:
    """The first rows of each kind: what happens, the key, and the cells (old → new where they change)."""
    table = INPUT_TABLES[name]
    found: list[dict[str, Any]] = []
    for kind, frame in (("inserted", made.inserted), ("deleted", made.deleted)):
        for row in frame.head(_SAMPLES)[list(table.column_names)].to_dict("records"):
            cells = {column: key_text(value) for column, value in row.items() if key_text(value)}
            key = {column: cells.pop(column, "") for column in table.key}
            found.append({"kind": kind, "key": key, "cells": cells})
    keys = made.updated.keys.head(_SAMPLES)
    for place, row in enumerate(keys.to_dict("records")):
        cells = {column: f"{old} → {new}" for column, old, new in _changed(made, place)}
        found.append({"kind": "updated", "key": {str(k): key_text(v) for k, v in row.items()}, "cells": cells})
    return found


def _changed(made: TableChange, place: int) -> Sequence[tuple[str, str, str]]:
    changed = []
    for column, cells in made.updated.cells.items():
        if column in PROVENANCE:
            continue
        at = int(cells.rows.searchsorted(place))
        if at < len(cells.rows) and cells.rows[at] == place:
            changed.append((column, _shown(cells.old, at), _shown(cells.new, at)))
    return changed


def _shown(cells: pd.Series, at: int) -> str:
    return key_text(cells.iat[at]) or "blank"
