"""Columns named in a condition: a table's own, or one of the row that a reference column names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from engine.conditions.where import Where
from engine.errors import KnownError
from engine.schema import INPUT_TABLES, Column, ColumnType, Table


@dataclass(frozen=True, slots=True)
class Target:
    """The column that a name in a condition stands for.

    Attributes:
        column: What is compared.
        reference: Reference column of the table through which the column is reached; empty for an own column.
        tables: Tables in which the column is looked up; empty for an own column.
    """

    column: Column
    reference: str = ""
    tables: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The full name: ``quantity`` or ``customer.region``."""
        return f"{self.reference}.{self.column.name}" if self.reference else self.column.name


def find_column(table: Table, name: str) -> Target:
    """The column that a name stands for in conditions on a table.

    A bare name that the table does not have is taken from the row that a reference names, if only one reference of
    the table leads to such a column: ``region`` in ``demand`` is ``customer.region``.

    Raises:
        KnownError: ``where-column-unknown`` or ``where-column-ambiguous``, with the names that would do.
    """
    reference, _, attribute = name.rpartition(".")
    if reference:
        return _through(table, reference, attribute)
    if name in table.by_name:
        return Target(table.column(name))
    found = [target for target in _referred(table) if target.column.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        choices = " or ".join(target.path for target in found)
        raise KnownError(
            "where-column-ambiguous",
            f"Column {name} of table {table.name} can be reached in more than one way.",
            what_to_do=f"Say which one is meant: {choices}.",
        )
    raise _unknown(table, name, [*table.column_names, *(target.column.name for target in _referred(table))])


def full_names(table: Table, where: Where) -> Where:
    """The condition with each column under its full name.

    Raises:
        KnownError: As ``find_column``.
    """
    return Where(
        tuple(
            type(term)(find_column(table, term.column).path, term.operator, term.values, term.position)
            for term in where.terms
        )
    )


def _through(table: Table, reference: str, attribute: str) -> Target:
    targets = list(_referred(table))
    for target in targets:
        if (target.reference, target.column.name) == (reference, attribute):
            return target
    raise _unknown(table, f"{reference}.{attribute}", [target.path for target in targets])


def _referred(table: Table) -> Iterable[Target]:
    """Every column that can be reached through one reference of the table."""
    for reference in table.columns:
        if reference.type is ColumnType.REFERENCE:
            tables = tuple(name for name in reference.refers_to if name != "groups")
            names = {column.name: column for name in tables for column in INPUT_TABLES[name].columns}
            for column in names.values():
                holders = tuple(name for name in tables if column.name in INPUT_TABLES[name].by_name)
                yield Target(column, reference.name, holders)


def _unknown(table: Table, name: str, known: list[str]) -> KnownError:
    near = get_close_matches(name, dict.fromkeys(known), n=3)
    own = f"Table {table.name} has the columns {', '.join(table.column_names)}; columns of rows it refers to are "
    return KnownError(
        "where-column-unknown",
        f"Table {table.name} has no column {name}.",
        what_to_do=f"Did you mean {' or '.join(near)}?" if near else f"{own}written like customer.region.",
    )
