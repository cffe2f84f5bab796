"""Names inside the conditions of overrides: renamed where they stand as a whole value of a column that means them."""

from __future__ import annotations

import re

from engine.schema import INPUT_TABLES, Table

_TERM_END = re.compile(r"(\s*;\s*|\s+and\s+)", re.IGNORECASE)
_OPERATOR = re.compile(r"\s*(?:!=|<=|>=|=|<|>)\s*")
_ALTERNATIVE = re.compile(r"(\s*\|\s*)")


def condition_renamed(condition: str, of_table: str, table: Table, old: str, new: str) -> str:
    """The condition with the name replaced in every term whose column names rows of the table.

    Args:
        condition: Terms ``column = value | value`` joined by ``;`` or ``and``.
        of_table: Table whose rows the condition picks.
        table: Table of the row that is renamed.
        old: Name as it stands.
        new: New name.
    """
    parts = _TERM_END.split(condition)
    parts[::2] = [_term_renamed(part, of_table, table, old, new) for part in parts[::2]]
    return "".join(parts)


def _term_renamed(term: str, of_table: str, table: Table, old: str, new: str) -> str:
    operator = _OPERATOR.search(term)
    if operator is None or not _names_rows(term[: operator.start()].strip(), of_table, table):
        return term
    values = _ALTERNATIVE.split(term[operator.end() :])
    values[::2] = [_value_renamed(value, old, new) for value in values[::2]]
    return term[: operator.end()] + "".join(values)


def _value_renamed(value: str, old: str, new: str) -> str:
    return value.replace(old, new) if value.strip() == old else value


def _names_rows(path: str, of_table: str, table: Table) -> bool:
    """Whether a column, or a column of a row referred to such as ``customer.status``, holds names of the table."""
    of = INPUT_TABLES.get(of_table)
    for name in path.split(".")[:-1]:
        column = of.by_name.get(name) if of else None
        targets = [target for target in column.refers_to if target != "groups"] if column else []
        of = INPUT_TABLES[targets[0]] if targets else None
    column = of.by_name.get(path.rsplit(".", maxsplit=1)[-1]) if of else None
    return column is not None and (
        table.name in column.refers_to
        or (of is table and column.name == table.key[0])
        or (table.name == "groups" and bool(column.key or column.refers_to))
    )
