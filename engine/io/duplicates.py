"""Rows of one table that share their key."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.schema import Table

_WIDEST = 2**62


def repeated_keys(frame: pd.DataFrame, table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose key stands in an earlier row.

    Args:
        frame: Rows with all key columns of the table.
        table: Their table.

    Returns:
        Positions of the repeating rows, rising, and for each the position of the first row with that key.
    """
    if not table.key or not len(frame):
        return np.array([], np.int64), np.array([], np.int64)
    codes = np.zeros(len(frame), np.int64)
    width = 1
    for name in table.key:
        places, count = _codes(frame[name])
        if width * count > _WIDEST:
            codes = np.unique(codes, return_inverse=True)[1]
            width = int(codes.max()) + 1
        codes = codes * count + places
        width *= count
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    earliest = first[inverse]
    repeating = np.flatnonzero(earliest != np.arange(len(frame)))
    return repeating, earliest[repeating]


def _codes(cells: pd.Series) -> tuple[np.ndarray, int]:
    if pd.api.types.is_numeric_dtype(cells.dtype):
        distinct, places = np.unique(cells.to_numpy(dtype=float), return_inverse=True)
        return places, len(distinct)
    encoded = pa.array(cells.array, pa.large_string())
    whole = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    dictionary = whole.dictionary_encode()
    return dictionary.indices.to_numpy(zero_copy_only=False).astype(np.int64), max(len(dictionary.dictionary), 1)
