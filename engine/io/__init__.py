"""Spreadsheets and csv: read, mapped to the schema, written.

The names are loaded when they are first asked for: the process that parses workbooks is part of this package and has to
start at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.io.exporting import export_csv, export_workbook, write_table_csv
    from engine.io.importing import ImportResult, import_sheets, import_source, read_sheets
    from engine.io.options import ReadOptions
    from engine.io.profile import MappingProfile, SheetMapping, load_profile, save_profile
    from engine.io.suggesting import propose, propose_columns
    from engine.io.template import write_template

__all__ = [
    "ImportResult",
    "MappingProfile",
    "ReadOptions",
    "SheetMapping",
    "export_csv",
    "export_workbook",
    "import_sheets",
    "import_source",
    "load_profile",
    "propose",
    "propose_columns",
    "read_sheets",
    "save_profile",
    "write_table_csv",
    "write_template",
]

_HOMES = {
    "exporting": ("export_csv", "export_workbook", "write_table_csv"),
    "importing": ("ImportResult", "import_sheets", "import_source", "read_sheets"),
    "options": ("ReadOptions",),
    "profile": ("MappingProfile", "SheetMapping", "load_profile", "save_profile"),
    "suggesting": ("propose", "propose_columns"),
    "template": ("write_template",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
