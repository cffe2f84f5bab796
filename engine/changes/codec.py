"""Change sets as bytes: a versioned header, a manifest, and Arrow streams compressed with zstd.

Layout: ``NXCS``; one byte, the version of the form; one byte, 1 where all that follows is compressed as a whole (small
change sets) and 0 where each stream is compressed by itself; eight bytes, the length of what follows when unpacked.
What follows: parts, each behind its length in eight bytes: the manifest as JSON, then for each of its tables the
inserted rows, the deleted rows, the keys of updated rows, and for each updated column its positions, old and new cells.
Numbers are little endian.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.changes.blocks import pack, read_stream, unpack, write_stream
from engine.changes.change_set import CellChanges, ChangeSet, TableChange, Updates
from engine.errors import KnownError
from engine.network import PROVENANCE, Source, conform, frame_columns
from engine.schema import INPUT_TABLES, Table

VERSION = 1
_MAGIC = b"NXCS"
_HEADER = struct.Struct("<4sBBQ")
_LENGTH = struct.Struct("<Q")
_SMALL_ROWS = 2_000
_LARGEST_WHOLE = 1 << 26  # bytes unpacked; small change sets stay far below


def encode(change_set: ChangeSet) -> bytes:
    """The change set as bytes; equal rows in equal order give equal bytes."""
    counts = change_set.counts().values()
    small = sum(count.inserted + count.updated + count.deleted for count in counts) < _SMALL_ROWS
    parts = [_manifest(change_set)]
    for change in change_set.tables.values():
        parts += [write_stream(block, compressed=not small) for block in _blocks(change)]
    body = b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))
    small = small and len(body) < _LARGEST_WHOLE
    packed = pa.compress(body, codec="zstd", asbytes=True) if small else body
    return _HEADER.pack(_MAGIC, VERSION, int(small), len(body)) + packed


def decode(content: bytes) -> ChangeSet:
    """The change set that ``encode`` wrote.

    Raises:
        KnownError: The bytes are no change set, are damaged, or were written by a newer version of the product.
    """
    if len(content) < _HEADER.size or content[:4] != _MAGIC:
        raise KnownError("change-set-unreadable", "This is not a change set.")
    _, version, whole, length = _HEADER.unpack_from(content)
    if version > VERSION:
        raise _newer(f"form {version}")
    try:
        return _decoded(_parts(_body(content, whole=bool(whole), length=length)))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, StopIteration, struct.error) as error:
        raise KnownError("change-set-unreadable", f"The change set is damaged: {error}.") from error


def _manifest(change_set: ChangeSet) -> bytes:
    tables = {
        name: [len(change.inserted), len(change.deleted), len(change.updated), list(change.updated.cells)]
        for name, change in change_set.tables.items()
    }
    sources = {str(number): asdict(source) for number, source in sorted(change_set.sources.items())}
    return json.dumps({"tables": tables, "sources": sources}, separators=(",", ":")).encode()


def _blocks(change: TableChange) -> Iterator[Mapping[str, pa.Array]]:
    for frame in (change.inserted, change.deleted, change.updated.keys):
        if len(frame):
            yield pack({str(name): frame[name] for name in frame.columns})
    for cells in change.updated.cells.values():
        block = pack({"old": cells.old, "new": cells.new})
        yield {"rows": pa.array(cells.rows.astype(np.int64)), **block}


def _body(content: bytes, *, whole: bool, length: int) -> memoryview:
    packed = memoryview(content)[_HEADER.size :]
    if not whole:
        body = packed
    elif length <= _LARGEST_WHOLE:
        body = memoryview(pa.decompress(packed, decompressed_size=length, codec="zstd", asbytes=True))
    else:
        raise ValueError("it claims to be too large")
    if len(body) != length:
        raise ValueError("its end is missing")
    return body


def _parts(body: memoryview) -> Iterator[memoryview]:
    position = 0
    while position < len(body):
        (length,) = _LENGTH.unpack_from(body, position)
        position += _LENGTH.size
        if position + length > len(body):
            raise ValueError("its end is missing")
        yield body[position : position + length]
        position += length


def _decoded(parts: Iterator[memoryview]) -> ChangeSet:
    manifest: dict[str, Any] = json.loads(bytes(next(parts)))
    sources = {int(number): Source(**fields) for number, fields in manifest["sources"].items()}
    tables = {}
    for name, (inserted, deleted, updated, columns) in manifest["tables"].items():
        if name not in INPUT_TABLES:
            raise _newer(f"table {name}")
        table = INPUT_TABLES[name]
        tables[name] = TableChange(
            inserted=_rows(table, inserted, parts),
            deleted=_rows(table, deleted, parts),
            updated=_updates(table, updated, columns, parts),
        )
    return ChangeSet.of(tables, sources)


def _rows(table: Table, count: int, parts: Iterator[memoryview]) -> pd.DataFrame:
    columns = unpack(read_stream(next(parts))) if count else {}
    unknown = columns.keys() - set(frame_columns(table))
    if unknown:
        raise _newer(f"column {min(unknown)} of table {table.name}")
    return conform(pd.DataFrame(columns, index=pd.RangeIndex(count)), table)


def _updates(table: Table, count: int, columns: list[str], parts: Iterator[memoryview]) -> Updates:
    keys = _rows(table, count, parts)[list(table.key)]
    return Updates(keys, {name: _cells(table, name, count, next(parts)) for name in columns})


def _cells(table: Table, column: str, count: int, part: memoryview) -> CellChanges:
    if column not in table.by_name and column not in PROVENANCE:
        raise _newer(f"column {column} of table {table.name}")
    block = dict(read_stream(part))
    rows = block.pop("rows").to_numpy()
    if len(rows) and (rows[0] < 0 or rows[-1] >= count or (np.diff(rows) <= 0).any()):
        raise ValueError("positions of updated cells are out of order")
    found = unpack(block)
    index = pd.RangeIndex(len(rows))
    old, new = (_column(table, column, found.get(name), index) for name in ("old", "new"))
    return CellChanges(rows, old, new)


def _column(table: Table, column: str, cells: pd.Series | None, index: pd.RangeIndex) -> pd.Series:
    given = pd.DataFrame(index=index) if cells is None else pd.DataFrame({column: cells}, index=index)
    return conform(given, table)[column].rename(None)


def _newer(what: str) -> KnownError:
    return KnownError(
        "change-set-newer",
        f"The change was made by a newer version of the product: {what} is not known here.",
        what_to_do="Install the newer version.",
    )
