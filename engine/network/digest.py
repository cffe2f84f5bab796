"""The hash of a network: one text that names an effective input, so that a result can say what was solved.

What is hashed is a canonical encoding from which the rows could be read back, so two inputs share a hash only if
SHA-256 itself collides. Per table, in the order of table names: the rows are brought into the order of their keys (of
all their cells where a key stands twice, so that the order of such rows does not count either); a text column is
written as its distinct values in byte order and, for each row, a 32-bit place in that list; a number column as IEEE
doubles with one form of zero and of blank. Empty tables and wholly blank columns are left out, so a column that a later
schema adds changes no hash. Scenarios, overrides and the provenance of rows are no input and do not count. A default is
not filled in: a blank and the default written out are different inputs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.network.frames import split_costs
from engine.network.network import Network
from engine.schema import INPUT_TABLES, Table

SCENARIO_TABLES = frozenset({"scenarios", "overrides"})
_FORMAT = b"networx effective input 1"
_WIDEST = 2**62


def network_hash(network: Network) -> str:
    """SHA-256 of everything that a run reads, as 64 hexadecimal digits; independent of the order of rows."""
    digest = hashlib.sha256(_FORMAT)
    for name in sorted(INPUT_TABLES.keys() - SCENARIO_TABLES):
        if len(network[name]):
            for part in _table_parts(network[name], INPUT_TABLES[name]):
                digest.update(len(part).to_bytes(8, "little"))
                digest.update(part)
    return digest.hexdigest()


def _table_parts(frame: pd.DataFrame, table: Table) -> Iterator[memoryview]:
    """The canonical encoding of one table, in pieces."""
    columns = {name: _encoded(frame[name]) for name in sorted(table.column_names)}
    order = _row_order([columns[name] for name in table.key], list(columns.values()))
    yield _bytes(np.frombuffer(f"{table.name}:{len(frame)}".encode(), dtype=np.uint8))
    for name, parts in columns.items():
        for kind, part in zip(("", "!name"), parts, strict=False):
            if not part.blank:
                yield _bytes(np.frombuffer(f"{name}{kind}".encode(), dtype=np.uint8))
                yield from part.payload(order)


@dataclass(frozen=True)
class _Texts:
    """A text column: place of each cell in the sorted distinct values."""

    codes: np.ndarray
    values: pa.Array

    @classmethod
    def of(cls, cells: pd.Series) -> _Texts:
        arrow = pa.array(cells, type=pa.large_string(), from_pandas=True)
        whole = arrow.combine_chunks() if isinstance(arrow, pa.ChunkedArray) else arrow
        encoded = whole.dictionary_encode()
        order = pc.sort_indices(encoded.dictionary).to_numpy()
        places = np.empty(len(order), dtype=np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        return cls(places[encoded.indices.to_numpy()], encoded.dictionary.take(pa.array(order)))

    @property
    def blank(self) -> bool:
        return len(self.values) == 1 and self.values[0].as_py() == ""

    @property
    def ranks(self) -> tuple[np.ndarray, int]:
        return self.codes, len(self.values)

    def payload(self, order: np.ndarray | None) -> Iterator[memoryview]:
        lengths = pc.binary_length(self.values).to_numpy().astype("<i8")
        yield _bytes(lengths)
        yield memoryview(self.values.buffers()[2])[: int(lengths.sum())]
        yield _bytes(self.codes if order is None else self.codes[order])


@dataclass(frozen=True)
class _Numbers:
    """A number column with one form of zero and one of blank."""

    cells: np.ndarray

    @classmethod
    def of(cls, cells: np.ndarray) -> _Numbers:
        return cls(np.where(np.isnan(cells), np.nan, cells + 0.0))

    @property
    def blank(self) -> bool:
        return bool(np.isnan(self.cells).all())

    @cached_property
    def ranks(self) -> tuple[np.ndarray, int]:
        distinct, places = np.unique(self.cells, return_inverse=True)
        return places, len(distinct)

    def payload(self, order: np.ndarray | None) -> Iterator[memoryview]:
        yield _bytes((self.cells if order is None else self.cells[order]).astype("<f8", copy=False))


_Parts = Sequence[_Texts | _Numbers]


def _encoded(cells: pd.Series) -> _Parts:
    if cells.dtype == object:
        numbers, names = split_costs(cells)
        texts = np.full(len(cells), "", dtype=object) if names is None else names
        return _Numbers.of(numbers), _Texts.of(pd.Series(texts, dtype="str"))
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return (_Numbers.of(cells.to_numpy(dtype=float)),)
    return (_Texts.of(cells),)


def _row_order(keys: Sequence[_Parts], columns: Sequence[_Parts]) -> np.ndarray | None:
    """Positions of the rows in canonical order; None where they stand in it already."""
    ranks = _combined(keys)
    if _rises(ranks):
        return None
    order = np.argsort(ranks, kind="stable")
    return order if _rises(ranks[order]) else np.argsort(_combined([*keys, *columns]), kind="stable")


def _rises(ranks: np.ndarray) -> bool:
    return bool(np.all(ranks[1:] > ranks[:-1]))


def _combined(columns: Sequence[_Parts]) -> np.ndarray:
    """One number a row that orders rows as the ranks of their cells do, column by column."""
    total: np.ndarray = np.zeros(1, dtype=np.int64)
    width = 1
    for places, count in (part.ranks for parts in columns for part in parts):
        if width * count > _WIDEST:
            distinct, total = np.unique(total, return_inverse=True)
            width = len(distinct)
        total = total * count + places
        width *= count
    return total


def _bytes(values: np.ndarray) -> memoryview:
    return np.ascontiguousarray(values).data.cast("B")
