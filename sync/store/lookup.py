"""Rows found by what they are called: by key, by a part of a name, by every mention of a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, case, func, or_, select, union

from engine.network import Network
from engine.schema import INPUT_TABLES, Table, input_table
from sync.store.tables import INPUTS, PLACE
from sync.store.view import frame

_NAMES_AT_A_TIME = 500


def place_of(connection: Connection, name: str, key: Mapping[str, str]) -> int | None:
    """Id of the row with a key, its columns as text; None where there is none, or the key is none of the table's."""
    stored, table = INPUTS[name], input_table(name)
    tests = []
    for part in table.key:
        text = key.get(part, "")
        try:
            value = (float(text) if text else None) if table.column(part).is_number else text
        except ValueError:
            return None
        tests.append(stored.c[part].is_not_distinct_from(value))
    found = connection.execute(select(stored.c[PLACE]).where(*tests)).scalar()
    return None if found is None else int(found)


def places_of_names(connection: Connection, name: str, names: Sequence[str]) -> list[int]:
    """Ids of the rows whose first key column holds one of the names, in the user's order."""
    stored = INPUTS[name]
    first = stored.c[input_table(name).key[0]]
    found: list[int] = []
    for start in range(0, len(names), _NAMES_AT_A_TIME):
        chosen = list(names[start : start + _NAMES_AT_A_TIME])
        found.extend(connection.execute(select(stored.c[PLACE]).where(first.in_(chosen))).scalars())
    return sorted(found)


def names_like(connection: Connection, tables: Sequence[str], text: str, limit: int) -> list[str]:
    """Names of rows of some tables that contain a text, those that begin with it first, then by alphabet."""
    parts = []
    for name in tables:
        cell = INPUTS[name].c[input_table(name).key[0]].label("name")
        parts.append(select(cell).where(cell != "", func.lower(cell).contains(text.lower(), autoescape=True)))
    found = union(*parts).subquery()
    begins = case((func.lower(found.c.name).startswith(text.lower(), autoescape=True), 0), else_=1)
    statement = select(found.c.name).order_by(begins, func.lower(found.c.name)).limit(limit)
    return list(connection.execute(statement).scalars())


def mentions(connection: Connection, names: Collection[str]) -> Network:
    """All rows that have one of the names as their own or in a column that refers to rows, and all overrides.

    What renames a row needs no more of the network than this.
    """
    tables = {
        name: frame(connection, name, _mentioning(connection, table, names)) for name, table in INPUT_TABLES.items()
    }
    return Network(tables)


def _mentioning(connection: Connection, table: Table, names: Collection[str]) -> list[int]:
    stored = INPUTS[table.name]
    statement = select(stored.c[PLACE]).order_by(stored.c[PLACE])
    if table.name != "overrides":
        columns = {table.key[0], *(column.name for column in table.references)}
        statement = statement.where(or_(*(stored.c[column].in_(list(names)) for column in sorted(columns))))
    return list(connection.execute(statement).scalars())
