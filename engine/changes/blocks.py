"""Blocks of cells: columns of frames as Arrow streams, blank columns left out, repeated texts written once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.network.frames import split_costs

Block = Mapping[str, pa.Array]

_NAMES = "/names"  # suffix of the column that holds the names of a COST column; no column of the schema has a slash
_TEXT = {pa.large_string(): pd.StringDtype(na_value=np.nan)}
_WORTH_A_DICTIONARY = 1_000  # rows


def pack(columns: Mapping[str, pd.Series]) -> Block:
    """Columns as Arrow arrays; columns that are blank throughout are left out.

    Args:
        columns: Columns of equal length in canonical form.
    """
    block: dict[str, pa.Array] = {}
    for name, cells in columns.items():
        if not isinstance(cells.dtype, pd.StringDtype):
            numbers, names = split_costs(cells)
            if not np.isnan(numbers).all():
                block[name] = pa.array(numbers, from_pandas=False)
            if names is not None:
                block[name + _NAMES] = _text_array(pd.Series(names, dtype="str"))
        elif (cells != "").any():
            block[name] = _text_array(cells)
    return block


def unpack(block: Block) -> dict[str, pd.Series]:
    """The columns of a block; those left out stay absent."""
    columns: dict[str, pd.Series] = {}
    for name, array in block.items():
        if name.endswith(_NAMES):
            names = _text_series(array).to_numpy(dtype=object)
            plain = name.removesuffix(_NAMES)
            numbers = columns.get(plain, pd.Series(np.nan, index=range(len(names)))).to_numpy(dtype=object)
            columns[plain] = pd.Series(np.where(names != "", names, numbers), dtype=object)
        elif pa.types.is_floating(array.type):
            columns[name] = pd.Series(array.to_numpy(zero_copy_only=False).astype(np.float64, copy=False))
        else:
            columns[name] = _text_series(array)
    return columns


def write_stream(block: Block, *, compressed: bool) -> bytes:
    """The block as one Arrow stream."""
    batch = pa.table(dict(block))
    options = pa.ipc.IpcWriteOptions(compression="zstd" if compressed else None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_table(batch)
    return bytes(sink.getvalue())


def read_stream(content: memoryview) -> Block:
    """The block of an Arrow stream.

    Raises:
        pyarrow.ArrowInvalid: The content is damaged.
    """
    with pa.ipc.open_stream(pa.py_buffer(content)) as reader:
        table = reader.read_all()
    table.validate(full=True)
    return {name: table.column(name).combine_chunks() for name in table.column_names}


def _text_array(cells: pd.Series) -> pa.Array:
    texts = pa.array(cells, type=pa.large_string())
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if len(texts) < _WORTH_A_DICTIONARY:
        return texts
    encoded = texts.dictionary_encode()
    return encoded if 2 * len(encoded.dictionary) < len(texts) else texts


def _text_series(array: pa.Array) -> pd.Series:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    texts: pd.Series = array.cast(pa.large_string()).to_pandas(types_mapper=_TEXT.get)
    return texts
