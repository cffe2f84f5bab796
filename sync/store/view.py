"""Rows of a table as a grid asks for them: ids first, sorted and filtered in the store, then cells page by page."""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from engine.errors import KnownError
from engine.network import conform, frame_columns
from engine.schema import Column, ColumnType, input_table
from sync.store.ordering import ids, ids_by_number
from sync.store.tables import INPUTS, PLACE

_RANGE = re.compile(r"^\s*(?P<low>-?[\d.eE+]+)\s*\.\.\s*(?P<high>-?[\d.eE+]+)\s*$")
_COMPARISON = re.compile(r"^\s*(?P<sign><=|>=|<|>|!=|=)\s*(?P<value>.*?)\s*$")
_BLANK, _FILLED = "(blank)", "(filled)"
_PLACES_AT_A_TIME = 5_000  # named in one statement


@dataclass(frozen=True)
class Asked:
    """Which rows of a table, in which order.

    Attributes:
        table: Name of an input table.
        sort: Columns to sort by, each with whether it descends; the user's order breaks ties.
        filters: Text of the filter of each column; see `places` for what it may say.
        search: Text that any cell of a row contains; empty for none.
    """

    table: str
    sort: tuple[tuple[str, bool], ...] = ()
    filters: tuple[tuple[str, str], ...] = field(default=())
    search: str = ""


def places(connection: Connection, asked: Asked) -> array[int]:
    """Ids of the rows asked for, in order: 8 bytes a row, a million in well under a second.

    A filter of a text column is a part of the text; of a number column a number. Both know ``=``, ``!=``, ``(blank)``
    and ``(filled)``; numbers ``<``, ``<=``, ``>``, ``>=`` and ``low..high``, too.

    Raises:
        KnownError: ``filter-unreadable``.
    """
    stored, table = INPUTS[asked.table], input_table(asked.table)
    tests = [_test(stored.c[name], table.column(name), text) for name, text in asked.filters if text.strip()]
    if asked.search:
        tests.append(or_(*(_contains(stored.c[name], asked.search) for name in table.column_names)))
    if _is_one_number(connection, asked):
        ((name, down),) = asked.sort
        chosen = select(stored.c[PLACE], stored.c[name]).where(and_(True, *tests)).order_by(stored.c[PLACE])
        return ids_by_number(_driven(connection, chosen), descending=down)
    order = [stored.c[name].desc() if down else stored.c[name].asc() for name, down in asked.sort]
    return ids(_driven(connection, select(stored.c[PLACE]).where(and_(True, *tests)).order_by(*order, stored.c[PLACE])))


def _is_one_number(connection: Connection, asked: Asked) -> bool:
    """Whether the rows are sorted by one column, and that holds nothing but numbers."""
    if len(asked.sort) != 1:
        return False
    column = input_table(asked.table).column(asked.sort[0][0])
    if column.type is not ColumnType.COST:
        return column.is_number
    cell = INPUTS[asked.table].c[column.name]
    return connection.execute(select(cell).where(func.typeof(cell) == "text").limit(1)).first() is None


def _driven(connection: Connection, statement: Select[Any]) -> sqlite3.Cursor:
    """A query by the driver's own cursor: a million ids through SQLAlchemy's rows take twice as long."""
    compiled = statement.compile(connection.engine)
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor: sqlite3.Cursor = driver.execute(
        str(compiled), [compiled.params[name] for name in compiled.positiontup or ()]
    )
    return cursor


def cells(connection: Connection, name: str, wanted: Sequence[int]) -> list[tuple[Any, ...]]:
    """Cells of rows by id, every column of the schema, in the order asked for; None and ``""`` for blanks."""
    found = _stored(connection, name, wanted, input_table(name).column_names)
    return [found[place] for place in wanted if place in found]


def page(connection: Connection, name: str, wanted: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Cells of rows by id, every column of the schema and then those of provenance; rows that are gone are left out."""
    return _stored(connection, name, wanted, frame_columns(input_table(name)))


def frame(connection: Connection, name: str, wanted: Sequence[int]) -> pd.DataFrame:
    """Rows by id in the order asked for, in canonical form, with their provenance.

    Raises:
        KnownError: ``row-gone``: one of them is not there any more.
    """
    table = input_table(name)
    columns = frame_columns(table)
    found = _stored(connection, name, wanted, columns)
    if any(place not in found for place in wanted):
        raise KnownError(
            "row-gone", "A row was deleted meanwhile.", where=name, what_to_do="Look at the table again and repeat it."
        )
    rows = [found[place] for place in wanted]
    data = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    return conform(pd.DataFrame(data), table)


def row_count(connection: Connection, name: str) -> int:
    """Number of rows of an input table."""
    return int(connection.execute(select(func.count()).select_from(INPUTS[name])).scalar_one())


def _stored(
    connection: Connection, name: str, wanted: Sequence[int], columns: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """Cells of rows by id; by the driver's own cursor, as ten thousand rows are pasted at once."""
    stored = INPUTS[name]
    driver = connection.connection.driver_connection
    assert driver is not None
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(wanted), _PLACES_AT_A_TIME):
        chosen = list(wanted[start : start + _PLACES_AT_A_TIME])
        statement = select(stored.c[PLACE], *(stored.c[column] for column in columns)).where(
            stored.c[PLACE].in_(chosen)
        )
        text = str(statement.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        found.update((row[0], row[1:]) for row in driver.execute(text))
    return found


def _test(cell: ColumnElement[Any], column: Column, text: str) -> ColumnElement[bool]:
    blank = cell.is_(None) if column.is_number else cell == ""
    if text.strip() in (_BLANK, _FILLED):
        return blank if text.strip() == _BLANK else ~blank
    if column.is_number:
        return _number_test(cell, column, text)
    comparison = _COMPARISON.match(text)
    if comparison and comparison["sign"] == "=":
        return func.lower(cell) == comparison["value"].lower()
    if comparison and comparison["sign"] == "!=":
        return func.lower(cell) != comparison["value"].lower()
    return _contains(cell, text.strip())


def _number_test(cell: ColumnElement[Any], column: Column, text: str) -> ColumnElement[bool]:
    between = _RANGE.match(text)
    if between:
        return cell.between(_number(between["low"], column), _number(between["high"], column))
    comparison = _COMPARISON.match(text)
    sign, value = (comparison["sign"], comparison["value"]) if comparison else ("=", text)
    operator = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}[sign]
    test: ColumnElement[bool] = cell.op(operator, is_comparison=True)(_number(value, column))
    return test


def _number(text: str, column: Column) -> float:
    try:
        return float(text)
    except ValueError:
        raise KnownError(
            "filter-unreadable",
            f"“{text}” is no number, and {column.name} holds numbers.",
            where=column.name,
            what_to_do="Write a number, >5, <=3, 1..5, (blank) or (filled).",
        ) from None


def _contains(cell: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return func.lower(cell).contains(text.lower(), autoescape=True)
