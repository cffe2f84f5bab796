"""Names as positions, and cells of tables as arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Register:
    """Names in a fixed order; each stands for its position.

    Attributes:
        names: The names, an object array.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = np.array(list(names), dtype=object)
        self._place = {str(name): place for place, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def place(self, name: str) -> int:
        """Position of a name, -1 where it is none."""
        return self._place.get(name, -1)

    def places(self, cells: pd.Series) -> Ints:
        """Positions of n cells, -1 where they hold none of the names."""
        codes, words = words_of(cells)
        return np.array([self.place(word) for word in words], dtype=np.int64)[codes] if words else codes

    def texts(self, places: Ints) -> NDArray[np.object_]:
        """Names at n positions; a question mark for -1."""
        return np.append(self.names, "?")[places]


def words_of(cells: pd.Series) -> tuple[Ints, list[str]]:
    """Text cells as positions among their distinct words; blanks are the empty word."""
    texts = pa.array(cells, type=pa.large_string(), from_pandas=True)
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    encoded = whole.fill_null("").dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


def numbers(frame: pd.DataFrame, column: str, rows: Ints | None = None, blank: float = np.nan) -> Floats:
    """Cells of a number column, at n rows or all of them, with a value for blanks."""
    cells = frame[column].to_numpy(dtype=float)
    cells = cells if rows is None else cells[rows]
    return np.where(np.isnan(cells), blank, cells)


def joined(sizes: tuple[int, ...], *places: Ints) -> Ints:
    """Several positions as one integer key; places from -1 upwards."""
    key = np.zeros(len(places[0]), dtype=np.int64)
    for size, place in zip(sizes, places, strict=True):
        key = key * (size + 1) + place + 1
    return key


def found(wanted: Ints, among: Ints) -> Ints:
    """Position of each wanted key among distinct keys, -1 where it is missing."""
    if not len(among):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(among, kind="stable")
    place = np.searchsorted(among[order], wanted).clip(max=len(among) - 1)
    position = order[place]
    return np.where(among[position] == wanted, position, -1)


def summed(place: Ints, amounts: Floats, count: int) -> Floats:
    """Σ of amounts by place, n = count; amounts at place -1 are left out."""
    inside = place >= 0
    return np.bincount(place[inside], weights=amounts[inside], minlength=count).astype(float)
