"""Cells as they stand in a source: kinds kept, columnar, one column after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engine.issues import Issue

if TYPE_CHECKING:
    from pathlib import Path


class Kind(IntEnum):
    """What a cell holds."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2
    YES_NO = 3
    DATE = 4
    TIME = 5
    ERROR = 6
    FORMULA = 7


# Plain numbers: a column looks them up once a cell.
KIND_OF_TYPE: dict[type, int] = {
    type(None): Kind.BLANK.value,
    float: Kind.NUMBER.value,
    int: Kind.NUMBER.value,
    str: Kind.TEXT.value,
    bool: Kind.YES_NO.value,
    dt.date: Kind.DATE.value,
    dt.datetime: Kind.DATE.value,
    dt.time: Kind.TIME.value,
    dt.timedelta: Kind.TIME.value,
}


@dataclass(frozen=True, slots=True)
class CellColumn:
    """One column of cells.

    Attributes:
        kinds: `Kind` of each cell.
        numbers: Value of NUMBER cells, 1 or 0 for YES_NO; NaN elsewhere.
        texts: Text of TEXT cells, ISO text of DATE and TIME, code of ERROR (``#REF!``); null elsewhere.
    """

    kinds: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.float64]
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.kinds)

    def slice(self, start: int, stop: int | None = None) -> CellColumn:
        """The cells from row `start` up to `stop`; shares memory."""
        stop = len(self) if stop is None else stop
        return CellColumn(self.kinds[start:stop], self.numbers[start:stop], self.texts[start:stop])

    def take(self, rows: npt.NDArray[np.int64]) -> CellColumn:
        """The cells of these rows, in this order."""
        return CellColumn(self.kinds[rows], self.numbers[rows], self.texts.take(pa.array(rows)))

    def text_at(self, row: int) -> str:
        """The cell as text, for messages and headers; a whole number without its ``.0``."""
        kind = int(self.kinds[row])
        if kind == Kind.BLANK:
            return ""
        if kind == Kind.NUMBER:
            return number_text(float(self.numbers[row]))
        if kind == Kind.YES_NO:
            return "TRUE" if self.numbers[row] else "FALSE"
        return str(self.texts[row].as_py())


