"""Words that a cell may hold and that need no look into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.schema import INPUT_TABLES, SETTINGS, Column, ColumnType

if TYPE_CHECKING:
    from desktop.models.table_model import TableModel

_OF_SCENARIOS = frozenset({"scenarios", "overrides"})


def fixed_suggestions(model: TableModel, row: int, column: Column) -> tuple[str, ...]:
    """Choices of a column; names of settings, tables and columns where text cells hold them.

    Args:
        model: Model of the table.
        row: Row of the cell.
        column: What describes the cell; see `TableModel.column_of_cell`.
    """
    if column.choices:
        return column.choices
    if column.type is ColumnType.YES_NO:
        return ("yes", "no")
    match model.table.name, column.name:
        case "settings", "name":
            return tuple(setting.name for setting in SETTINGS)
        case "overrides", "table":
            return tuple(name for name in INPUT_TABLES if name not in _OF_SCENARIOS)
        case "overrides", "column":
            return _columns_of(_cell(model, row, "table"))
    return ()


def _columns_of(table: str) -> tuple[str, ...]:
    named = INPUT_TABLES.get(table)
    return tuple(column.name for column in named.columns if not column.key) if named else ()


def _cell(model: TableModel, row: int, name: str) -> str:
    if row == model.draft_row:
        return model.draft.texts.get(name, "")
    cells = model.row(row)
    return "" if cells is None else str(cells[model.table.column_names.index(name)] or "")
