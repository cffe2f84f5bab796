"""rename_key: a new name for a site, product, group …, in its own row and wherever it is named, as one change set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.changes.cells import replaced, rows
from engine.changes.change_set import ChangeSet, TableChange
from engine.changes.conditions import condition_renamed
from engine.changes.edits import replace_rows
from engine.errors import KnownError
from engine.network import Network
from engine.schema import INPUT_TABLES, Column, ColumnType, Table, input_table

Edit = tuple[np.ndarray, pd.Series]  # positions of cells, and what they hold afterwards


def rename_key(network: Network, table: str, old: str, new: str) -> ChangeSet:
    """The row (for groups and step costs: the rows) named ``old`` and every reference to it renamed.

    References are the cells of reference columns, the cost cells that name a step cost, and in overrides the conditions
    and values of columns that refer to the table.

    Args:
        network: Network as it stands.
        table: Table whose first key column is the name: products, facilities, groups, step_costs …
        old: Name as it stands.
        new: New name.

    Raises:
        KnownError: No row has the old name, the new one is blank or taken, or a cell that says the old name may as well
            mean a row of another table.
    """
    schema = input_table(table)
    _check_names(network, schema, old, new)
    if old == new:
        return ChangeSet()
    changes = {}
    for other in INPUT_TABLES.values():
        edits = {
            column.name: (places, pd.Series([new] * len(places), dtype="str"))
            for column in other.columns
            if len(places := _named(network, other, column, schema, old))
        }
        if other.name == "overrides":
            edits |= _override_edits(network[other.name], schema, old, new)
        changes[other.name] = _edited(other, network[other.name], edits)
    return ChangeSet.of(changes)


def _check_names(network: Network, table: Table, old: str, new: str) -> None:
    names = network[table.name][table.key[0]]
    if table.by_name[table.key[0]].refers_to:
        raise KnownError("rename-not-a-name", f"Rows of {table.name} have no name of their own.", where=table.name)
    if not (names == old).any():
        raise KnownError("rename-unknown", f"There is no {old!r} to rename.", where=table.name)
    if not new.strip():
        raise KnownError("rename-blank", "The new name is blank.", where=table.name, what_to_do="Give a name.")
    if old != new and (names == new).any():
        raise KnownError(
            "rename-taken", f"The name {new!r} is taken.", where=table.name, what_to_do="Choose another name."
        )


def _named(network: Network, other: Table, column: Column, table: Table, old: str) -> np.ndarray:
    """Positions of the cells of a column that name the row."""
    own_name = other is table and column.name == table.key[0]
    if not own_name and table.name not in column.refers_to:
        return np.empty(0, dtype=np.int64)
    cells = network[other.name][column.name]
    if column.type is ColumnType.COST and cells.dtype != object:
        return np.empty(0, dtype=np.int64)
    places = np.flatnonzero((cells == old).to_numpy(dtype=bool))
    if len(places) and not own_name:
        _check_meaning(network, other, column, table, old)
    return places


def _check_meaning(network: Network, other: Table, column: Column, table: Table, old: str) -> None:
    for name in column.refers_to:
        if name != table.name and (network[name][input_table(name).key[0]] == old).any():
            raise KnownError(
                "rename-ambiguous",
                f"{old!r} is the name of a row of {table.name} and of one of {name}; cells may mean either.",
                where=f"{other.name}, column {column.name}",
                what_to_do=f"Rename the row of {name} by hand first, so that each name says one thing.",
            )


def _override_edits(overrides: pd.DataFrame, table: Table, old: str, new: str) -> dict[str, Edit]:
    """Conditions that name the row, and values that columns referring to the table are set to."""
    maybe = np.flatnonzero(overrides["where"].str.contains(old, regex=False).to_numpy(dtype=bool))
    conditions = overrides["where"].iloc[maybe].reset_index(drop=True)
    tables = overrides["table"].iloc[maybe].reset_index(drop=True)
    renamed = pd.Series(
        [condition_renamed(text, of, table, old, new) for text, of in zip(conditions, tables, strict=True)], dtype="str"
    )
    changed = np.flatnonzero((renamed != conditions).to_numpy(dtype=bool))
    valued = np.zeros(len(overrides), dtype=bool)
    for other in INPUT_TABLES.values():
        referring = [column.name for column in other.references if table.name in column.refers_to]
        valued |= ((overrides["table"] == other.name) & overrides["column"].isin(referring)).to_numpy()
    places = np.flatnonzero(valued & (overrides["value"] == old).to_numpy())
    edits = {
        "where": (maybe[changed], renamed.iloc[changed].reset_index(drop=True)),
        "value": (places, pd.Series([new] * len(places), dtype="str")),
    }
    return {name: edit for name, edit in edits.items() if len(edit[0])}


def _edited(table: Table, frame: pd.DataFrame, edits: dict[str, Edit]) -> TableChange:
    """The change of a table by edits of its columns."""
    if not edits:
        return TableChange.of(table)
    touched = np.unique(np.concatenate([places for places, _ in edits.values()]))
    before = rows(frame, touched)
    columns = {name: before[name] for name in before.columns}
    for name, (places, values) in edits.items():
        columns[name] = replaced(columns[name], np.searchsorted(touched, places), values)
    return replace_rows(table, frame, before, pd.DataFrame(columns, copy=False))
