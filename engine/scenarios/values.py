"""New cells for the rows that an override picks: set, add, multiply, include, exclude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.errors import KnownError
from engine.network import Network
from engine.network.frames import split_costs
from engine.network.network import key_text
from engine.scenarios.cells import read_cell, read_number, refuse_outside, setting_column
from engine.scenarios.override import Action, Override
from engine.schema import INPUT_TABLES, SETTINGS, Column, ColumnType

_SETTINGS = {setting.name: setting_column(setting) for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class NewCells:
    """Cells that an override writes.

    Attributes:
        column: Column in which they stand.
        values: One cell for each row picked, in their order.
        defaults_taken: How many cells were blank and counted as the column's default.
    """

    column: str
    values: pd.Series
    defaults_taken: int = 0


def new_cells(override: Override, network: Network, rows: np.ndarray) -> NewCells:
    """The cells that an override writes into the rows it picks.

    Args:
        override: Override with one of the actions set, add, multiply, include and exclude.
        network: The tables as they stand.
        rows: Positions of the n rows picked in the override's table.

    Raises:
        KnownError: The override asks for something that its column may not hold.
    """
    action = Action(override.action)
    if action in {Action.INCLUDE, Action.EXCLUDE}:
        return _status(override, action, network[override.table], rows)
    column = _changed_column(override)
    if override.table == "settings":
        return _settings(override, action, network, rows)
    if action is Action.SET:
        return NewCells(column.name, _repeated(column, read_cell(column, override.value, network), len(rows)))
    return _calculated(override, action, column, network[override.table][column.name].iloc[rows])


def _changed_column(override: Override) -> Column:
    table = INPUT_TABLES[override.table]
    column = table.by_name.get(override.column)
    names = ", ".join(name for name in table.column_names if name not in table.key)
    if column is None:
        told = f"Table {table.name} has no column {override.column}." if override.column else "The column is missing."
        raise KnownError("override-column", told, what_to_do=f"Name one of {names}.")
    if column.key:
        raise KnownError(
            "override-key-column",
            f"{table.name}.{column.name} is part of the row's name and cannot be overridden.",
            what_to_do="Use delete for the old row and insert for the new one.",
        )
    return column


def _status(override: Override, action: Action, frame: pd.DataFrame, rows: np.ndarray) -> NewCells:
    """Exclude writes ``exclude``; include lifts an exclusion and leaves every other status as it is."""
    if "status" not in frame.columns:
        raise KnownError(
            "override-no-status",
            f"Rows of {override.table} have no status, so they cannot be {action}d.",
            what_to_do="Use delete or insert instead.",
        )
    if override.column not in {"", "status"} or override.value:
        raise KnownError(
            "override-value", f"{action} takes no column and no value.", what_to_do="Leave both of them blank."
        )
    column = INPUT_TABLES[override.table].column("status")
    if action is Action.EXCLUDE:
        return NewCells("status", _repeated(column, "exclude", len(rows)))
    old = frame["status"].iloc[rows].reset_index(drop=True)
    return NewCells("status", old.mask(old == "exclude", column.choices[0]))


def _calculated(override: Override, action: Action, column: Column, old: pd.Series) -> NewCells:
    if not column.is_number:
        raise KnownError(
            "override-no-number",
            f"{action} needs a number, and {override.table}.{column.name} is a {column.type}.",
            what_to_do="Use set.",
        )
    numbers, names = split_costs(old)
    if names is not None and (named := names != "").any():
        raise KnownError(
            "override-step-cost",
            f"{named.sum()} of {len(old)} rows name a step cost in {column.name}, as {names[np.argmax(named)]}.",
            what_to_do="Override step_costs, or leave these rows out by the condition.",
        )
    numbers, taken = _without_blanks(action, column, numbers)
    result = _operation(action, override.value)(numbers)
    refuse_outside(column, result)
    return NewCells(column.name, pd.Series(result), taken)


def _without_blanks(action: Action, column: Column, numbers: np.ndarray) -> tuple[np.ndarray, int]:
    """The numbers with defaults in place of blanks, and how many; a blank without a default is refused."""
    blank = np.isnan(numbers)
    count = int(blank.sum())
    if count and column.default is None:
        meaning = f" (a blank means: {column.blank})" if column.blank else ""
        raise KnownError(
            "override-blank-cell",
            f"{action} needs a number, and {count} of {len(numbers)} rows picked have no {column.name}{meaning}.",
            what_to_do=f'Add {column.name} != "" to the condition, or set the cells first.',
        )
    return (np.where(blank, float(column.default), numbers), count) if column.default is not None else (numbers, 0)


def _operation(action: Action, text: str) -> Callable[[np.ndarray], np.ndarray]:
    operand = read_number(text)
    if action is Action.MULTIPLY:
        return lambda numbers: numbers * operand
    return lambda numbers: numbers + operand


def _settings(override: Override, action: Action, network: Network, rows: np.ndarray) -> NewCells:
    """Values of settings are text; each is read, changed and checked as what the setting is."""
    picked = network["settings"].iloc[rows]
    values = []
    taken = 0
    for name, text in zip(picked["name"].tolist(), picked["value"].tolist(), strict=True):
        column = known_setting(name)
        if action is Action.SET:
            values.append(key_text(read_cell(column, override.value, network)))
        else:
            result = _calculated(override, action, column, pd.Series([read_number(text) if text else np.nan]))
            values.append(key_text(float(result.values.iloc[0])))
            taken += result.defaults_taken
    return NewCells("value", pd.Series(values, dtype="str"), taken)


def known_setting(name: str) -> Column:
    """The value of a setting described like a column.

    Raises:
        KnownError: ``override-setting``; there is no such setting.
    """
    if name not in _SETTINGS:
        raise KnownError(
            "override-setting", f"There is no setting {name}.", what_to_do=f"There are {', '.join(_SETTINGS)}."
        )
    return _SETTINGS[name]


def _repeated(column: Column, value: str | float, count: int) -> pd.Series:
    """A column of one cell over and over; names of step costs stand among numbers, so their column is mixed."""
    if not isinstance(value, str):
        return pd.Series(np.full(count, value, dtype=float))
    dtype = "object" if column.type is ColumnType.COST else "str"
    return pd.Series(np.full(count, value, dtype=object), dtype=dtype)
