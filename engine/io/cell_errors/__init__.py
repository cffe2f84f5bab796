"""Finds what the parser drops: error values such as #REF!, and formulas that were never calculated.

The parser gives both as blanks, and a blank is not the same as a broken cell. One file a format.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from engine.io.cell_errors.finding import CellFinding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["CellFinding", "find_cells"]


def find_cells(path: Path, kind: str, suspect_parts: tuple[str, ...]) -> dict[str, list[CellFinding]]:
    """Error values and formulas without a result, by sheet name.

    Args:
        path: The workbook, already pre-checked.
        kind: Value of `SourceKind`.
        suspect_parts: Worksheet parts to look into (xlsx); the other formats are always looked through.

    Returns:
        Findings a sheet, in reading order; sheets without findings are absent.
    """
    found: defaultdict[str, list[CellFinding]] = defaultdict(list)
    for sheet, finding in _findings(path, kind, suspect_parts):
        found[sheet].append(finding)
    return dict(found)


def _findings(path: Path, kind: str, suspect_parts: tuple[str, ...]) -> Iterator[tuple[str, CellFinding]]:
    if kind == "xlsx":
        from engine.io.cell_errors import xlsx

        return xlsx.findings(path, suspect_parts)
    if kind == "xlsb":
        from engine.io.cell_errors import xlsb

        return xlsb.findings(path)
    if kind == "ods":
        from engine.io.cell_errors import ods

        return ods.findings(path)
    from engine.io.cell_errors import xls

    return xls.findings(path)
