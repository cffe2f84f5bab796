"""Which sheet feeds which table: by the profile, else by the sheet's own name; the rest is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.io.cells import SheetCells, sheet_name
from engine.io.layout import count_sure_headers, filled_rows
from engine.io.names import Match, suggest_table
from engine.io.profile import MappingProfile, SheetMapping
from engine.io.report import SheetReport
from engine.issues import Issue, Severity
from engine.schema import INPUT_TABLES, RESULT_TABLES


@dataclass(frozen=True, slots=True)
class Assignment:
    """Sheets with the tables that they feed, and what is said about the others."""

    pairs: list[tuple[SheetCells, SheetMapping]] = field(default_factory=list)
    reports: list[SheetReport] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def assign(sheets: Sequence[SheetCells], profile: MappingProfile) -> Assignment:
    """Find the table of each sheet; nothing is used by likeness alone."""
    result = Assignment()
    for cells in sheets:
        name = sheet_name(cells)
        mappings = profile.of_sheet(name) or _by_name(name)
        if mappings:
            result.pairs.extend((cells, mapping) for mapping in mappings)
        elif not profile.ignores(name):
            rows = len(filled_rows(cells, 0))
            result.reports.append(SheetReport(cells.file, cells.sheet, "", rows, 0))
            result.issues.extend(_unused(cells, name, rows))
    result.issues.extend(_not_found(sheets, profile))
    return result


def likely_table(cells: SheetCells) -> str:
    """Table that a sheet probably feeds, by its name or else by its headers; empty if none is likely."""
    named = suggest_table(sheet_name(cells))
    if named is not None and named.match is not Match.FUZZY:
        return named.name
    counts = {name: count_sure_headers(cells, table) for name, table in INPUT_TABLES.items()}
    best = max(counts, key=lambda name: counts[name])
    if counts[best] >= 2:
        return best
    return named.name if named is not None else ""


def _by_name(name: str) -> tuple[SheetMapping, ...]:
    found = suggest_table(name)
    return () if found is None or found.match is Match.FUZZY else (SheetMapping(name, found.name),)


def _not_found(sheets: Sequence[SheetCells], profile: MappingProfile) -> list[Issue]:
    """Sheets that the user mapped and the source does not have."""
    present = {sheet_name(cells).casefold() for cells in sheets}
    wanted = {mapping.sheet: mapping.table for mapping in profile.sheets if mapping.sheet.casefold() not in present}
    return [
        Issue(
            Severity.WARNING,
            "sheet-mapped-missing",
            f"The mapping takes table {table!r} from a sheet {sheet!r}, and the source has no such sheet.",
            table,
            value=sheet,
        )
        for sheet, table in wanted.items()
    ]


def _unused(cells: SheetCells, name: str, rows: int) -> list[Issue]:
    if not rows:
        return []
    if name in RESULT_TABLES:
        text = f"{name!r} holds results of a run, which are not imported; its {rows:,} rows were not read."
        return [Issue(Severity.NOTE, "sheet-results", text, value=name, source=cells.place)]
    likely = likely_table(cells)
    hint = f" It may be table {likely!r}." if likely else ""
    return [
        Issue(
            Severity.WARNING,
            "sheet-unknown",
            f"{name!r} is not the name of a table, so its {rows:,} rows were not read.{hint} "
            "Rename or map it, or leave it out on purpose.",
            value=name,
            source=cells.place,
        )
    ]
