"""Findings turned into issues, with the cell they stand in, and the count of rows that were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.io.a1 import cell_name
from engine.io.cells import CellColumn, SheetCells
from engine.io.column_values import Finding
from engine.issues import Issue, Severity
from engine.network.network import key_text
from engine.schema import Table

MAX_CELLS = 1_000


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of the rows of one sheet; `rows_read` = `rows_used` + `rows_reported` + `rows_excluded`, always.

    Attributes:
        file: Name of the file.
        sheet: Name of the sheet; empty for csv.
        table: Table that it feeds; empty where it feeds none.
        rows_read: Rows under the headers that are not blank.
        rows_used: Rows that are part of the import.
        rows_excluded: Rows that the user leaves out on purpose.
        rows_reported: Rows that are not used for another reason, each named by an issue.
    """

    file: str
    sheet: str
    table: str
    rows_read: int
    rows_used: int
    rows_excluded: int = 0

    @property
    def rows_reported(self) -> int:
        """Rows that an issue keeps out."""
        return self.rows_read - self.rows_used - self.rows_excluded


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """Where a column of the table stands in its sheet.

    Attributes:
        name: Column of the table.
        number: Column of the sheet, counted from 0.
        cells: Its cells from row 0 of the sheet on.
    """

    name: str
    number: int
    cells: CellColumn


def cell_issues(
    sheet: SheetCells,
    table: Table,
    column: ReadColumn,
    findings: Iterable[Finding],
    keys: pd.DataFrame,
    rows: np.ndarray,
) -> Iterator[Issue]:
    """Issues for findings about a column: the first thousand of a rule one by one, the rest as a sum.

    Args:
        sheet: Where the cells stand.
        table: Table that they feed.
        column: The column meant.
        findings: Findings whose rows are positions in `rows`.
        keys: Key columns of the table, m rows.
        rows: Sheet row, counted from 0, of each of the m rows.
    """
    for finding in findings:
        for position in finding.rows[:MAX_CELLS].tolist():
            row = int(rows[position])
            value = column.cells.text_at(row)
            yield Issue(
                finding.severity,
                finding.rule,
                finding.message.replace("{value}", repr(value)),
                table.name,
                row_key(keys, position),
                column.name,
                value,
                f"{sheet.place}!{cell_name(row, column.number)}",
            )
        more = len(finding.rows) - MAX_CELLS
        if more > 0:
            yield Issue(
                finding.severity,
                finding.rule,
                f"The same holds for {more:,} more cells of this column.",
                table.name,
                column=column.name,
                source=sheet.place,
            )


def row_key(keys: pd.DataFrame, position: int) -> Mapping[str, str]:
    """Key columns of a row with their values as text."""
    return {str(name): key_text(keys[name].iat[position]) for name in keys.columns}


def keeps_row_out(finding: Finding) -> bool:
    """Whether the rows of a finding cannot be used."""
    return finding.severity is Severity.ERROR
