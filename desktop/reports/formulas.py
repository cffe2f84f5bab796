"""Formulas of the summary of a workbook: each sum is taken from the sheet on which its parts stand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from desktop.reports.content import ReportContent
from desktop.reports.words import tr
from desktop.views.results.words import table_name
from engine.io.a1 import MAX_ROWS, column_letters
from engine.schema import Column, Table, result_table

HEAD_ROWS = 3
MOST_ROWS = MAX_ROWS - HEAD_ROWS - 1
_KG_PER_TONNE = 1000


def costs_by_period() -> str:
    """Name of the sheet of costs by period."""
    return tr("Costs by period")


def columns_of(table: Table, frame: pd.DataFrame) -> list[Column]:
    """The columns of a table's sheet, in order."""
    return [column for column in table.columns if column.name in frame.columns]


def rows_of(shown: pd.DataFrame) -> tuple[int, int]:
    """First and last row of a table on its sheet, as a spreadsheet counts them."""
    return HEAD_ROWS + 2, HEAD_ROWS + 1 + len(shown)


def all_periods_cell(content: ReportContent, row: int) -> str:
    """Formula that takes a bucket's cost over all periods from the sheet of costs by period."""
    return f"'{costs_by_period()}'!{column_letters(len(content.summary.periods) + 1)}{row}"


@dataclass(frozen=True)
class KeyFormulas:
    """Formulas of the key figures; empty where a table is not there, or too long for its sheet.

    Attributes:
        content: The report.
    """

    content: ReportContent

    @property
    def demand(self) -> str:
        """Quantity wanted."""
        return self._sum("result_demand", "quantity")

    @property
    def served(self) -> str:
        """Quantity served."""
        return self._sum("result_demand", "served")

    @property
    def unmet(self) -> str:
        """Quantity wanted and not served."""
        return f"{self.demand}-{self.served}" if self.demand and self.served else ""

    @property
    def co2_tonnes(self) -> str:
        """Emissions of flows and facilities."""
        parts = [part for name in ("result_flows", "result_facilities") if (part := self._sum(name, "co2"))]
        there = [name for name in ("result_flows", "result_facilities") if name in self.content.tables]
        return f"({'+'.join(parts)})/{_KG_PER_TONNE}" if parts and len(parts) == len(there) else ""

    @property
    def utilisation(self) -> str:
        """Throughput / capacity of facilities that are open and have a limit."""
        names = ("throughput", "capacity", "open")
        throughput, capacity, is_open = (self._range("result_facilities", name) for name in names)
        if not throughput or not capacity or not is_open:
            return ""
        limited = f'{is_open},">0.5",{capacity},">0"'
        return f"SUMIFS({throughput},{limited})/SUMIFS({capacity},{limited})"

    def _sum(self, table: str, column: str) -> str:
        cells = self._range(table, column)
        return f"SUM({cells})" if cells else ""

    def _range(self, table: str, column: str) -> str:
        frame = self.content.tables.get(table)
        if frame is None or not 0 < len(frame) <= MOST_ROWS:
            return ""
        names = [known.name for known in columns_of(result_table(table), frame)]
        if column not in names:
            return ""
        letters, (first, last) = column_letters(names.index(column)), rows_of(frame)
        return f"'{table_name(table)[:31]}'!{letters}{first}:{letters}{last}"
