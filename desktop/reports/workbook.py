"""The report as a workbook: figures with formulas, result tables with totals, assumptions, inputs, the run stamp."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from desktop.reports.content import ReportContent
from desktop.reports.formulas import (
    HEAD_ROWS,
    MOST_ROWS,
    KeyFormulas,
    all_periods_cell,
    columns_of,
    costs_by_period,
    rows_of,
)
from desktop.reports.stamp import stamp_facts, stamp_line
from desktop.reports.step import Step
from desktop.reports.words import tr
from desktop.views.results.words import bucket_name, named, table_name, tonne_decimals
from engine.io.a1 import column_letters
from engine.io.report_sheets import ReportSheet, SheetCell, Style, write_report
from engine.io.sheet_xml import SheetColumn, column_of_series
from engine.schema import INPUT_TABLES, Column, ColumnType, Table, Unit, result_table

_FORMATS = {
    Unit.SHARE: Style.PERCENT,
    Unit.MONEY_PER_UNIT: Style.CENTS,
    Unit.DISTANCE: Style.CENTS,
    Unit.HOURS: Style.CENTS,
    Unit.NONE: Style.PLAIN,
    Unit.COUNT: Style.WHOLE,
}
_SUMMED = frozenset({Unit.MONEY, Unit.MONEY_PER_PERIOD, Unit.QUANTITY_PER_PERIOD, Unit.CO2_PER_PERIOD})
_LIMITS = frozenset({"capacity", "max_quantity", "min_flow", "max_flow"})
_KG_PER_TONNE = 1000.0

Cells = list[SheetCell | None]


def write_workbook(content: ReportContent, path: Path) -> Iterator[Step]:
    """Write the report; yields each sheet before it is written.

    Raises:
        KnownError: The file cannot be written.
    """
    sheets = sheets_of(content)
    for number, name in enumerate(write_report(path, sheets)):
        yield Step(name, number, len(sheets))


def sheets_of(content: ReportContent) -> list[ReportSheet]:
    """The sheets in order."""
    results = [_table_sheet(result_table(name), frame, table_name(name)) for name, frame in content.tables.items()]
    inputs = [
        _table_sheet(table, content.inputs[name], tr("in {table}", table=name), summed=False)
        for name, table in INPUT_TABLES.items()
        if len(content.inputs[name])
    ]
    return [_summary(content), _costs(content), *results, _assumptions(content), *inputs, _stamp(content)]


def _summary(content: ReportContent) -> ReportSheet:
    """Key figures, and the costs that sum to the objective."""
    currency, figures = content.summary.units["currency"], content.summary.figures
    distance = content.summary.units["distance_unit"]
    sums = KeyFormulas(content)
    tonnes = Style.CENTS if tonne_decimals(figures.co2) else Style.WHOLE
    lines: list[tuple[str, float | None, Style, str]] = [
        (tr("Demand, units"), figures.demand, Style.WHOLE, sums.demand),
        (tr("Served, units"), figures.served, Style.WHOLE, sums.served),
        (tr("Unmet, units"), figures.demand - figures.served, Style.WHOLE, sums.unmet),
        (tr("Average distance to customers, {unit}", unit=distance), figures.distance, Style.CENTS, ""),
        (tr("Utilisation of open facilities' capacity"), figures.utilisation, Style.PERCENT, sums.utilisation),
        (tr("CO2, t"), figures.co2 / _KG_PER_TONNE, tonnes, sums.co2_tonnes),
        (tr("Open facilities"), float(figures.open), Style.WHOLE, ""),
        (tr("Facilities opened"), float(figures.opened), Style.WHOLE, ""),
        (tr("Facilities closed"), float(figures.closed), Style.WHOLE, ""),
    ]
    rows: list[Cells] = [
        [SheetCell(f"{content.project}: {content.record.scenario}", Style.TITLE)],
        [SheetCell(stamp_line(content), Style.MUTED)],
        [],
        [SheetCell(tr("Key figures"), Style.STRONG)],
    ]
    rows += [
        [SheetCell(name), SheetCell(value, style, sum_)] for name, value, style, sum_ in lines if value is not None
    ]
    titles = (tr("Costs, {currency}", currency=currency), tr("Present value"))
    rows += [[], [SheetCell(title, Style.HEADER) for title in titles]]
    first = len(rows) + 1
    costs = named(content.summary.costs)
    rows += [
        [SheetCell(bucket), SheetCell(float(cost), Style.CENTS, all_periods_cell(content, row))]
        for row, (bucket, cost) in enumerate(costs.items(), 2)
    ]
    total = f"SUM(B{first}:B{len(rows)})"
    whole = sum(costs.values())
    rows.append([SheetCell(tr("Total"), Style.STRONG), SheetCell(float(whole), Style.CENTS_TOTAL, total)])
    rows += _against_objective(content, len(rows), float(whole))
    return ReportSheet(tr("Summary"), rows, widths=(44, 22))


def _against_objective(content: ReportContent, total_row: int, total: float) -> list[Cells]:
    """The objective that the solver found, and how far the total is from it."""
    stamp = content.summary.stamp
    if not stamp.is_money or stamp.objective is None:
        return []
    sign = "-" if stamp.sense == "max" else ""
    cost = -stamp.objective if stamp.sense == "max" else stamp.objective
    row = total_row + 1
    return [
        [SheetCell(tr("Objective of the run")), SheetCell(float(stamp.objective), Style.CENTS)],
        [
            SheetCell(tr("Total plus objective (a profit)") if sign else tr("Total less objective")),
            SheetCell(float(total - cost), Style.CENTS, f"B{total_row}-({sign}B{row})"),
        ],
    ]


def _costs(content: ReportContent) -> ReportSheet:
    """Present value of each bucket in each period, with sums of both."""
    periods, buckets = content.summary.periods, list(content.summary.costs)
    currency = content.summary.units["currency"]
    header = [SheetCell(tr("Present value, {currency}", currency=currency), Style.HEADER)]
    header += [SheetCell(period, Style.HEADER) for period in periods]
    rows: list[Cells] = [[*header, SheetCell(tr("All periods"), Style.HEADER)]]
    last = column_letters(len(periods))
    for row, bucket in enumerate(buckets, 2):
        amounts = [float(content.summary.stacks[period].get(bucket, 0.0)) for period in periods]
        whole = SheetCell(float(sum(amounts)), Style.CENTS_TOTAL, f"SUM(B{row}:{last}{row})")
        rows.append([SheetCell(bucket_name(bucket)), *(SheetCell(amount, Style.CENTS) for amount in amounts), whole])
    end = len(rows)
    sums = [sum(content.summary.stacks[period].values()) for period in periods]
    sums.append(sum(sums))
    totals: Cells = [SheetCell(tr("Total"), Style.STRONG)]
    for number, amount in enumerate(sums, 1):
        letters = column_letters(number)
        totals.append(SheetCell(float(amount), Style.CENTS_TOTAL, f"SUM({letters}2:{letters}{end})"))
    return ReportSheet(costs_by_period(), [*rows, totals], widths=(30, *(18.0 for _ in sums)), frozen=1)


def _table_sheet(table: Table, frame: pd.DataFrame, name: str, *, summed: bool = True) -> ReportSheet:
    """A table with its meaning and, where asked for, totals above the headers; they follow the filters."""
    most = MOST_ROWS
    shown = frame.head(most)
    wanted = columns_of(table, frame)
    columns = [_column(column, shown[column.name]) for column in wanted]
    meaning = table.meaning
    if len(frame) > most:
        counts = {"shown": f"{most:,}", "total": f"{len(frame):,}"}
        meaning += " " + tr("The first {shown} of {total} rows; the csv export holds all.", **counts)
    totals: Cells = []
    first, last = rows_of(shown)
    for number, column in enumerate(wanted):
        if summed and column.unit in _SUMMED and column.name not in _LIMITS and len(shown):
            letters = column_letters(number)
            value = float(np.nansum(shown[column.name].to_numpy(dtype=float)))
            totals.append(SheetCell(value, Style.CENTS_TOTAL, f"SUBTOTAL(9,{letters}{first}:{letters}{last})"))
        else:
            totals.append(SheetCell(tr("Total"), Style.STRONG) if number == 0 and summed else None)
    head: list[Cells] = [[SheetCell(name, Style.STRONG)], [SheetCell(meaning, Style.MUTED)], totals]
    return ReportSheet(name[:31], head, columns, frozen=HEAD_ROWS + 1, filtered=True)


def _column(column: Column, values: pd.Series) -> SheetColumn:
    written = column_of_series(column.name, values, dates=column.type is ColumnType.DATE)
    if not column.is_number:
        return written
    usual = Style.CENTS if column.unit in _SUMMED else Style.PLAIN
    return replace(written, style=int(_FORMATS.get(column.unit, usual)))


def _assumptions(content: ReportContent) -> ReportSheet:
    names = (tr("kind"), tr("item"), tr("value"), tr("meaning"))
    header: Cells = [SheetCell(name, Style.HEADER) for name in names]
    rows: list[Cells] = [
        [
            SheetCell(line.kind, Style.MUTED),
            SheetCell(line.item, Style.WRAPPED),
            SheetCell(line.value, Style.WRAPPED),
            SheetCell(line.meaning, Style.WRAPPED),
        ]
        for line in content.assumptions
    ]
    return ReportSheet(tr("Assumptions"), [header, *rows], widths=(12, 28, 60, 80), frozen=1)


def _stamp(content: ReportContent) -> ReportSheet:
    rows: list[Cells] = [[SheetCell(tr("Run stamp"), Style.TITLE)], []]
    rows += [[SheetCell(name), _fact(value)] for name, value in stamp_facts(content)]
    return ReportSheet(tr("Run stamp"), rows, widths=(28, 90))


def _fact(value: str | float) -> SheetCell:
    if isinstance(value, str):
        return SheetCell(value)
    return SheetCell(float(value), Style.WHOLE if float(value).is_integer() else Style.PLAIN)
