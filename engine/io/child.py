"""The process that parses one workbook: it may run out of memory or time, and dies alone."""

from __future__ import annotations

import json
import math
import os
import struct
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from engine.io.cell_errors import CellFinding, find_cells
from engine.io.cell_errors.xml_walk import UnsafeXmlError
from engine.io.cells import CellColumn, Kind, column_of_values, replace_cells, write_columns

MANIFEST = "manifest.json"
_SPARE_SECONDS = 5


def main() -> int:
    """Read one request (a JSON line on standard input), parse, and leave the answer in the request's folder.

    The answer is `manifest.json` with either ``sheets`` or ``refusal``, and one Arrow file a sheet.
    """
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_resources(request["memory_bytes"], request["seconds"])
    folder = Path(request["folder"])
    answer = _parse(Path(request["path"]), folder, request)
    (folder / MANIFEST).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def _limit_resources(memory_bytes: int, seconds: float) -> None:
    """Cap address space and processor time where the system can; elsewhere the parent watches alone."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    if sys.platform != "darwin":  # macOS counts shared caches and refuses or ignores the limit
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    processor = int(seconds) + _SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + _SPARE_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """Leave when standard input ends: the parent is gone. `os.read`, as a buffered read aborts at exit."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _parse(path: Path, folder: Path, request: dict[str, Any]) -> dict[str, Any]:
    try:
        workbook = CalamineWorkbook.from_path(path)
        metas = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        sheets = [workbook.get_sheet_by_name(meta.name) for meta in metas]
    except PasswordError:
        return {"refusal": "protected"}
    except (CalamineError, OSError) as error:
        # A part that ends too early comes as an OSError.
        return {"refusal": "damaged", "message": str(error)}
    cells = sum(math.prod(_extent(sheet)) for sheet in sheets)
    if cells > request["cells"]:
        return {"refusal": "too-many-cells", "cells": cells}
    try:
        findings = find_cells(path, request["kind"], tuple(request["suspect_parts"]))
    except (UnsafeXmlError, ExpatError, struct.error, KeyError, ValueError) as error:
        return {"refusal": "damaged", "message": f"its error values cannot be told from blanks: {error}"}
    answer = []
    for number, (meta, sheet) in enumerate(zip(metas, sheets, strict=True)):
        file = f"{number}.arrow"
        write_columns(folder / file, _columns(sheet, findings.get(meta.name, [])))
        hidden = meta.visible != SheetVisibleEnum.Visible
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        answer.append({"name": meta.name, "file": file, "hidden": hidden, "merged": merged})
    return {"sheets": answer}


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns from A1 to the last filled cell."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _columns(sheet: CalamineSheet, findings: list[CellFinding]) -> list[CellColumn]:
    rows = sheet.to_python(skip_empty_area=False) if sheet.end else []
    columns = [column_of_values(values) for values in zip(*rows, strict=True)]
    by_column: defaultdict[int, list[tuple[int, Kind, str]]] = defaultdict(list)
    for found in findings:
        for column in range(found.column, min(found.column + found.columns, len(columns))):
            for row in range(found.row, min(found.row + found.rows, len(rows))):
                by_column[column].append((row, found.kind, found.text))
    for column, cells in by_column.items():
        columns[column] = replace_cells(columns[column], cells)
    return columns


if __name__ == "__main__":
    sys.exit(main())
