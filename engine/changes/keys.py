"""Natural keys as numbers: matching rows of frames by their whole key, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.changes.conflict import ChangeConflictError, Clash
from engine.network import Network
from engine.network.network import key_text
from engine.schema import Table, input_table

_FEW = 32  # a search for fewer than one row in so many narrows the frame column by column first
_LARGEST_CODE = 2**62


def row_key(table: Table, frame: pd.DataFrame, position: int) -> dict[str, str]:
    """Key columns of a row of any frame that has them, as text."""
    return {name: key_text(frame[name].iat[position]) for name in table.key}


def locate(table: Table, wanted: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Where the rows with the wanted keys stand in the frame.

    Args:
        table: Table of both.
        wanted: Frame with the key columns, n rows.
        frame: Frame with the key columns, each key once.

    Returns:
        int64 array of n positions in the frame; −1 where no row has the key.

    Raises:
        ChangeConflictError: The frame has two rows of one key.
    """
    nowhere = np.full(len(wanted), -1, dtype=np.int64)
    candidates = np.arange(len(frame))
    if len(wanted) * _FEW < len(frame):
        candidates = _narrowed(table, wanted, frame)
        frame = frame.iloc[candidates]
    if not len(wanted) or not len(frame):
        return nowhere
    wanted_codes, codes = _codes(table, [wanted, frame])
    index = pd.Index(codes)
    if not index.is_unique:
        raise _duplicate(table, frame, codes)
    found = index.get_indexer(wanted_codes)
    return np.where(found >= 0, candidates[found], nowhere)


def require_unique(table: Table, frame: pd.DataFrame) -> None:
    """Refuse a frame in which two rows have the same key.

    Raises:
        ChangeConflictError: Two rows have the same key; it names the first such key.
    """
    if len(frame) < 2:
        return
    (codes,) = _codes(table, [frame])
    if not pd.Index(codes).is_unique:
        raise _duplicate(table, frame, codes)


def require_unique_keys(network: Network) -> None:
    """Refuse a network in which two rows of a table have the same key.

    Raises:
        ChangeConflictError: Two rows have the same key.
    """
    for name, frame in network.tables.items():
        require_unique(input_table(name), frame)


def _duplicate(table: Table, frame: pd.DataFrame, codes: np.ndarray) -> ChangeConflictError:
    position = int(np.flatnonzero(pd.Series(codes).duplicated().to_numpy())[0])
    return ChangeConflictError(Clash.DUPLICATE, table=table.name, key=row_key(table, frame, position))


def _narrowed(table: Table, wanted: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Positions of rows whose key columns each hold a wanted value: a superset of the rows sought."""
    candidates = np.arange(len(frame))
    for name in table.key:
        cells = frame[name] if len(candidates) == len(frame) else frame[name].iloc[candidates]
        candidates = candidates[_is_in(cells, wanted[name])]
    return candidates


def _is_in(cells: pd.Series, values: pd.Series) -> np.ndarray:
    if cells.dtype == np.float64:
        return np.isin(_numbers(cells), _numbers(values)) | (cells.isna().to_numpy() & values.isna().any())
    texts = pa.array(values.unique(), type=pa.large_string())
    return np.asarray(pc.is_in(_texts(cells), value_set=texts))


def _codes(table: Table, frames: Sequence[pd.DataFrame]) -> list[np.ndarray]:
    """int64 codes of the rows of each frame; two rows have the same code where they have the same key."""
    combined = np.zeros(sum(len(frame) for frame in frames), dtype=np.int64)
    size = 1
    for name in table.key:
        codes, count = _column_codes([frame[name] for frame in frames])
        if size * count > _LARGEST_CODE:
            combined, distinct = pd.factorize(combined)
            size = len(distinct)
        combined = combined * count + codes
        size *= count
    return np.split(combined, np.cumsum([len(frame) for frame in frames])[:-1])


def _column_codes(columns: Sequence[pd.Series]) -> tuple[np.ndarray, int]:
    if columns[0].dtype == np.float64:
        codes, distinct = pd.factorize(np.concatenate([_numbers(cells) for cells in columns]), use_na_sentinel=False)
        return codes.astype(np.int64), max(len(distinct), 1)
    encoded = pa.chunked_array([_texts(cells) for cells in columns]).combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices).astype(np.int64), max(len(encoded.dictionary), 1)


def _numbers(cells: pd.Series) -> np.ndarray:
    return cells.to_numpy(dtype=np.float64) + 0.0  # makes −0 equal to 0


def _texts(cells: pd.Series) -> pa.Array:
    texts = pa.array(cells, type=pa.large_string())
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
