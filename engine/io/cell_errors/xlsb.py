"""Error values in .xlsb worksheets, read from their binary records (MS-XLSB 2.1.4, 2.4)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from engine.io.cell_errors.finding import ERROR_CODES, CellFinding
from engine.io.cell_errors.package import main_part, related_parts
from engine.io.cells import Kind

_ROW = 0
_CELL_ERROR = 3
_FORMULA_ERROR = 11
_SHEET = 156


def findings(path: Path) -> Iterator[tuple[str, CellFinding]]:
    """Sheet name and finding for each error value of the workbook."""
    with zipfile.ZipFile(path) as container:
        parts = {entry.lower(): entry for entry in container.namelist()}
        for name, target in _sheets(container):
            if target in parts:
                for finding in _cells(container.read(parts[target])):
                    yield name, finding


def _sheets(container: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    workbook = main_part(container, "xl/workbook.bin")
    targets = related_parts(container, workbook)
    for record, body in _records(container.read(workbook)):
        if record == _SHEET:
            identity, rest = _wide_text(body, 8)
            name, _ = _wide_text(body, rest)
            yield name, targets.get(identity, "")


def _cells(part: bytes) -> Iterator[CellFinding]:
    row = -1
    for record, body in _records(part):
        if record == _ROW and len(body) >= 4:
            (row,) = struct.unpack_from("<I", body)
        elif record in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
            (column,) = struct.unpack_from("<I", body)
            yield CellFinding(row, column, Kind.ERROR, ERROR_CODES.get(body[8], "#ERROR"))


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Record number and body, one after the other; ends where the part is cut short."""
    place = 0
    while place < len(part):
        record, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        yield record, part[place : place + size]
        place += size


def _number(part: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number of up to `longest` bytes, 7 bits each, and the place after it."""
    value = 0
    for index in range(longest):
        if place >= len(part):
            return value, place
        byte = part[place]
        place += 1
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return value, place


def _wide_text(body: bytes, place: int) -> tuple[str, int]:
    (size,) = struct.unpack_from("<I", body, place)
    stop = place + 4 + 2 * size
    return body[place + 4 : stop].decode("utf-16-le", "replace"), stop
