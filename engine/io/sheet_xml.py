"""Rows of a worksheet as XML, whole columns at once; floats in their shortest exact form.

Libraries at hand write either 16 digits, which is not exact, or one cell at a time, which is slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import KnownError
from engine.io.a1 import column_letters

PLAIN_STYLE, HEADER_STYLE, GUARDED_STYLE, DATE_STYLE = range(4)
MAX_TEXT = 32_767
_CHUNK_ROWS = 50_000
_FORMULA_LIKE = r"^[=+\-@]"
_ILLEGAL = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]"
_ESCAPE_LIKE = r"_(x[0-9A-Fa-f]{4}_)"
_FIRST_DAY = np.datetime64("1899-12-30")
_FIRST_EXACT_DAY = np.datetime64("1900-03-01")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write.

    Attributes:
        header: Its name in row 1.
        texts: Text of each of n cells; null or "" where there is none.
        numbers: Number of each of n cells; NaN where there is none. A cell with a number has no text.
        dates: Whether the numbers are days, to be shown as dates.
        style: Style of the numbers; one of the workbook's.
    """

    header: str
    texts: pa.Array
    numbers: np.ndarray
    dates: bool = False
    style: int = PLAIN_STYLE


def column_of_series(header: str, values: pd.Series, *, dates: bool = False) -> SheetColumn:
    """Column of a frame's series: float64, text, or object with floats and texts.

    Args:
        header: Name in row 1.
        values: n values; blanks are NaN or "".
        dates: Whether texts in ISO form are written as true dates.
    """
    size = len(values)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return _finite(header, values.to_numpy(dtype=float))
    if values.dtype == object:
        named = np.array([isinstance(value, str) for value in values], np.bool_)
        texts = pa.array([value if isinstance(value, str) else None for value in values], pa.string())
        numbers = np.full(size, np.nan)
        numbers[~named] = values[~named].astype(float)
        return SheetColumn(header, texts, numbers)
    texts = _as_array(values)
    return _dated(header, texts) if dates else SheetColumn(header, texts, np.full(size, np.nan))


def rows_xml(columns: Sequence[SheetColumn], first_row: int = 1) -> Iterator[memoryview | bytes]:
    """The rows of a sheet, headers first, in pieces.

    Args:
        columns: All of one length.
        first_row: Row of the headers, counted from 1.

    Raises:
        KnownError: A text is longer than a cell can hold.
    """
    header = "".join(_header_cell(number, first_row, column.header) for number, column in enumerate(columns))
    yield f'<row r="{first_row}">{header}</row>'.encode()
    size = len(columns[0].numbers) if columns else 0
    for start in range(0, size, _CHUNK_ROWS):
        stop = min(start + _CHUNK_ROWS, size)
        numbers = pa.array(np.arange(start, stop) + first_row + 1).cast(pa.string())
        cells = [_cells(column, number, start, stop, numbers) for number, column in enumerate(columns)]
        rows = _join('<row r="', numbers, '">', *cells, "</row>")
        yield joined_bytes(rows)


def escaped(texts: pa.Array) -> pa.Array:
    """Texts as they stand inside an element; what XML cannot hold in the form ``_x000D_``."""
    texts = pc.replace_substring_regex(texts, _ESCAPE_LIKE, r"_x005F_\1")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, sign, entity)
    if not pc.any(pc.match_substring_regex(texts, _ILLEGAL)).as_py():
        return texts
    codes = [*range(0x9), *range(0xB, 0x20), 0xFFFE, 0xFFFF]
    table = {code: f"_x{code:04X}_" for code in codes}
    return pa.array([text if text is None else text.translate(table) for text in texts.to_pylist()], pa.string())


def _cells(column: SheetColumn, number: int, start: int, stop: int, rows: pa.Array) -> pa.Array:
    letters = column_letters(number)
    texts = pc.fill_null(column.texts[start:stop], "")
    numbers = column.numbers[start:stop]
    filled = ~np.isnan(numbers)
    written: pa.Array = pa.repeat(pa.scalar(""), stop - start)
    if filled.any():
        number_style = DATE_STYLE if column.dates else column.style
        style = f' s="{number_style}"' if number_style else ""
        values = pa.array(numbers).cast(pa.string())
        cells = _join(f'<c r="{letters}', rows, f'"{style}><v>', values, "</v></c>")
        written = pc.if_else(pa.array(filled), cells, written)
    if pc.any(pc.not_equal(texts, "")).as_py():
        _check_length(column.header, texts)
        guarded = pc.match_substring_regex(texts, _FORMULA_LIKE)
        style = pc.if_else(guarded, f' s="{GUARDED_STYLE}"', "")
        opening = _join(f'<c r="{letters}', rows, '" t="inlineStr"', style, '><is><t xml:space="preserve">')
        cells = _join(opening, escaped(texts), "</t></is></c>")
        written = pc.if_else(pc.equal(texts, ""), written, cells)
    return written


def _check_length(header: str, texts: pa.Array) -> None:
    longest = pc.max(pc.utf8_length(texts)).as_py()
    if longest > MAX_TEXT:
        raise KnownError(
            "export-text-too-long",
            f"A text of {longest:,} characters does not fit in a cell, which holds {MAX_TEXT:,}.",
            where=header,
            what_to_do="Shorten it, or export to csv.",
        )


def _header_cell(number: int, row: int, header: str) -> str:
    text = escaped(pa.array([header]))[0].as_py()
    return f'<c r="{column_letters(number)}{row}" t="inlineStr" s="{HEADER_STYLE}"><is><t>{text}</t></is></c>'


def _finite(header: str, numbers: np.ndarray) -> SheetColumn:
    """Column of numbers; infinities, which no cell can hold, as the words ``inf`` and ``-inf``."""
    endless = np.isinf(numbers)
    if not endless.any():
        return SheetColumn(header, pa.nulls(len(numbers), pa.string()), numbers)
    words = np.where(numbers > 0, "inf", "-inf")
    return SheetColumn(header, pa.array(words, pa.string(), mask=~endless), np.where(endless, np.nan, numbers))


def _dated(header: str, texts: pa.Array) -> SheetColumn:
    """Column of dates: true ones as days since the start of the calendar, anything else as the text it is."""
    true = pc.match_substring_regex(pc.fill_null(texts, ""), r"^\d{4}-\d{2}-\d{2}$")
    days = pd.to_datetime(pc.if_else(true, texts, None).to_pandas(), format="%Y-%m-%d", errors="coerce")
    moments = days.to_numpy().astype("datetime64[D]")
    exact = ~np.isnat(moments) & (moments >= _FIRST_EXACT_DAY)
    numbers = np.where(exact, (moments - _FIRST_DAY) / np.timedelta64(1, "D"), np.nan)
    return SheetColumn(header, pc.if_else(pa.array(exact), None, texts), numbers, dates=True)


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def joined_bytes(texts: pa.Array) -> memoryview | bytes:
    """All texts behind each other, without a copy where they start the buffer."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, texts.offset * 4)
    return memoryview(texts.buffers()[2])[offsets[0] : offsets[-1]]


def _as_array(values: pd.Series) -> pa.Array:
    array = pa.array(values.array, pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
