"""Whole rows that an override adds, and rows that stand in no table but have a meaning all the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.conditions.where import Operator, Term, Where
from engine.errors import KnownError
from engine.network import Network, conform
from engine.scenarios.cells import read_cell
from engine.scenarios.override import Override
from engine.scenarios.values import known_setting
from engine.schema import INPUT_TABLES, SETTINGS, Table


def inserted_row(override: Override, where: Where, network: Network) -> pd.DataFrame:
    """The row that an insert adds, as a frame of one row in canonical form.

    Args:
        override: The insert.
        where: Its cells, as a condition.
        network: The tables as they stand.

    Raises:
        KnownError: A cell does not suit its column, a required one is missing, or the key is taken.
    """
    table = INPUT_TABLES[override.table]
    cells: dict[str, str | float] = {}
    for term in where.terms:
        column = _own_column(table, term)
        if column in cells:
            raise _not_a_cell(term, f"{column} is given twice")
        cells[column] = read_cell(table.column(column), term.values[0], network)
    missing = [column.name for column in table.columns if column.required and column.name not in cells]
    if missing:
        raise KnownError(
            "insert-incomplete",
            f"The new row of {table.name} has no {', '.join(missing)}.",
            what_to_do="Give them as cells: column = value, joined by ;.",
        )
    if table.name == "settings":
        read_cell(known_setting(str(cells["name"])), str(cells["value"]), network)
    row = conform(pd.DataFrame({name: [value] for name, value in cells.items()}), table)
    _refuse_taken_key(table, row, network)
    return row


def implied_rows(override: Override, where: Where, network: Network) -> pd.DataFrame | None:
    """Rows that an override may change although the table does not hold them; None where there are none.

    A setting without a row has its default, and a model without periods has one named 1 of 1 year.
    """
    if override.table == "settings":
        present = set(network["settings"]["name"].tolist())
        named = [value for term in where.terms if _names_setting(term) for value in term.values]
        absent = [setting.name for setting in SETTINGS if setting.name in named and setting.name not in present]
        return conform(pd.DataFrame({"name": absent}), INPUT_TABLES["settings"]) if absent else None
    if override.table == "periods" and not len(network["periods"]):
        return conform(pd.DataFrame({"period": ["1"], "years": [1.0]}), INPUT_TABLES["periods"])
    return None


def _names_setting(term: Term) -> bool:
    return term.column == "name" and term.operator is Operator.EQUAL


def _own_column(table: Table, term: Term) -> str:
    if term.operator is not Operator.EQUAL or len(term.values) != 1:
        raise _not_a_cell(term, "a cell is written column = value, with one value")
    if term.column not in table.by_name:
        raise _not_a_cell(term, f"table {table.name} has the columns {', '.join(table.column_names)}")
    return term.column


def _not_a_cell(term: Term, why: str) -> KnownError:
    return KnownError(
        "insert-cell", f"“{term}” is no cell of a new row (position {term.position}).", what_to_do=f"Note: {why}."
    )


def _refuse_taken_key(table: Table, row: pd.DataFrame, network: Network) -> None:
    frame = network[table.name]
    same: np.ndarray = np.ones(len(frame), dtype=bool)
    for name in table.key:
        value = row[name].iloc[0]
        cells = frame[name]
        same &= (cells.isna() if value != value else cells == value).to_numpy(dtype=bool)
    if same.any():
        raise KnownError(
            "insert-key-exists",
            f"{table.name} has a row {', '.join(str(row[name].iloc[0]) or 'blank' for name in table.key)} already.",
            what_to_do="Use set to change it.",
        )
