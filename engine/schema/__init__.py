"""The one description of the data model: every table and column, from which everything else is derived."""

from engine.schema.column import Column, ColumnType
from engine.schema.registry import INPUT_TABLES, RESULT_TABLES, input_table, result_table, table
from engine.schema.settings import SETTINGS, Setting, setting
from engine.schema.table import Table
from engine.schema.unit import Unit

__all__ = [
    "INPUT_TABLES",
    "RESULT_TABLES",
    "SETTINGS",
    "Column",
    "ColumnType",
    "Setting",
    "Table",
    "Unit",
    "input_table",
    "result_table",
    "setting",
    "table",
]
