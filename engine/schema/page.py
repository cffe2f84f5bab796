"""The schema as a page of the documentation: every table, column and setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.schema.column import Column, ColumnType
from engine.schema.registry import INPUT_TABLES, RESULT_TABLES
from engine.schema.settings import SETTINGS, Setting
from engine.schema.table import Table

# A project's own units stand in the product; the page names their kinds.
_KINDS_OF_UNITS = {"currency": "money", "distance_unit": "distance", "weight_unit": "weight"}

_INTRODUCTION = """\
# Tables and columns

This page is generated from the schema by `python dev.py docs`; it is not edited by hand.

A model is a set of tables. In a workbook each table is a sheet and each column a header in row 1; in a folder of csv
files each table is a file. Rows are identified by their key columns. Shares run from 0 to 1, rates and limits hold per
period, money is in the project's currency, and numbers have a decimal point. A blank means what the column says; where
it says that the column is required, a blank is an error.

**Required**: `yes` means that a blank is an error; `with …` means that a blank is an error where one of those columns
of the row is filled."""


def schema_page() -> str:
    """The page in Markdown: input tables in reading order, settings, result tables."""
    parts = [
        _INTRODUCTION,
        _contents("Input tables", INPUT_TABLES),
        *map(table_section, INPUT_TABLES.values()),
        settings_section(),
        "## Result tables\n\nWritten by a run, never edited.",
        *map(table_section, RESULT_TABLES.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _contents(title: str, tables: Mapping[str, Table]) -> str:
    lines = (f"- [`{table.name}`](#{table.name}): {table.meaning}" for table in tables.values())
    return f"## {title}\n\n" + "\n".join(lines)


def table_section(table: Table) -> str:
    """One table in Markdown: what a row says, and its columns."""
    lines = [f"### {table.name}", "", table.meaning]
    if table.empty:
        lines += ["", f"Without rows: {table.empty}"]
    header = ("column", "type", "unit", "key", "required", "blank means", "meaning", "formula", "example")
    return "\n".join([*lines, "", *_grid(header, map(_row, table.columns))])


def _row(column: Column) -> tuple[str, ...]:
    return (
        f"`{column.name}`",
        _type(column),
        column.unit.text(_KINDS_OF_UNITS),
        "key" if column.key else "",
        _required(column),
        column.blank,
        column.meaning,
        column.formula,
        f"`{column.example}`" if column.example else "",
    )


def _type(column: Column) -> str:
    """The type in words, with choices, range and tables referred to."""
    if column.type is ColumnType.CHOICE:
        return "choice: " + ", ".join(f"`{word}`" for word in column.choices)
    if column.type is ColumnType.REFERENCE:
        return "names a row of " + _tables(column.refers_to)
    words = str(column.type)
    if column.type is ColumnType.COST:
        words = "number, or names a row of " + _tables(column.refers_to)
    return words + _range(column.minimum, column.maximum, above=column.above_minimum)


def _tables(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _range(minimum: float | None, maximum: float | None, *, above: bool) -> str:
    low = "" if minimum is None else f"{'>' if above else '≥'} {minimum:g}"
    high = "" if maximum is None else f"≤ {maximum:g}"
    limits = ", ".join(filter(None, (low, high)))
    return f", {limits}" if limits else ""


def _required(column: Column) -> str:
    if column.required:
        return "yes"
    return f"with {_tables(column.required_with)}" if column.required_with else ""


def settings_section() -> str:
    """The settings that exist, in Markdown."""
    header = ("setting", "type", "default", "meaning")
    rows = (
        (
            f"`{setting.name}`",
            _setting_type(setting),
            f"`{setting.default}`" if setting.default else "none",
            setting.meaning,
        )
        for setting in SETTINGS
    )
    title = "## Settings\n\nThe names that the table `settings` may hold, and the value of each where it has no row.\n"
    return "\n".join([title, *_grid(header, rows)])


def _setting_type(setting: Setting) -> str:
    if setting.choices:
        return "choice: " + ", ".join(f"`{word}`" for word in setting.choices)
    return str(setting.type) + _range(setting.minimum, setting.maximum, above=setting.above_minimum)


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [header, tuple("---" for _ in header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