@dataclass(frozen=True, slots=True)
class SheetCells:
    """All cells of one sheet, or of one csv file, from A1.

    Attributes:
        file: Name of the file, without its folder.
        sheet: Name of the sheet; empty for a csv file.
        columns: Columns from A on, all of one length.
        merged: Merged ranges as (first row, first column, last row, last column), counted from 0.
        hidden: Whether the sheet is hidden in the workbook.
        delimiter: Sign between the cells of a csv file; empty for workbooks, which know numbers from text.
        encoding: Encoding in which a csv file was read; empty for workbooks.
        issues: What was found while reading the file as a whole.
    """

    file: str
    sheet: str
    columns: tuple[CellColumn, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    delimiter: str = ""
    encoding: str = ""
    issues: tuple[Issue, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows from row 1 to the last filled one."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def place(self) -> str:
        """``file!sheet``, or the file alone for csv."""
        return f"{self.file}!{self.sheet}" if self.sheet else self.file


def sheet_name(cells: SheetCells) -> str:
    """Name that a sheet goes by in profiles and options: its own, or the csv file's without its extension."""
    return cells.sheet or PurePath(cells.file).stem


def number_text(number: float) -> str:
    """A number as a reader would write it: 1001.0 is ``1001``, other floats in their shortest exact form."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def column_of_values(values: Sequence[object]) -> CellColumn:
    """Column of Python values; "" and None are blank.

    Args:
        values: float, int, str, bool, date, datetime, time, timedelta or None, in any mixture.
    """
    found = set(map(type, values))
    if found <= {str}:
        return column_of_texts(pa.array(values, pa.string()))
    if found <= {float}:
        return column_of_numbers(np.array(values, np.float64))
    objects = np.array(values, dtype=object)
    kinds = np.fromiter(map(KIND_OF_TYPE.__getitem__, map(type, values)), np.uint8, len(values))
    texts = np.full(len(values), None, object)
    texts[kinds == Kind.TEXT] = objects[kinds == Kind.TEXT]
    kinds[texts == ""] = Kind.BLANK
    numbers = np.full(len(values), np.nan)
    numeric = np.isin(kinds, (Kind.NUMBER, Kind.YES_NO))
    numbers[numeric] = objects[numeric].astype(np.float64)
    timely = np.flatnonzero(np.isin(kinds, (Kind.DATE, Kind.TIME)))
    texts[timely] = [_moment_text(moment) for moment in objects[timely]]
    return CellColumn(kinds, numbers, pa.array(texts, pa.string()))


def joined(pieces: Sequence[CellColumn]) -> CellColumn:
    """One column of at least one piece, the pieces below each other."""
    return CellColumn(
        np.concatenate([piece.kinds for piece in pieces]),
        np.concatenate([piece.numbers for piece in pieces]),
        pa.concat_arrays([piece.texts for piece in pieces]),
    )


def column_of_texts(texts: pa.Array) -> CellColumn:
    """Column of text cells; empty and null ones are blank."""
    filled = pc.greater(pc.binary_length(texts), 0).fill_null(False)
    kinds = np.where(filled.to_numpy(zero_copy_only=False), Kind.TEXT, Kind.BLANK).astype(np.uint8)
    return CellColumn(kinds, np.full(len(texts), np.nan), texts)


def column_of_numbers(numbers: npt.NDArray[np.float64]) -> CellColumn:
    """Column of number cells, none of them blank."""
    kinds = np.full(len(numbers), Kind.NUMBER, np.uint8)
    return CellColumn(kinds, numbers, pa.nulls(len(numbers), pa.string()))


def replace_cells(column: CellColumn, found: Iterable[tuple[int, Kind, str]]) -> CellColumn:
    """The column with some cells put right: (row, kind, text) each."""
    kinds = column.kinds.copy()
    texts = column.texts.to_pylist()
    for row, kind, text in found:
        kinds[row] = kind
        texts[row] = text
    return CellColumn(kinds, column.numbers, pa.array(texts, pa.string()))


def write_columns(path: Path, columns: Sequence[CellColumn]) -> None:
    """Write columns as one Arrow IPC file; three fields a column."""
    arrays = [array for column in columns for array in _arrays(column)]
    table = pa.table(arrays, names=[str(number) for number in range(len(arrays))])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def read_columns(path: Path) -> tuple[CellColumn, ...]:
    """Read what `write_columns` wrote; nothing of the file stays open."""
    with pa.OSFile(str(path), "rb") as source:
        table = pa.ipc.open_file(source).read_all().combine_chunks()
    arrays = [_single(chunked) for chunked in table.columns]
    return tuple(_column(*arrays[first : first + 3]) for first in range(0, len(arrays), 3))


def _arrays(column: CellColumn) -> tuple[pa.Array, pa.Array, pa.Array]:
    size = len(column)
    has_numbers = bool(np.isin(column.kinds, (Kind.NUMBER, Kind.YES_NO)).any())
    has_texts = column.texts.null_count < size
    return (
        pa.array(column.kinds),
        pa.array(column.numbers) if has_numbers else pa.nulls(size),
        column.texts if has_texts else pa.nulls(size),
    )


def _column(kinds: pa.Array, numbers: pa.Array, texts: pa.Array) -> CellColumn:
    size = len(kinds)
    return CellColumn(
        kinds.to_numpy(zero_copy_only=False),
        np.full(size, np.nan) if pa.types.is_null(numbers.type) else numbers.to_numpy(zero_copy_only=False),
        pa.nulls(size, pa.string()) if pa.types.is_null(texts.type) else texts,
    )


def _single(chunked: pa.ChunkedArray) -> pa.Array:
    return chunked.chunk(0) if chunked.num_chunks else pa.array([], chunked.type)


def _moment_text(moment: dt.date | dt.time | dt.timedelta) -> str:
    return str(moment) if isinstance(moment, dt.timedelta) else moment.isoformat()
