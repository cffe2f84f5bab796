"""A look at the first rows of csv files: how their text is read, and what speaks against that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from desktop.compute.issue_places import placed
from desktop.compute.mappings import remembered_readings
from engine.errors import KnownError
from engine.io import numerals
from engine.io.cells import SheetCells
from engine.io.csv_cells import read_csv
from engine.io.decimal_sign import decimal_sign
from engine.io.importing import csv_files, import_sheets, is_csv
from engine.io.layout import find_layout
from engine.io.number_values import evidence
from engine.io.numerals import DecimalEvidence
from engine.io.options import ReadOptions
from engine.io.profile import MappingProfile, SheetMapping
from engine.io.reading import Reading, encoding_name
from engine.io.sheet_rows import decimal_evidence
from engine.io.suggesting import SheetProposal, propose
from engine.issues import Issue
from engine.schema import INPUT_TABLES

_CHARACTERS = 300_000
_ROWS = 100
_LEAST = 0.6
# What the choices of the first step can mend; the rest is told when the columns are mapped.
_MENDED_HERE = (
    "file-encoding-guessed",
    "file-encoding-doubtful",
    "file-delimiter-guessed",
    "file-delimiter-doubtful",
    "file-decimal-assumed",
    "number-ambiguous",
    "number-other-decimal",
    "row-too-wide",
)


def look(source: str, profiles: str, choices: dict[str, str | None] | None = None) -> dict[str, Any]:
    """Reads the first rows of a csv file, or of each file of a folder.

    Args:
        source: The source.
        profiles: Folder of remembered mappings; need not exist.
        choices: ``encoding``, ``delimiter`` and ``decimal``, None where the file decides; None for what was chosen
            for such a source before.

    Returns:
        ``csv``: whether the source is csv; without it nothing else. ``choices`` that were followed, ``remembered``:
        name under which they were kept, or empty; ``files``: see `_seen`.

    Raises:
        KnownError: The source is missing, not readable or empty, or a folder without csv files.
    """
    path = Path(source)
    if not is_csv(path):
        return {"csv": False}
    files = csv_files(path)
    name, reading = ("", Reading(**choices)) if choices is not None else _remembered(Path(profiles), files)
    return {
        "csv": True,
        "choices": {"encoding": reading.encoding, "delimiter": reading.delimiter, "decimal": reading.decimal},
        "remembered": name,
        "files": [_seen(file, reading) for file in files],
    }


def _remembered(profiles: Path, files: Sequence[Path]) -> tuple[str, Reading]:
    """The choices kept last under which the files have the sheets and headers of their mapping."""
    for name, profile, has in remembered_readings(profiles, [file.stem for file in files]):
        try:
            heads = [_head(file, profile.reading) for file in files]
        except KnownError:
            continue
        if has(heads):
            return name, profile.reading
    return "", Reading()


def _seen(file: Path, reading: Reading) -> dict[str, Any]:
    """How a file is read.

    Returns:
        ``name``; ``refusal``: why it cannot be read so, or empty; ``found``: ``encoding``, ``guessed``, ``delimiter``
        and ``decimal`` without choices, None where nothing shows it, and ``decimal_state``: shown, assumed, doubtful,
        mixed or unneeded; ``rows``: the first ones; ``header_row`` counted from 1; ``is_whole``: whether all rows were
        looked at; ``problems``: the first issue of each kind with its ``count``; ``marks``: issues of the rows shown;
        ``example``: a number as written and as read, or None.
    """
    try:
        cells = _head(file, reading)
    except KnownError as error:
        unknown = {"decimal": None, "decimal_state": "unneeded"}
        return {**_NOTHING, "name": file.name, "refusal": str(error), "found": {**_found(file), **unknown}}
    found = _found(file) if reading.encoding or reading.delimiter else _found_in(cells)
    mapping, header_row = _mapping(propose([cells])[0])
    shown = _evidence(cells, mapping)
    options = ReadOptions().completed_by(reading)
    issues = import_sheets([cells], MappingProfile((mapping,)), options).issues if mapping else cells.issues
    told = [issue for issue in issues if issue.rule in _MENDED_HERE]
    rows = [[column.text_at(row) for column in cells.columns] for row in range(min(_ROWS, cells.rows))]
    state = _state(shown, cells.delimiter)
    sign = decimal_sign(shown, cells.delimiter) if state != "unneeded" else None
    return {
        "name": file.name,
        "refusal": "",
        "found": {**found, "decimal": sign, "decimal_state": state},
        "rows": rows,
        "header_row": header_row,
        "is_whole": file.stat().st_size <= _CHARACTERS,
        "problems": _first_of_each(told),
        "marks": [issue for issue in map(placed, told) if 0 <= issue["row"] < _ROWS],
        "example": _example(shown, reading.decimal or sign),
    }


_NOTHING: dict[str, Any] = {
    "rows": [],
    "header_row": 0,
    "is_whole": False,
    "problems": [],
    "marks": [],
    "example": None,
}


def _head(file: Path, reading: Reading) -> SheetCells:
    return read_csv(file, ReadOptions().completed_by(reading), most=_CHARACTERS)


def _found(file: Path) -> dict[str, Any]:
    """What the file shows by itself, whatever was chosen."""
    try:
        return _found_in(_head(file, Reading()))
    except KnownError:
        return {"encoding": None, "guessed": False, "delimiter": None}


def _found_in(cells: SheetCells) -> dict[str, Any]:
    guessed = any(issue.rule == "file-encoding-guessed" for issue in cells.issues)
    return {"encoding": encoding_name(cells.encoding), "guessed": guessed, "delimiter": cells.delimiter}


def _mapping(proposal: SheetProposal) -> tuple[SheetMapping | None, int]:
    """The proposal as if it were confirmed, so that numbers are looked for where they belong; its header row."""
    if not proposal.table or not proposal.header_row:
        return None, proposal.header_row
    columns: dict[str, str] = {}
    for entry in proposal.columns:
        meant = entry.suggestion
        if meant is not None and meant.confidence >= _LEAST and meant.name not in columns.values():
            columns[entry.header] = meant.name
    return SheetMapping(proposal.sheet, proposal.table, columns, header_row=proposal.header_row), proposal.header_row


def _evidence(cells: SheetCells, mapping: SheetMapping | None) -> DecimalEvidence:
    """What the number columns show about the decimal sign; without a table, what all columns show."""
    if mapping is not None:
        table = INPUT_TABLES[mapping.table]
        return decimal_evidence(cells, table, find_layout(cells, table, mapping))
    shown = DecimalEvidence()
    for column in cells.columns:
        shown |= evidence(column)
    return shown


def _state(shown: DecimalEvidence, delimiter: str) -> str:
    if shown.point and shown.comma:
        return "mixed"
    if not shown.is_silent:
        return "shown"
    if not (shown.with_point or shown.with_comma):
        return "unneeded"
    return "assumed" if decimal_sign(shown, delimiter) else "doubtful"


def _first_of_each(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    first: dict[str, dict[str, Any]] = {}
    for issue in issues:
        entry = first.setdefault(issue.rule, {**issue.to_dict(), "count": 0})
        entry["count"] += 1
    return sorted(first.values(), key=lambda entry: _MENDED_HERE.index(entry["rule"]))


def _example(shown: DecimalEvidence, sign: str | None) -> dict[str, Any] | None:
    """A number that can be read in two ways, and how it is read."""
    text = shown.with_point or shown.with_comma
    if not text or sign is None:
        return None
    value = numerals.read(numerals.undress(pa.array([text])), sign, strict=True).values[0]
    return {"text": text, "value": float(value)}
