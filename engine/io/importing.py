"""A workbook, a csv file or a folder of csv files read into tables of the network."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from engine.errors import KnownError
from engine.io.a1 import column_letters
from engine.io.assignment import assign
from engine.io.cells import SheetCells
from engine.io.control_totals import ColumnTotal, column_totals
from engine.io.csv_cells import read_csv
from engine.io.decimal_sign import assumed_point, decimal_sign
from engine.io.duplicates import repeated_keys
from engine.io.layout import Layout, find_layout
from engine.io.numerals import DecimalEvidence
from engine.io.options import ReadOptions
from engine.io.precheck import SourceKind, source_kind
from engine.io.profile import MappingProfile, SheetMapping
from engine.io.report import MAX_CELLS, SheetReport, row_key
from engine.io.sandbox import read_cells
from engine.io.sheet_rows import SheetRows, decimal_evidence, read_rows
from engine.issues import Issue, Severity
from engine.network import Source, conform
from engine.network.frames import SOURCE, SOURCE_ROW
from engine.schema import INPUT_TABLES, Table

_CSV_NAMES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import gives; whoever asked for it takes all of it, or nothing where there are errors.

    Attributes:
        tables: Frames in canonical form, with provenance, of the tables that the source has.
        sources: What the provenance numbers stand for.
        issues: Everything that was found, in the order of sheets.
        sheets: Rows read, used, reported and excluded, by sheet.
        totals: Sums of the number columns, in the source and in the frames.
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[int, Source]
    issues: tuple[Issue, ...]
    sheets: tuple[SheetReport, ...]
    totals: tuple[ColumnTotal, ...] = ()

    @property
    def rows_read(self) -> int:
        """Rows of all sheets; each is used or reported."""
        return sum(sheet.rows_read for sheet in self.sheets)

    @property
    def rows_used(self) -> int:
        """Rows of the frames."""
        return sum(sheet.rows_used for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet read for one table."""

    cells: SheetCells
    table: Table
    layout: Layout
    rows: SheetRows
    factors: Mapping[str, float]
    doubts: tuple[Issue, ...] = ()


def read_sheets(
    path: Path, options: ReadOptions | None = None, *, cancelled: Callable[[], bool] = lambda: False
) -> list[SheetCells]:
    """All cells of a workbook, a csv file, or a folder of csv files.

    Raises:
        KnownError: The source cannot be read.
    """
    options = options or ReadOptions()
    if is_csv(path):
        return [read_csv(file, options) for file in csv_files(path)]
    return read_cells(path, options.limits, cancelled=cancelled)


def is_csv(path: Path) -> bool:
    """Whether a source is a csv file or a folder of them: text whose encoding and delimiter can be chosen.

    Raises:
        KnownError: The source cannot be read.
    """
    return _is_folder(path) or (source_kind(path) is SourceKind.TEXT and path.suffix.lower() in _CSV_NAMES)


def csv_files(path: Path) -> list[Path]:
    """The files of a csv source, by name.

    Raises:
        KnownError: ``folder-without-csv``.
    """
    return _csv_files(path) if _is_folder(path) else [path]


