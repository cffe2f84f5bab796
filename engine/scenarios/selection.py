"""Rows picked by a condition.

A blank that the schema gives a default counts as that default, so ``status = include`` picks rows whose status is
blank; ``status =`` picks the blanks themselves. A value that names a group picks the group's members and the rows that
name the group itself; a row that names a group is not picked by one of its members. Through a reference
(``customer.region = West``) those rows are picked whose referred row exists and meets the comparison.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from engine.conditions.columns import Target, find_column
from engine.conditions.where import Operator, Term, Where
from engine.errors import KnownError
from engine.network import Network
from engine.network.frames import split_costs
from engine.network.groups import GroupIndex
from engine.scenarios.cells import read_date, read_number
from engine.schema import INPUT_TABLES, Column, ColumnType

_COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}
_GROUPED = frozenset(INPUT_TABLES["groups"].column("member").refers_to) - {"groups"}


def pick_rows(network: Network, table: str, where: Where, groups: GroupIndex) -> np.ndarray:
    """Which rows of a table a condition picks.

    Args:
        network: The tables as they stand.
        table: Name of an input table with n rows.
        where: The condition.
        groups: The groups of the network.

    Returns:
        n booleans.

    Raises:
        KnownError: A column is unknown or ambiguous, or a value does not suit its column.
    """
    picked: np.ndarray = np.ones(len(network[table]), dtype=bool)
    for term in where.terms:
        target = find_column(INPUT_TABLES[table], term.column)
        picked &= (
            _through(network, table, target, term, groups)
            if target.reference
            else _own(network, table, target.column, term, groups)
        )
    return picked


def _through(network: Network, table: str, target: Target, term: Term, groups: GroupIndex) -> np.ndarray:
    names: list[str] = []
    for referred in target.tables:
        column = INPUT_TABLES[referred].column(target.column.name)
        met = _own(network, referred, column, term, groups)
        names += network[referred].iloc[:, 0][met].tolist()
    return network[table][target.reference].isin(names).to_numpy(dtype=bool)


def _own(network: Network, table: str, column: Column, term: Term, groups: GroupIndex) -> np.ndarray:
    cells = network[table][column.name]
    try:
        if column.type is ColumnType.COST:
            return _costs(cells, column, term)
        if column.is_number:
            return _numbers(cells.to_numpy(dtype=float), column, term)
    except KnownError as error:
        raise _unsuitable(term, error) from error
    if term.operator.orders:
        return _dates(cells, column, term)
    return _texts(cells, column, term, groups if _may_be_grouped(table, column) else None)


def _texts(cells: pd.Series, column: Column, term: Term, groups: GroupIndex | None) -> np.ndarray:
    if column.choices:
        _check_choices(column, term)
    values = set(term.values)
    if groups is not None:
        for name in term.values:
            if groups.is_group(name):
                values.update(groups.members(name))
    default = str(column.default) if column.default is not None else ""
    if default and default in values:
        values.add("")
    value = next(iter(values))
    hit = cells == value if len(values) == 1 else cells.isin(values)
    return _signed(hit.to_numpy(dtype=bool), term)


def _numbers(cells: np.ndarray, column: Column, term: Term) -> np.ndarray:
    filled = cells if column.default is None else np.where(np.isnan(cells), float(column.default), cells)
    if term.operator.orders:
        return np.asarray(_COMPARE[term.operator](filled, read_number(term.values[0])), dtype=bool)
    hit: np.ndarray = np.zeros(len(cells), dtype=bool)
    for value in term.values:
        hit |= filled == read_number(value) if value else np.isnan(cells)
    return _signed(hit, term)


def _costs(cells: pd.Series, column: Column, term: Term) -> np.ndarray:
    numbers, names = split_costs(cells)
    if names is None:
        names = np.full(len(numbers), "", dtype=object)
    if term.operator.orders:
        return _numbers(numbers, column, term)
    named = [value for value in term.values if value and not _is_number(value)]
    hit = np.isin(names, named)
    for value in term.values:
        if value not in named:
            hit |= (numbers == read_number(value)) if value else (np.isnan(numbers) & (names == ""))
    return _signed(hit, term)


def _dates(cells: pd.Series, column: Column, term: Term) -> np.ndarray:
    if column.type is not ColumnType.DATE:
        raise KnownError(
            "where-no-order",
            f"{term.operator} needs a number or a date; {term.column} is a {column.type} (position {term.position}).",
            what_to_do="Compare it with = or != instead.",
        )
    met = _COMPARE[term.operator](cells, read_date(column, term.values[0]))
    return np.asarray(met & (cells != ""), dtype=bool)


def _check_choices(column: Column, term: Term) -> None:
    for value in term.values:
        if value and value not in column.choices:
            raise KnownError(
                "where-value",
                f"{term.column} is never “{value}” (position {term.position}).",
                what_to_do=f"It is one of {', '.join(column.choices)}.",
            )


def _signed(hit: np.ndarray, term: Term) -> np.ndarray:
    return ~hit if term.operator is Operator.NOT_EQUAL else hit


def _may_be_grouped(table: str, column: Column) -> bool:
    if table == "groups":
        return False
    names_rows = table in _GROUPED and column.name == INPUT_TABLES[table].columns[0].name
    return names_rows or bool(_GROUPED & set(column.refers_to))


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except KnownError:
        return False
    return True


def _unsuitable(term: Term, error: KnownError) -> KnownError:
    return KnownError(
        "where-value",
        f"Column {term.column} holds numbers (position {term.position}): {error.message}",
        what_to_do=error.what_to_do,
    )
