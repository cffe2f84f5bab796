"""Coefficients compressed by column, in linear time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
_SHORT = 2**16


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
    batches = [_ascending(*batch) for batch in entries if len(batch[0])]
    start = np.zeros(columns + 1, dtype=np.int32)
    counts = start[1:]
    for batch in batches:
        counts[batch.last_columns] += batch.counts
    np.cumsum(counts, out=counts)
    index = np.empty(int(start[-1]), dtype=np.int32)
    value = np.ones(int(start[-1]))
    free = start[:-1].copy()
    for batch in batches:
        place = free[batch.column] + batch.rank
        index[place] = batch.row
        if not _all_ones(batch.amount):
            value[place] = batch.amount
        free[batch.last_columns] += batch.counts
    return start, index, value


def run_of(columns: Ints) -> slice | Ints:
    """Ascending columns as a slice where each follows the one before, which indexes several times as fast."""
    count = len(columns)
    if count and columns[-1] - columns[0] == count - 1 and _ascends(columns):
        return slice(int(columns[0]), int(columns[-1]) + 1)
    return columns


@dataclass(frozen=True)
class _Ascending:
    """A batch in ascending order of columns; the rank counts the coefficients of a column within the batch."""

    row: Ints
    column: slice | Ints
    amount: Floats
    rank: NDArray[np.int64] | int
    last_columns: slice | Ints
    counts: NDArray[np.int64] | int


def _ascending(row: Ints, column: Ints, amount: Floats) -> _Ascending:
    if _ascends(column):
        run = run_of(column)
        return _Ascending(row, run, amount, 0, run, 1)
    order = np.argsort(_short(column), kind="stable")
    ordered = column[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(first, len(ordered)))
    rank = np.arange(len(ordered)) - np.repeat(first, counts)
    return _Ascending(row[order], ordered, amount[order], rank, ordered[first], counts)


def _ascends(column: Ints) -> bool:
    return bool((column[1:] > column[:-1]).all())


def _short(column: Ints) -> NDArray[np.uint16] | Ints:
    """Columns counted from their first, in 16 bits where they fit: numpy sorts those in linear time."""
    least = column.min()
    return (column - least).astype(np.uint16) if column.max() - least < _SHORT else column


def _all_ones(amount: Floats) -> bool:
    """Whether a batch was given the one value 1 for all its coefficients."""
    return amount.strides == (0,) and amount[0] == 1.0
