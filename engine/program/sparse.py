"""Coefficients compressed by column, in linear time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def compress(entries: Sequence[tuple[Ints, Ints, Floats]], columns: int) -> tuple[Ints, Ints, Floats]:
    """Triplets as a matrix compressed by column.

    Each batch is scattered to its place by a counting sort over columns; a batch in which columns ascend strictly
    (the usual case: one coefficient for each column of a block) needs no sorting at all.

    Args:
        entries: Batches of k rows, columns and values.
        columns: Number of columns n.

    Returns:
        n + 1 starts, then row and value of each nonzero.
    """
    counts = np.zeros(columns, dtype=np.int64)
    for _, column, _ in entries:
        counts += np.bincount(column, minlength=columns)
    start = np.zeros(columns + 1, dtype=np.int64)
    np.cumsum(counts, out=start[1:])
    index = np.empty(int(start[-1]), dtype=np.int32)
    value = np.empty(int(start[-1]))
    free = start[:-1].copy()
    for batch in entries:
        row, column, amount, place = _placed(*batch, free)
        index[place] = row
        value[place] = amount
        free += np.bincount(column, minlength=columns)
    return start.astype(np.int32), index, value


def _placed(
    row: Ints, column: Ints, amount: Floats, free: NDArray[np.int64]
) -> tuple[Ints, Ints, Floats, NDArray[np.int64]]:
    """A batch, sorted by column where it must be, with the place of each coefficient."""
    if len(column) < 2 or (np.diff(column) > 0).all():
        return row, column, amount, free[column]
    order = np.argsort(column, kind="stable")
    sorted_columns = column[order]
    first = np.flatnonzero(np.concatenate([[True], sorted_columns[1:] != sorted_columns[:-1]]))
    lengths = np.diff(np.concatenate([first, [len(order)]]))
    rank = np.arange(len(order)) - np.repeat(first, lengths)
    return row[order], sorted_columns, amount[order], free[sorted_columns] + rank