def import_source(
    path: Path,
    profile: MappingProfile | None = None,
    options: ReadOptions | None = None,
    *,
    first_source: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportResult:
    """Read a workbook (sheet = table), a csv file or a folder of csv files (file = table).

    Args:
        path: The source.
        profile: How sheets and headers map to tables and columns; names and synonyms need none.
        options: Choices where the source's own evidence is not enough; the profile's count where there are none.
        first_source: Number of the first entry in `ImportResult.sources`.
        cancelled: Asked now and then while a workbook is parsed; true stops.

    Raises:
        KnownError: The source cannot be read at all, or the profile cannot be used.
    """
    options = (options or ReadOptions()).completed_by((profile or MappingProfile()).reading)
    sheets = read_sheets(path, options, cancelled=cancelled)
    return with_origin(import_sheets(sheets, profile, options, first_source=first_source), path)


def with_origin(result: ImportResult, path: Path) -> ImportResult:
    """The result with hash and time of the files that it was read from, for the provenance of its rows."""
    hashes = {file.name: _sha256(file) for file in csv_files(path)}
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    sources = {
        number: Source(source.file, source.sheet, source.columns, hashes[source.file], now)
        for number, source in result.sources.items()
    }
    return replace(result, sources=sources)


def import_sheets(
    sheets: Sequence[SheetCells],
    profile: MappingProfile | None = None,
    options: ReadOptions | None = None,
    *,
    first_source: int = 1,
) -> ImportResult:
    """Read sheets that are already in memory; see `import_source`."""
    options = (options or ReadOptions()).completed_by((profile or MappingProfile()).reading)
    assignment = assign(sheets, profile or MappingProfile())
    issues = [issue for cells in sheets for issue in cells.issues] + assignment.issues
    if not assignment.pairs:
        issues.append(_nothing_known(sheets))
    parts = _read_parts(assignment.pairs, options)
    frames: dict[str, pd.DataFrame] = {}
    used = {number: part.rows.usable for number, part in enumerate(parts)}
    for part in parts:
        issues += [*part.layout.issues, *part.doubts, *part.rows.issues]
    for name in INPUT_TABLES:
        numbered = [(number, part) for number, part in enumerate(parts) if part.table.name == name]
        if numbered:
            frames[name], found = _joined(numbered, used, first_source)
            issues += found
    reports = [_report(part, used[number]) for number, part in enumerate(parts)]
    sources = {first_source + number: _source(part) for number, part in enumerate(parts)}
    totals = (
        total
        for number, part in enumerate(parts)
        for total in column_totals(part.cells, part.table, part.layout.columns, part.rows, used[number], part.factors)
    )
    return ImportResult(frames, sources, tuple(issues), (*reports, *assignment.reports), tuple(totals))


def _read_parts(pairs: Iterable[tuple[SheetCells, SheetMapping]], options: ReadOptions) -> list[_Part]:
    found = [
        (cells, mapping, INPUT_TABLES[mapping.table], find_layout(cells, INPUT_TABLES[mapping.table], mapping))
        for cells, mapping in pairs
    ]
    shown: dict[str, DecimalEvidence] = {}
    for cells, _, table, layout in found:
        known = shown.get(cells.file, DecimalEvidence())
        shown[cells.file] = known if options.decimal else known | decimal_evidence(cells, table, layout)
    parts = []
    for cells, mapping, table, layout in found:
        decimal = options.decimal or decimal_sign(shown[cells.file], cells.delimiter)
        rows = read_rows(cells, table, layout, mapping, decimal, options)
        parts.append(_Part(cells, table, layout, rows, mapping.factors, assumed_point(shown[cells.file], cells)))
    return parts


def _joined(
    numbered: list[tuple[int, _Part]], used: dict[int, np.ndarray], first_source: int
) -> tuple[pd.DataFrame, list[Issue]]:
    """The usable rows of all sheets of one table; rows that repeat a key are taken out of `used` and reported."""
    table = numbered[0][1].table
    pieces = []
    for number, part in numbered:
        frame = part.rows.frame.loc[used[number]]
        pieces.append(frame.assign(**{SOURCE: float(first_source + number), SOURCE_ROW: part.rows.rows[used[number]]}))
    whole = conform(pd.concat(pieces, ignore_index=True) if len(pieces) > 1 else pieces[0], table)
    repeating, first = repeated_keys(whole, table)
    if not len(repeating):
        return whole, []
    issues = _repeats(whole, table, repeating, first, {first_source + number: part for number, part in numbered})
    kept = np.ones(len(whole), np.bool_)
    kept[repeating] = False
    for number, part in numbered:
        rows = whole[SOURCE_ROW].to_numpy()[(whole[SOURCE].to_numpy() == first_source + number) & ~kept]
        used[number] = used[number] & ~np.isin(part.rows.rows, rows)
    return whole.loc[kept].reset_index(drop=True), issues


def _repeats(
    whole: pd.DataFrame, table: Table, repeating: np.ndarray, first: np.ndarray, parts: Mapping[int, _Part]
) -> list[Issue]:
    keys = whole[list(table.key)]
    issues = []
    for row, earlier in zip(repeating[:MAX_CELLS].tolist(), first[:MAX_CELLS].tolist(), strict=True):
        place, other = (_row_place(whole, parts, at) for at in (row, earlier))
        issues.append(
            Issue(
                Severity.ERROR,
                "key-repeated",
                f"The row has the same key as {other}; a table has one row a key. Delete or merge one of them.",
                table.name,
                row_key(keys, row),
                source=place,
            )
        )
    if len(repeating) > MAX_CELLS:
        more = len(repeating) - MAX_CELLS
        issues.append(Issue(Severity.ERROR, "key-repeated", f"The same holds for {more:,} more rows.", table.name))
    return issues


def _row_place(whole: pd.DataFrame, parts: Mapping[int, _Part], row: int) -> str:
    source, sheet_row = whole[[SOURCE, SOURCE_ROW]].to_numpy(dtype=float)[row].astype(int)
    return f"{parts[int(source)].cells.place}!row {sheet_row}"


def _report(part: _Part, used: np.ndarray) -> SheetReport:
    excluded = len(part.rows.excluded)
    read = len(part.rows.rows) + excluded
    return SheetReport(part.cells.file, part.cells.sheet, part.table.name, read, int(used.sum()), excluded)


def _source(part: _Part) -> Source:
    letters = {name: column_letters(number) for name, number in part.layout.columns.items()}
    return Source(part.cells.file, part.cells.sheet, letters)


def _nothing_known(sheets: Sequence[SheetCells]) -> Issue:
    return Issue(
        Severity.ERROR,
        "source-without-tables",
        "No sheet or file has the name of a table. Name them after the tables (networx template writes a workbook "
        "with all of them), or map them.",
        source=sheets[0].file if sheets else "",
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whoever opens it tells why it cannot be read
        return False


def _csv_files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _CSV_NAMES and file.is_file())
    except OSError as error:
        raise KnownError(
            "folder-not-readable",
            f"The folder cannot be read ({error.strerror or error}).",
            where=str(folder),
            what_to_do="Ask its owner for the right to read it, or copy it.",
        ) from error
    if not files:
        raise KnownError(
            "folder-without-csv",
            "The folder holds no csv files.",
            where=str(folder),
            what_to_do="Choose a folder with one csv file a table, such as lanes.csv.",
        )
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
