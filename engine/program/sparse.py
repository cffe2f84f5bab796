"""Coefficients compressed by column, in linear time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def compress(entries: Iterable[tuple[Ints, Ints, Floats]], columns: int) -> tuple[Ints, Ints, Floats]:
    """Triplets as a matrix compressed by column.

    Each batch is scattered to its place by a counting sort over columns; a batch in which columns ascend strictly
    (the usual case: one coefficient for each column of a block) needs no sorting at all.

    Args:
        entries: Batches of k rows, columns and values.
        columns: Number of columns n.

    Returns:
        n + 1 starts, then row and value of each nonzero.
    """
    batches = [_ascending(*batch) for batch in entries]
    start = np.zeros(columns + 1, dtype=np.int64)
    for batch in batches:
        start[batch.last_columns + 1] += batch.counts
    np.cumsum(start, out=start)
    index = np.empty(int(start[-1]), dtype=np.int32)
    value = np.empty(int(start[-1]))
    free = start[:-1].copy()
    for batch in batches:
        place = free[batch.column] + batch.rank
        index[place] = batch.row
        value[place] = batch.amount
        free[batch.last_columns] += batch.counts
    return start.astype(np.int32), index, value


@dataclass(frozen=True)
class _Ascending:
    """A batch in ascending order of columns; the rank counts the coefficients of a column within the batch."""

    row: Ints
    column: Ints
    amount: Floats
    rank: NDArray[np.int64] | int
    last_columns: Ints
    counts: NDArray[np.int64] | int


def _ascending(row: Ints, column: Ints, amount: Floats) -> _Ascending:
    if len(column) < 2 or (column[1:] > column[:-1]).all():
        return _Ascending(row, column, amount, 0, column, 1)
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(first, len(ordered)))
    rank = np.arange(len(ordered)) - np.repeat(first, counts)
    return _Ascending(row[order], ordered, amount[order], rank, ordered[first], counts)
