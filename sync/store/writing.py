"""Change sets carried out on the stored rows, checked against the values they saw, many rows in one statement.

The order of rows is that of ``engine.changes.apply``: inserted rows take the places of deleted ones, then the end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Delete, Insert, Update

from engine.changes import ChangeSet, TableChange, Updates, joined_sources
from engine.network import Source, frame_columns
from engine.schema import Table as SchemaTable
from engine.schema import input_table
from sync.store.reading import read_sources
from sync.store.tables import INPUTS, PLACE, SOURCES

_ROWS_AT_A_TIME = 20_000


class RowsDiffer(Exception):  # noqa: N818  it is no error of ours: it says what was met, and is turned into one
    """The stored rows of a table are not those that the change saw; the transaction must be given up.

    Attributes:
        table: Table concerned.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(table)


def write_change_set(connection: Connection, change_set: ChangeSet) -> None:
    """Carry out a change set inside the transaction of the connection.

    Raises:
        RowsDiffer: A row or cell is not as the change set saw it.
    """
    write_sources(connection, change_set.sources)
    for name, change in change_set.tables.items():
        _write_table(connection, input_table(name), INPUTS[name], change)


def write_sources(connection: Connection, sources: Mapping[int, Source]) -> None:
    """Add sources; those that are there already stay.

    Raises:
        KnownError: ``source-taken``: a number stands for another source.
    """
    known = read_sources(connection)
    rows = [
        {
            "number": number,
            "file": source.file,
            "sheet": source.sheet,
            "columns": json.dumps(dict(source.columns)),
            "sha256": source.sha256,
            "imported_at": source.imported_at,
        }
        for number, source in joined_sources(known, sources).items()
        if number not in known
    ]
    if rows:
        connection.execute(insert(SOURCES), rows)


def _write_table(connection: Connection, table: SchemaTable, stored: Table, change: TableChange) -> None:
    freed: list[int] = []
    if len(change.deleted):
        if len(change.inserted):
            freed = _places(connection, table, stored, change.deleted)
        _delete(connection, table, stored, change.deleted)
    _update(connection, table, stored, change.updated)
    if len(change.inserted):
        _insert(connection, stored, change.inserted, freed)


def _places(connection: Connection, table: SchemaTable, stored: Table, deleted: pd.DataFrame) -> list[int]:
    """Places of stored rows, in the order of the change."""
    keys = [Column(name, stored.c[name].type) for name in table.key]
    sought = Table("sought", MetaData(), Column("number", Integer(), primary_key=True), *keys, prefixes=["TEMPORARY"])
    sought.create(connection)
    numbers = pd.Series(np.arange(len(deleted)))
    try:
        values = {"number": numbers, **{name: deleted[name] for name in table.key}}
        _execute_rows(connection, insert(sought).values({name: bindparam(name) for name in values}), values)
        same = and_(*(stored.c[name].is_not_distinct_from(sought.c[name]) for name in table.key))
        found = connection.execute(select(stored.c[PLACE]).join(sought, same).order_by(sought.c.number))
        places = list(found.scalars())
    finally:
        sought.drop(connection)
    if len(places) != len(deleted):
        raise RowsDiffer(table.name)
    return places


def _delete(connection: Connection, table: SchemaTable, stored: Table, deleted: pd.DataFrame) -> None:
    names = frame_columns(table)
    statement = delete(stored).where(*(_holds(stored, name, f"old_{name}") for name in names))
    values = {f"old_{name}": deleted[name] for name in names}
    if _execute_rows(connection, statement, values) != len(deleted):
        raise RowsDiffer(table.name)


def _update(connection: Connection, table: SchemaTable, stored: Table, updates: Updates) -> None:
    """Columns that change in the same rows go together."""
    for rows, names in _columns_by_rows(updates):
        condition = [_holds(stored, name, f"key_{name}") for name in table.key]
        condition += [_holds(stored, name, f"old_{name}") for name in names]
        statement = update(stored).where(*condition).values({name: bindparam(f"new_{name}") for name in names})
        values = {f"key_{name}": updates.keys[name].iloc[rows] for name in table.key}
        for name in names:
            values |= {f"old_{name}": updates.cells[name].old, f"new_{name}": updates.cells[name].new}
        if _execute_rows(connection, statement, values) != len(rows):
            raise RowsDiffer(table.name)


def _columns_by_rows(updates: Updates) -> list[tuple[np.ndarray, list[str]]]:
    groups: dict[bytes, tuple[np.ndarray, list[str]]] = {}
    for name, change in updates.cells.items():
        groups.setdefault(change.rows.tobytes(), (change.rows, []))[1].append(name)
    return list(groups.values())


def _insert(connection: Connection, stored: Table, inserted: pd.DataFrame, freed: Sequence[int]) -> None:
    reused = np.asarray(freed[: len(inserted)], dtype=np.int64)
    last = connection.execute(select(func.coalesce(func.max(stored.c[PLACE]), 0))).scalar_one()
    last = max(last, reused.max(initial=0))
    values = {PLACE: pd.Series(np.concatenate([reused, last + 1 + np.arange(len(inserted) - len(reused))]))}
    values |= {str(name): inserted[name] for name in inserted.columns if _is_filled(inserted[name])}
    try:
        _execute_rows(connection, insert(stored).values({name: bindparam(name) for name in values}), values)
    except IntegrityError as error:
        raise RowsDiffer(stored.name) from error


def _is_filled(cells: pd.Series) -> bool:
    blank = cells == "" if isinstance(cells.dtype, pd.StringDtype) else cells.isna()
    return not bool(blank.all())


def _holds(stored: Table, name: str, parameter: str) -> ColumnElement[bool]:
    column = stored.c[name]
    value = bindparam(parameter, type_=column.type)
    return column.is_not_distinct_from(value) if column.nullable else column == value


def _execute_rows(connection: Connection, statement: Insert | Update | Delete, values: Mapping[str, pd.Series]) -> int:
    """Execute a statement once for each row of the parameters' values; the number of rows it met in all.

    The driver gets plain tuples of whole slices: a mapping for each row would take as long again as the writing.
    """
    compiled = statement.compile(connection.engine)
    order = getattr(compiled, "positiontup", None) or list(values)
    count = len(next(iter(values.values())))
    met = 0
    for start in range(0, count, _ROWS_AT_A_TIME):
        slices = [values[name].iloc[start : start + _ROWS_AT_A_TIME].tolist() for name in order]
        met += connection.exec_driver_sql(str(compiled), list(zip(*slices, strict=True))).rowcount
    return met
