"""Rows of a project as frames: whole columns, a million rows in seconds."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Table, func, literal_column, select

from engine.network import PROVENANCE, Network, Source, conform
from engine.schema import INPUT_TABLES, Column, ColumnType
from engine.schema import Table as SchemaTable
from sync.store.tables import INPUTS, PLACE, SOURCES

# Fewer rows at a time than the objects after which Python looks for garbage among all others: thrice as fast.
_ROWS_AT_A_TIME = 500
_TEXT = {pa.large_string(): pd.StringDtype(na_value=np.nan)}


def read_network(connection: Connection) -> Network:
    """Every input table and the sources; call it inside a transaction, so that all are of one moment."""
    frames = {name: read_table(connection, table) for name, table in INPUT_TABLES.items()}
    return Network(frames, read_sources(connection))


def read_table(connection: Connection, table: SchemaTable) -> pd.DataFrame:
    """The rows of an input table in the user's order, in canonical form."""
    stored = INPUTS[table.name]
    count, filled = _filled_columns(connection, table, stored)
    statement = select(*(stored.c[name] for name in filled)).order_by(stored.c[PLACE])
    parts: list[list[Any]] = [[] for _ in filled]
    if filled:
        # The driver's own cursor: SQLAlchemy's rows cost as much again as the reading.
        cursor = _cursor(connection)
        cursor.execute(str(statement.compile(connection.engine)))
        while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
            for name, part, cells in zip(filled, parts, zip(*rows, strict=True), strict=True):
                part.append(_array(cells, table.by_name.get(name)))
    columns = {name: _series(part) for name, part in zip(filled, parts, strict=True)}
    return conform(pd.DataFrame(columns, index=pd.RangeIndex(count)), table)


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


def _cursor(connection: Connection) -> Any:
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver.cursor()


def _array(cells: tuple[Any, ...], column: Column | None) -> Any:
    if column is not None and not column.is_number:
        return pa.array(cells, type=pa.large_string())
    if column is not None and column.type is ColumnType.COST and any(isinstance(cell, str) for cell in cells):
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=object)
    return pa.array(cells, type=pa.float64())


def _series(parts: list[Any]) -> pd.Series:
    if any(isinstance(part, np.ndarray) for part in parts):
        return pd.Series(np.concatenate([np.asarray(part).astype(object) for part in parts]), dtype=object)
    joined = pa.chunked_array(parts).combine_chunks()
    if pa.types.is_floating(joined.type):
        return pd.Series(joined.to_numpy(zero_copy_only=False))
    texts: pd.Series = joined.to_pandas(types_mapper=_TEXT.get)
    return texts
