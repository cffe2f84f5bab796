"""Positions of (site, product, period) cells, found by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Keys = NDArray[np.int32] | NDArray[np.int64]
_DENSE_LIMIT = 50_000_000
_LARGEST = np.iinfo(np.int32).max


class CellIndex:
    """Distinct cells of several dimensions, each with a position, in ascending order of the dimensions.

    Args:
        shape: Sizes of the dimensions.
        parts: Batches of cells, each a tuple of code arrays, one for each dimension.
    """

    def __init__(self, shape: tuple[int, ...], parts: Sequence[tuple[Ints, ...]]) -> None:
        self._shape = shape
        self._size = int(np.prod([max(length, 1) for length in shape], dtype=np.int64))
        self._dense = self._size <= _DENSE_LIMIT
        self._put_in_order([self._keys(cells) for cells in parts])

    @classmethod
    def placed(cls, shape: tuple[int, ...], parts: Sequence[tuple[Ints, ...]]) -> tuple[CellIndex, tuple[Ints, ...]]:
        """The index of batches of cells with the position of each of them; see the class for the arguments."""
        index = cls(shape, [])
        keys = [index._keys(cells) for cells in parts]
        index._put_in_order(keys)
        return index, tuple(index._positions_of(batch) for batch in keys)

    def __len__(self) -> int:
        return len(self._cells)

    def find(self, *cells: Ints) -> Ints:
        """Position of each of n cells; -1 where it is none."""
        return self._positions_of(self._keys(cells))

    def codes(self) -> tuple[Ints, ...]:
        """The cells in order, as one code array for each dimension."""
        parts = np.unravel_index(self._cells, tuple(max(length, 1) for length in self._shape))
        return tuple(part.astype(np.int32) for part in parts)

    def _put_in_order(self, keys: Sequence[Keys]) -> None:
        if not self._dense:
            self._cells = np.unique(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64)
            return
        present = np.zeros(self._size, dtype=bool)
        for batch in keys:
            present[batch] = True
        self._cells = np.flatnonzero(present)
        self._positions = np.full(self._size, -1, dtype=np.int32)
        self._positions[self._cells] = np.arange(len(self._cells), dtype=np.int32)

    def _positions_of(self, keys: Keys) -> Ints:
        if self._dense:
            return self._positions[keys]
        place = np.searchsorted(self._cells, keys).clip(max=max(len(self._cells) - 1, 0))
        found = self._cells[place] == keys if len(self._cells) else np.zeros(len(keys), dtype=bool)
        return np.where(found, place, -1).astype(np.int32)

    def _keys(self, cells: tuple[Ints, ...]) -> Keys:
        keys: Keys = cells[0].astype(np.int32) if self._size <= _LARGEST else cells[0].astype(np.int64)
        for codes, length in zip(cells[1:], self._shape[1:], strict=True):
            keys *= max(length, 1)
            keys += codes
        return keys
