"""One sheet read as rows of one table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from engine.errors import KnownError
from engine.io.cells import CellColumn, SheetCells, column_of_values, sheet_name
from engine.io.column_values import ColumnValues, Finding
from engine.io.date_values import read_dates
from engine.io.layout import Layout, filled_rows
from engine.io.merged import unmerge
from engine.io.number_values import evidence, read_numbers
from engine.io.numerals import DecimalEvidence
from engine.io.options import ReadOptions
from engine.io.profile import SheetMapping
from engine.io.report import ReadColumn, cell_issues, keeps_row_out
from engine.io.text_values import read_choices, read_texts
from engine.io.wide_rows import wide_issues, wide_rows
from engine.issues import Issue, Severity, has_errors
from engine.schema import Column, ColumnType, Table


@dataclass(frozen=True, slots=True)
class SheetRows:
    """Rows of a sheet, read but not yet checked against each other.

    Attributes:
        frame: Columns of the table that the sheet or the mapping gives, m rows.
        rows: Sheet row of each, counted from 1.
        usable: Which of the m rows have no error; none where the headers have one.
        issues: One for each cell with a finding.
        excluded: Sheet rows that the user leaves out on purpose, counted from 1; they are not among the m rows.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    usable: np.ndarray
    issues: tuple[Issue, ...]
    excluded: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def decimal_evidence(cells: SheetCells, table: Table, layout: Layout) -> DecimalEvidence:
    """What the number columns of a sheet show about its decimal sign."""
    shown = DecimalEvidence()
    for name, number in layout.columns.items():
        if table.column(name).is_number:
            shown |= evidence(cells.columns[number].slice(layout.first_row))
    return shown


def read_rows(
    cells: SheetCells,
    table: Table,
    layout: Layout,
    mapping: SheetMapping,
    decimal: str | None,
    options: ReadOptions,
) -> SheetRows:
    """Read the rows of a sheet.

    Args:
        cells: The sheet.
        table: Table that it feeds.
        layout: Its headers and first row.
        mapping: Constants and factors.
        decimal: Decimal sign of numbers written as text; None where nothing shows it.
        options: The user's choices.
    """
    filled = filled_rows(cells, layout.first_row)
    left_out = np.isin(filled, [row - 1 for row in options.excluded.get(sheet_name(cells), ())])
    rows, excluded = filled[~left_out], filled[left_out] + 1
    if not len(rows):
        return SheetRows(pd.DataFrame(index=pd.RangeIndex(0)), rows, np.ones(0, np.bool_), (), excluded)
    read: dict[str, ColumnValues] = {}
    places: dict[str, ReadColumn] = {}
    for name, number in layout.columns.items():
        column = table.column(name)
        place, values = _read_column(cells, number, column, layout.first_row, rows, decimal=decimal, options=options)
        read[name] = _scaled(values, mapping.factors.get(name))
        places[name] = place
    read |= {name: _constant(table.column(name), text, len(rows)) for name, text in mapping.constants.items()}
    frame = pd.DataFrame({name: values.values for name, values in read.items()}, index=pd.RangeIndex(len(rows)))
    findings = {name: values.findings for name, values in read.items()}
    checked = _checked(cells, table, frame, rows, places, findings)
    wide = wide_rows(cells, layout, rows)
    usable = checked.usable & ~wide & (not has_errors(layout.issues))
    issues = (*checked.issues, *wide_issues(cells, table, layout, rows, wide))
    return replace(checked, usable=usable, issues=issues, excluded=excluded)


def _read_column(
    cells: SheetCells,
    number: int,
    column: Column,
    first_row: int,
    rows: np.ndarray,
    *,
    decimal: str | None,
    options: ReadOptions,
) -> tuple[ReadColumn, ColumnValues]:
    whole, merged = unmerge(cells, number, column, first_row)
    values = read_column(_chosen(whole, rows), column, decimal, options)
    findings = values.findings + [_moved(finding, rows) for finding in merged]
    return ReadColumn(column.name, number, whole), replace(values, findings=findings)


def read_column(cells: CellColumn, column: Column, decimal: str | None, options: ReadOptions) -> ColumnValues:
    """Values of a column's cells by the column's type."""
    if column.is_number:
        return read_numbers(cells, column, decimal, strict=options.decimal is not None)
    if column.type is ColumnType.DATE:
        return read_dates(cells, day_first=options.day_first)
    if column.type in (ColumnType.CHOICE, ColumnType.YES_NO):
        return read_choices(cells, column)
    return read_texts(cells)


def _chosen(column: CellColumn, rows: np.ndarray) -> CellColumn:
    """Cells of these rising rows; shares memory where they follow each other without a gap."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return column.slice(int(rows[0]), int(rows[-1]) + 1)
    return column.take(rows)


def _moved(finding: Finding, rows: np.ndarray) -> Finding:
    """A finding whose rows count in the sheet, with rows that count among the chosen ones."""
    return replace(finding, rows=np.flatnonzero(np.isin(rows, finding.rows)))


def _scaled(values: ColumnValues, factor: float | None) -> ColumnValues:
    if factor is None:
        return values
    if values.values.dtype == object:
        scaled = values.values.map(lambda cell: cell * factor if isinstance(cell, float) else cell)
        return replace(values, values=scaled)
    return replace(values, values=values.values * factor)


def _constant(column: Column, text: str, size: int) -> ColumnValues:
    value = read_column(column_of_values([text]), column, ".", ReadOptions())
    if any(keeps_row_out(finding) for finding in value.findings):
        raise KnownError(
            "mapping-unusable",
            f"The constant {text!r} cannot stand in column {column.name!r}.",
            what_to_do="Correct it in the mapping profile.",
        )
    return ColumnValues(value.values.repeat(size).reset_index(drop=True))


def _checked(
    cells: SheetCells,
    table: Table,
    frame: pd.DataFrame,
    rows: np.ndarray,
    places: dict[str, ReadColumn],
    findings: dict[str, list[Finding]],
) -> SheetRows:
    """Rows with their issues; a row without a key cannot be used."""
    keys = frame[[name for name in table.key if name in frame.columns]]
    usable = np.ones(len(rows), np.bool_)
    issues: list[Issue] = []
    for name, place in places.items():
        found = findings[name] + _blank_keys(table.column(name), frame[name], findings[name])
        for finding in filter(keeps_row_out, found):
            usable[finding.rows] = False
        issues += cell_issues(cells, table, place, found, keys, rows)
    return SheetRows(frame, rows + 1, usable, tuple(issues))


def _blank_keys(column: Column, values: pd.Series, findings: list[Finding]) -> list[Finding]:
    """Rows that lack a required part of their key and have no other error there."""
    if not (column.key and column.required):
        return []
    blank = (values.isna() if column.is_number else values == "").to_numpy(dtype=np.bool_, copy=True)
    for finding in filter(keeps_row_out, findings):
        blank[finding.rows] = False
    message = f"The row has no {column.name}, which it is known by; fill it in or delete the row."
    return [Finding("key-blank", Severity.ERROR, message, np.flatnonzero(blank))] if blank.any() else []
