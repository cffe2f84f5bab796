"""The process that parses one workbook: it may run out of memory or time, and dies alone."""

from __future__ import annotations

import json
import math
import os
import struct
import sys
import threading
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
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
from engine.io.cells import CellColumn, Kind, column_of_values, joined, replace_cells, write_columns

MANIFEST = "manifest.json"
_SPARE_SECONDS = 5
_ROWS_AT_ONCE = 10_000


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
    except PasswordError:
        return {"refusal": "protected"}
    except (CalamineError, OSError) as error:
        return {"refusal": "damaged", "message": str(error)}
    try:
        findings = find_cells(path, request["kind"], tuple(request["suspect_parts"]))
    except (UnsafeXmlError, ExpatError, struct.error, KeyError, ValueError) as error:
        return {"refusal": "damaged", "message": f"its error values cannot be told from blanks: {error}"}
    try:
        return _written(workbook, folder, findings, request["cells"])
    except (CalamineError, OSError) as error:
        # A part that ends too early comes as an OSError.
        return {"refusal": "damaged", "message": str(error)}


def _written(
    workbook: CalamineWorkbook, folder: Path, findings: Mapping[str, list[CellFinding]], most_cells: int
) -> dict[str, Any]:
    """The sheets, one after the other, so that never more than one is in memory."""
    cells, answer = 0, []
    for number, meta in enumerate(meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet):
        sheet = workbook.get_sheet_by_name(meta.name)
        cells += math.prod(_extent(sheet))
        if cells > most_cells:
            continue  # the others are counted alone, for what is said of all of them
        file = f"{number}.arrow"
        write_columns(folder / file, _columns(sheet, findings.get(meta.name, [])))
        hidden = meta.visible != SheetVisibleEnum.Visible
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        answer.append({"name": meta.name, "file": file, "hidden": hidden, "merged": merged})
    return {"sheets": answer} if cells <= most_cells else {"refusal": "too-many-cells", "cells": cells}


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns from A1 to the last filled cell."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _columns(sheet: CalamineSheet, findings: list[CellFinding]) -> list[CellColumn]:
    count, width = _extent(sheet)
    columns = _columns_of_rows(sheet, width)
    by_column: defaultdict[int, list[tuple[int, Kind, str]]] = defaultdict(list)
    for found in findings:
        for column in range(found.column, min(found.column + found.columns, len(columns))):
            for row in range(found.row, min(found.row + found.rows, count)):
                by_column[column].append((row, found.kind, found.text))
    for column, cells in by_column.items():
        columns[column] = replace_cells(columns[column], cells)
    return columns


def _columns_of_rows(sheet: CalamineSheet, width: int) -> list[CellColumn]:
    """The columns from A on, made of some rows at a time: as objects, all of them would take several times the room."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = iter(sheet.iter_rows())
    pieces: list[list[CellColumn]] = [[] for _ in range(width)]
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        for number, values in enumerate(zip(*(before + row for row in some), strict=True)):
            pieces[number].append(column_of_values(values))
    return [joined(pieces.pop(0)) for _ in range(width)]


if __name__ == "__main__":
    sys.exit(main())
