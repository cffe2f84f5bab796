"""Dense codes for names: every site, product, mode and period is an integer inside the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

Codes = NDArray[np.int32]


class Names:
    """Names in a fixed order, each standing for its position.

    Attributes:
        names: The names, object array of n.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = np.array(list(names), dtype=object)
        self._position = {name: code for code, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._position

    def code(self, name: str) -> int:
        """Position of the name; -1 where it is unknown."""
        return self._position.get(name, -1)

    def codes(self, cells: pd.Series) -> Codes:
        """Positions of n cells as int32; -1 for blanks and unknown names."""
        codes, words = dictionary(cells)
        return self.codes_of(words)[codes] if len(words) else np.empty(0, dtype=np.int32)

    def codes_of(self, words: Sequence[str]) -> Codes:
        """Positions of n words as int32; -1 for unknown ones."""
        return np.fromiter(map(self._position.get, words, repeat(-1)), dtype=np.int32, count=len(words))


def dictionary(cells: pd.Series) -> tuple[Codes, list[str]]:
    """Text cells as codes into the list of their distinct words, in order of first appearance.

    Args:
        cells: n text cells without missing values.

    Returns:
        int32 array of n codes, and the distinct words.
    """
    encoded = pa.array(cells, from_pandas=True).dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes, encoded.dictionary.to_pylist()
