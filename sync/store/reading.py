"""Rows of a project as frames: whole columns, a million rows in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Table, func, literal_column, select

from engine.network import PROVENANCE, Network, Source, conform, empty_frame
from engine.schema import INPUT_TABLES, Column, ColumnType
from engine.schema import Table as SchemaTable
from sync.store.tables import INPUTS, PLACE, SOURCES

# Fewer rows at a time than the objects after which Python looks for garbage among all others: thrice as fast.
_ROWS_AT_A_TIME = 500
_ROWS_IN_A_SLICE = 20_000
_TEXT = {pa.large_string(): pd.StringDtype(na_value=np.nan)}


def read_network(connection: Connection) -> Network:
    """Every input table and the sources; call it inside a transaction, so that all are of one moment."""
    frames = {name: read_table(connection, table) for name, table in INPUT_TABLES.items()}
    return Network(frames, read_sources(connection))


def read_table(connection: Connection, table: SchemaTable) -> pd.DataFrame:
    """The rows of an input table in the user's order, in canonical form."""
    stored = INPUTS[table.name]
    count, filled = _filled_columns(connection, table, stored)
    if not count:
        return empty_frame(table)
    statement = select(*(stored.c[name] for name in filled)).order_by(stored.c[PLACE])
    if not filled:
        return conform(pd.DataFrame(index=pd.RangeIndex(count)), table)
    columns = _columns(connection, str(statement.compile(connection.engine)), [table.by_name.get(n) for n in filled])
    return conform(pd.DataFrame(dict(zip(filled, columns, strict=True)), copy=False), table)


def read_sources(connection: Connection) -> dict[int, Source]:
    """What the numbers in ``_source`` stand for."""
    rows = connection.execute(select(SOURCES).order_by(SOURCES.c.number))
    return {
        row.number: Source(row.file, row.sheet, json.loads(row.columns), row.sha256, row.imported_at) for row in rows
    }


def _filled_columns(connection: Connection, table: SchemaTable, stored: Table) -> tuple[int, list[str]]:
    """Number of rows, and the columns in which any cell is filled: most columns of large tables are not."""
    names = (*table.column_names, *PROVENANCE)
    is_text = [name in table.by_name and not table.column(name).is_number for name in names]
    tests = [
        func.max(stored.c[name] != literal_column("''")) if text else func.count(stored.c[name])
        for name, text in zip(names, is_text, strict=True)
    ]
    count, *found = connection.execute(select(func.count(), *tests).select_from(stored)).one()
    return count, [name for name, any_filled in zip(names, found, strict=True) if any_filled]


def _columns(connection: Connection, statement: str, columns: Sequence[Column | None]) -> list[pd.Series]:
    """What a statement selects, column by column; by the driver's own cursor, as SQLAlchemy's rows cost as much again.

    Args:
        connection: Connection inside a transaction.
        statement: Text of the statement.
        columns: Schema columns of what is selected; None for provenance.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.execute(statement)
    parts: list[list[Any]] = [[] for _ in columns]
    for slices in _slices(cursor, len(columns)):
        for part, cells, column in zip(parts, slices, columns, strict=True):
            part.append(_array(cells, column))
    return [_series(part) for part in parts]


def _slices(cursor: Any, width: int) -> Iterator[list[list[Any]]]:
    """Some ten thousand rows after the other, column by column."""
    slices: list[list[Any]] = [[] for _ in range(width)]
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        for cells, more in zip(slices, zip(*rows, strict=True), strict=True):
            cells.extend(more)
        if len(slices[0]) >= _ROWS_IN_A_SLICE:
            yield slices
            slices = [[] for _ in range(width)]
    if slices[0]:
        yield slices


def _array(cells: list[Any], column: Column | None) -> Any:
    """Cells as an Arrow array; costs among which are names as an object array."""
    if column is not None and not column.is_number:
        return pa.array(cells, type=pa.large_string())
    try:
        return pa.array(cells, type=pa.float64())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        if column is None or column.type is not ColumnType.COST:
            raise
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=object)


def _series(parts: list[Any]) -> pd.Series:
    if any(isinstance(part, np.ndarray) for part in parts):
        return pd.Series(np.concatenate([np.asarray(part).astype(object) for part in parts]), dtype=object)
    joined = pa.chunked_array(parts).combine_chunks()
    if pa.types.is_floating(joined.type):
        return pd.Series(joined.to_numpy(zero_copy_only=False))
    texts: pd.Series = joined.to_pandas(types_mapper=_TEXT.get)
    return texts
