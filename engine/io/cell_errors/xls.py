"""Error values in .xls worksheets, read from their binary records (MS-XLS 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from engine.io.cell_errors.finding import ERROR_CODES, CellFinding
from engine.io.cell_errors.ole import OleFile
from engine.io.cells import Kind

_BOF_RECORDS = (0x0809, 0x0409, 0x0209, 0x0009)
_EOF = 0x000A
_SHEET = 0x0085
_BOOL_OR_ERROR = (0x0205, 0x0005)
_FORMULA = (0x0006, 0x0206, 0x0406)
_FORMULA_ERROR = 2


def findings(path: Path) -> Iterator[tuple[str, CellFinding]]:
    """Sheet name and finding for each error value of the workbook."""
    stream = OleFile(path.read_bytes()).stream("workbook", "book")
    sheets = dict(_sheets(stream))
    for start, name in sheets.items():
        for finding in _cells(stream, start):
            yield name, finding


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    """Start and name of each sheet, from the records before the first sheet."""
    wide = True
    for record, body in _records(stream, 0):
        if record in _BOF_RECORDS and len(body) >= 2:
            wide = struct.unpack_from("<H", body)[0] >= 0x0600
        elif record == _SHEET and len(body) >= 8:
            yield struct.unpack_from("<I", body)[0], _sheet_name(body, wide=wide)


def _sheet_name(body: bytes, *, wide: bool) -> str:
    size = body[6]
    if not wide:
        return body[7 : 7 + size].decode("cp1252", "replace")
    if body[7] & 1:
        return body[8 : 8 + 2 * size].decode("utf-16-le", "replace")
    return body[8 : 8 + size].decode("latin-1")


def _cells(stream: bytes, start: int) -> Iterator[CellFinding]:
    for record, body in _records(stream, start):
        code = _error_code(record, body)
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            yield CellFinding(row, column, Kind.ERROR, ERROR_CODES.get(code, "#ERROR"))


def _error_code(record: int, body: bytes) -> int | None:
    if record in _BOOL_OR_ERROR and len(body) >= 8 and body[7]:
        return body[6]
    if record in _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == _FORMULA_ERROR:
        return body[8]
    return None


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Record number and body up to the end of the substream that starts at `place`; charts inside are passed."""
    depth = 0
    while place + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, place)
        depth += record in _BOF_RECORDS
        if depth == 1:
            yield record, stream[place + 4 : place + 4 + size]
        depth -= record == _EOF
        if depth <= 0:
            return
        place += 4 + size
