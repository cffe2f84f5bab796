"""Names inside the conditions of overrides: renamed where they stand as a whole value of a column that means them."""

from __future__ import annotations

from dataclasses import replace

from engine.conditions import Term, Where, find_column, parse_where
from engine.errors import KnownError
from engine.schema import INPUT_TABLES, Table


def condition_renamed(condition: str, of_table: str, table: Table, old: str, new: str) -> str:
    """The condition with the name replaced in every term whose column names rows of the table.

    A condition in which nothing is replaced, or that cannot be read, stays as it is written; another one is written in
    canonical form.

    Args:
        condition: Terms ``column = value | value`` joined by ``;`` or ``and``.
        of_table: Table whose rows the condition picks.
        table: Table of the row that is renamed.
        old: Name as it stands.
        new: New name.
    """
    try:
        where = parse_where(condition)
    except KnownError:
        return condition
    renamed = Where(tuple(_term_renamed(term, of_table, table, old, new) for term in where.terms))
    return condition if renamed == where else str(renamed)


def _term_renamed(term: Term, of_table: str, table: Table, old: str, new: str) -> Term:
    if old not in term.values or not _names_rows(term.column, of_table, table):
        return term
    return replace(term, values=tuple(new if value == old else value for value in term.values))


def _names_rows(path: str, of_table: str, table: Table) -> bool:
    """Whether a column, or a column of a row referred to such as ``customer.status``, holds names of the table."""
    try:
        target = find_column(INPUT_TABLES[of_table], path)
    except (KeyError, KnownError):
        return False
    column = target.column
    return (
        table.name in column.refers_to
        or (table.name in (target.tables or (of_table,)) and column.name == table.key[0])
        or (table.name == "groups" and bool(column.key or column.refers_to))
    )
