"""Cells of a column: comparing, replacing, joining them, whatever the column holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from engine.network import empty_frame
from engine.network.frames import split_costs
from engine.schema import Table


def unequal(left: pd.Series, right: pd.Series) -> np.ndarray:
    """Where two columns of the same kind differ, cell by cell.

    Blank equals blank; numbers compare by value; a number never equals the name of a step cost.

    Args:
        left: n cells of a frame's column.
        right: n cells.

    Returns:
        Boolean array of n.
    """
    if isinstance(left.dtype, pd.StringDtype):
        return np.asarray(left.array != right.array, dtype=bool)
    return _unequal_costs(left, right)


def _unequal_numbers(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.asarray((left != right) & ~(np.isnan(left) & np.isnan(right)), dtype=bool)


def _unequal_costs(left: pd.Series, right: pd.Series) -> np.ndarray:
    left_numbers, left_names = split_costs(left)
    right_numbers, right_names = split_costs(right)
    differ = _unequal_numbers(left_numbers, right_numbers)
    if left_names is None and right_names is None:
        return differ
    blank = np.full(len(left), "", dtype=object)
    names_differ = (blank if left_names is None else left_names) != (blank if right_names is None else right_names)
    return np.asarray(differ | names_differ, dtype=bool)


def replaced(cells: pd.Series, positions: np.ndarray, values: pd.Series) -> pd.Series:
    """The column with some cells replaced; the column given stays as it is.

    Args:
        cells: Column of a frame.
        positions: Which cells, int64, each once.
        values: New cells of the same kind, as many as positions.
    """
    if not len(positions):
        return cells
    if isinstance(cells.dtype, pd.StringDtype):
        texts = cells.array.copy()
        texts[positions] = values.array
        return pd.Series(texts, index=cells.index, name=cells.name)
    kind = object if object in (cells.dtype, values.dtype) else np.float64
    mixed = cells.to_numpy(dtype=kind, copy=True)
    mixed[positions] = values.to_numpy(dtype=kind)
    return pd.Series(mixed, index=cells.index, name=cells.name, dtype=kind)


def stacked(table: Table, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several frames of a table below each other, in canonical form."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) < 2:
        return filled[0] if filled else empty_frame(table)
    return settled(table, pd.concat(filled, ignore_index=True))


def settled(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its cost columns back in canonical form: floats as soon as no cell names a step cost.

    Args:
        table: Table of the frame.
        frame: Rows taken or joined from canonical frames; only cost columns can have left that form.
    """
    mixed = [column.name for column in table.columns if column.is_number and frame[column.name].dtype == object]
    plain = {name: frame[name].astype("float64") for name in mixed if not _has_names(frame[name])}
    return frame.assign(**plain) if plain else frame


def _has_names(cells: pd.Series) -> bool:
    return any(isinstance(cell, str) for cell in cells)


def rows(frame: pd.DataFrame, positions: np.ndarray) -> pd.DataFrame:
    """Some rows of a frame, numbered anew."""
    return frame.iloc[positions].reset_index(drop=True)
