"""Frames: pandas tables in the canonical form of the schema.

A frame has the table's columns in schema order, followed by the two provenance columns, and a RangeIndex.
Text is pandas ``str`` with ``""`` for a blank; numbers are float64 with NaN for a blank. A COST column is
float64, or object with floats and names as soon as one cell names a step cost.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.errors import BugError
from engine.schema import Column, ColumnType, Table

SOURCE = "_source"
SOURCE_ROW = "_row"
PROVENANCE = (SOURCE, SOURCE_ROW)

_TEXT = pd.StringDtype(na_value=np.nan)
_BLANK = pa.scalar("", type=pa.large_string())


def frame_columns(table: Table) -> tuple[str, ...]:
    """Column names of the table's frame: schema columns, then provenance."""
    return (*table.column_names, *PROVENANCE)


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of the table without rows."""
    return _empty(table).copy()


@cache
def _empty(table: Table) -> pd.DataFrame:
    """Made once: a network of two tables has some thirty empty ones beside them."""
    return conform(pd.DataFrame(index=pd.RangeIndex(0)), table)


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame in canonical form; missing columns become blank.

    Args:
        frame: Any rows with columns of the table; text may hold NaN or None, numbers may be of any numeric type.
        table: Schema table the rows belong to.

    Raises:
        BugError: A column does not belong to the table, or a number column holds text.
    """
    unknown = [name for name in frame.columns if name not in frame_columns(table)]
    if unknown:
        raise BugError(f"columns {unknown} do not belong to table {table.name}")
    index = pd.RangeIndex(len(frame))
    data = {column.name: _cells(frame, column, index) for column in table.columns}
    data |= {name: _numbers(frame, name, index) for name in PROVENANCE}
    return pd.DataFrame(data, index=index)


def _cells(frame: pd.DataFrame, column: Column, index: pd.RangeIndex) -> pd.Series:
    if column.type is ColumnType.COST:
        return _costs(frame, column.name, index)
    if column.is_number:
        return _numbers(frame, column.name, index)
    return _texts(frame, column.name, index)


def _texts(frame: pd.DataFrame, name: str, index: pd.RangeIndex) -> pd.Series:
    if name not in frame.columns:
        return pd.Series(_blanks(len(index)), index=index, name=name)
    texts = frame[name].astype("str").set_axis(index)
    return texts.fillna("") if texts.hasnans else texts


def _blanks(count: int) -> pd.api.extensions.ExtensionArray:
    """As many blank texts; pandas itself takes five times as long to repeat one."""
    return pd.arrays.ArrowStringArray(pa.repeat(_BLANK, count), dtype=_TEXT)  # type: ignore[call-arg] # of old stubs


def _numbers(frame: pd.DataFrame, name: str, index: pd.RangeIndex) -> pd.Series:
    if name not in frame.columns:
        return pd.Series(np.nan, index=index, dtype="float64", name=name)
    try:
        return frame[name].astype("float64").set_axis(index)
    except (TypeError, ValueError) as error:
        raise BugError(f"number column {name} holds something else: {error}") from error


def _costs(frame: pd.DataFrame, name: str, index: pd.RangeIndex) -> pd.Series:
    if name not in frame.columns or pd.api.types.is_numeric_dtype(frame[name].dtype):
        return _numbers(frame, name, index)
    cells = frame[name].astype("object").set_axis(index)
    cells = cells.where(cells.notna() & (cells != ""), np.nan)
    if not any(isinstance(cell, str) for cell in cells):
        return cells.astype("float64")
    return cells.map(lambda cell: cell if isinstance(cell, str) else float(cell)).astype("object")


def split_costs(cells: pd.Series) -> tuple[np.ndarray, np.ndarray | None]:
    """A COST column as numbers and names.

    Args:
        cells: COST column of a frame, n cells.

    Returns:
        float64 array of n numbers, NaN where the cell is blank or a name, and an object array of n names, ``""`` where
        the cell is none; None where no cell is a name.
    """
    if cells.dtype != object:
        return cells.to_numpy(dtype=float), None
    named = np.fromiter((isinstance(cell, str) for cell in cells), dtype=bool, count=len(cells))
    values = cells.to_numpy(dtype=object)
    numbers = np.full(len(values), np.nan)
    numbers[~named] = values[~named].astype(float)
    names = np.where(named, values, "")
    return numbers, names if named.any() else None
