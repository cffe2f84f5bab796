"""Positions of (site, product, period) cells, found by arithmetic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
_DENSE_LIMIT = 50_000_000


class CellIndex:
    """Distinct cells of several dimensions, each with a position, in ascending order of the dimensions.

    Args:
        shape: Sizes of the dimensions.
        parts: Batches of cells, each a tuple of code arrays, one for each dimension.
    """

    def __init__(self, shape: tuple[int, ...], parts: list[tuple[Ints, ...]]) -> None:
        self._shape = shape
        size = int(np.prod([max(length, 1) for length in shape], dtype=np.int64))
        keys = [self._keys(cells) for cells in parts]
        self._dense = size <= _DENSE_LIMIT
        if self._dense:
            present = np.zeros(size, dtype=bool)
            for batch in keys:
                present[batch] = True
            self._cells = np.flatnonzero(present)
            self._positions = np.full(size, -1, dtype=np.int32)
            self._positions[self._cells] = np.arange(len(self._cells), dtype=np.int32)
        else:
            self._cells = np.unique(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._cells)

    def find(self, *cells: Ints) -> Ints:
        """Position of each of n cells; -1 where it is none."""
        keys = self._keys(cells)
        if self._dense:
            return self._positions[keys]
        place = np.searchsorted(self._cells, keys).clip(max=max(len(self._cells) - 1, 0))
        found = self._cells[place] == keys if len(self._cells) else np.zeros(len(keys), dtype=bool)
        return np.where(found, place, -1).astype(np.int32)

    def codes(self) -> tuple[Ints, ...]:
        """The cells in order, as one code array for each dimension."""
        parts = np.unravel_index(self._cells, tuple(max(length, 1) for length in self._shape))
        return tuple(part.astype(np.int32) for part in parts)

    def _keys(self, cells: tuple[Ints, ...]) -> NDArray[np.int64]:
        keys = cells[0].astype(np.int64)
        for codes, length in zip(cells[1:], self._shape[1:], strict=True):
            keys = keys * max(length, 1) + codes
        return keys
