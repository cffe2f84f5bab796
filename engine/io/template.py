"""The blank workbook: one sheet a table, headers in row 1, help as cell notes, choices as lists."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.io.a1 import MAX_ROWS, column_letters
from engine.io.replacing import replacing
from engine.schema import INPUT_TABLES, SETTINGS, Column, ColumnType, Table, setting

_AUTHOR = "NetWORX Essentials"
_FILLS = {"key": "FFCFE0F5", "required": "FFDDE8F5", "": "FFEEF1F4"}
_NOTE_WIDTH, _LINE_HEIGHT, _LINE_CHARACTERS = 340, 19, 46
_LONGEST_LIST = 255


def write_template(path: Path) -> None:
    """Write the blank workbook, in place of any file of that name.

    Raises:
        KnownError: The file cannot be written.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in INPUT_TABLES.values():
        _write_table(workbook.create_sheet(table.name), table)
    made = io.BytesIO()  # a library that meets a full disk complains again when its file is collected
    workbook.save(made)
    with replacing(path) as part:
        part.write_bytes(made.getbuffer())


def column_help(column: Column, table: Table) -> str:
    """What a column's note says: unit, meaning, formula, rules, example; one to a line."""
    units = {name: setting(name).default for name in ("currency", "distance_unit", "weight_unit")}
    unit = column.unit.text(units)
    lines = [
        column.meaning,
        f"Unit: {unit}" if unit else "",
        f"In the model: {column.formula}" if column.formula else "",
        f"One of: {', '.join(_choices(column))}" if _choices(column) else "",
        f"Names a row of: {', '.join(column.refers_to)}" if column.refers_to else "",
        f"Known names: {', '.join(entry.name for entry in SETTINGS)}" if _names_settings(column, table) else "",
        "Must be filled in." if column.required else f"Blank: {column.blank}" if column.blank else "",
        f"Example: {column.example}" if column.example else "",
    ]
    return "\n".join(line for line in lines if line)


def _write_table(sheet: Worksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns):
        letters = column_letters(number)
        cell = sheet[f"{letters}1"]
        cell.value = column.name
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_FILLS[_weight(column)])
        cell.alignment = Alignment(vertical="center")
        cell.comment = _note(column_help(column, table))
        sheet.column_dimensions[letters].width = max(len(column.name) + 4, 12)
        _format_cells(sheet, letters, column)
        _offer_choices(sheet, letters, column, table)


def _weight(column: Column) -> str:
    if column.key:
        return "key"
    return "required" if column.required else ""


def _note(text: str) -> Comment:
    lines = sum(1 + len(line) // _LINE_CHARACTERS for line in text.splitlines())
    return Comment(text, _AUTHOR, height=_LINE_HEIGHT * (lines + 1), width=_NOTE_WIDTH)


def _format_cells(sheet: Worksheet, letters: str, column: Column) -> None:
    """Text columns are formatted as text, so that a name such as 00123 or 1-2 stays as it is typed."""
    if column.type is ColumnType.DATE:
        sheet.column_dimensions[letters].number_format = "yyyy-mm-dd"
    elif not column.is_number:
        sheet.column_dimensions[letters].number_format = "@"


def _offer_choices(sheet: Worksheet, letters: str, column: Column, table: Table) -> None:
    words = [entry.name for entry in SETTINGS] if _names_settings(column, table) else _choices(column)
    listed = f'"{",".join(words)}"'
    if not words or len(listed) > _LONGEST_LIST:
        return
    rule = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
    rule.errorTitle = column.name
    rule.error = f"One of: {', '.join(words)}"[:_LONGEST_LIST]
    rule.add(f"{letters}2:{letters}{MAX_ROWS}")
    sheet.add_data_validation(rule)


def _choices(column: Column) -> list[str]:
    return ["yes", "no"] if column.type is ColumnType.YES_NO else list(column.choices)


def _names_settings(column: Column, table: Table) -> bool:
    return table.name == "settings" and column.name == "name"
