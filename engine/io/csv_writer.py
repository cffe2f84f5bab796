"""Writes columns as csv: exact numbers, quotation marks only where they are needed, guarded against formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.io.replacing import replacing
from engine.io.sheet_xml import SheetColumn, joined_bytes

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LIKE_FORMULA = r"^([=+\-@\t\r'])"
_NEEDS_QUOTES = r'[",\r\n]'
_CHUNK_ROWS = 100_000


def write_csv(path: Path, columns: Sequence[SheetColumn]) -> None:
    """Write columns to a csv file, in place of any file of that name; see `exporting.export_csv` for the form.

    Raises:
        KnownError: The file cannot be written.
    """
    with replacing(path) as part, part.open("wb") as stream:
        stream.write(_BYTE_ORDER_MARK)
        stream.write(",".join(column.header for column in columns).encode() + b"\n")
        size = len(columns[0].numbers) if columns else 0
        for start in range(0, size, _CHUNK_ROWS):
            cells = [_cells(column, start, start + _CHUNK_ROWS) for column in columns]
            lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "\n", "")
            stream.write(joined_bytes(lines))


def csv_guard(texts: pa.Array) -> pa.Array:
    """Texts that no spreadsheet program takes for a formula; `csv_cells` undoes it."""
    return pc.replace_substring_regex(texts, _LIKE_FORMULA, r"'\1")


def _cells(column: SheetColumn, start: int, stop: int) -> pa.Array:
    numbers = column.numbers[start:stop]
    written = pc.fill_null(pa.array(numbers, mask=np.isnan(numbers)).cast(pa.string()), "")
    texts = pc.fill_null(column.texts[start:stop], "")
    if not pc.any(pc.not_equal(texts, "")).as_py():
        return written
    texts = csv_guard(texts)
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    texts = pc.if_else(pc.match_substring_regex(texts, _NEEDS_QUOTES), quoted, texts)
    return pc.if_else(pc.equal(texts, ""), written, texts)
