"""Edits of a grid as change sets, made from the rows they touch alone; they run on the database thread.

The rest of the table is not read: a key that another row has is refused by the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from desktop.models.clipboard_block import Block
from desktop.models.renaming import renamed_rows
from desktop.models.titles import title
from desktop.models.typed import CellProblem, CellsRefusedError, decimal_of, read_block
from engine.changes import ChangeSet, compose, insert_rows
from engine.changes.cells import rows
from engine.changes.change_set import TableChange
from engine.changes.edits import replace_rows
from engine.errors import KnownError
from engine.network import PROVENANCE, Network, conform
from engine.schema import Table, input_table
from sync.store import Project


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block of cells goes.

    Attributes:
        table: Table name.
        places: Ids of the rows that are written over, from the top.
        columns: Columns from the left.
    """

    table: str
    places: tuple[int, ...]
    columns: tuple[str, ...]


def paste(project: Project, target: Target, block: Block, decimal: str) -> ChangeSet:
    """A block written over rows; what goes beyond them is added as new rows.

    Raises:
        CellsRefusedError: Cells cannot be read; all of them are named.
        KnownError: ``paste-too-wide``; ``paste-without-key``: there are more rows than those that are written over,
            and new ones need what the block does not have.
    """
    table = input_table(target.table)
    if block.width > len(target.columns):
        raise KnownError(
            "paste-too-wide",
            f"The copied cells are {block.width} columns wide; there are {len(target.columns)} from here on.",
            what_to_do="Begin further to the left, or copy fewer columns.",
        )
    columns = target.columns[: block.width]
    split = min(len(target.places), len(block.rows))
    _refuse_without_key(table, columns, len(block.rows) - split)
    values, problems = _read_columns(table, columns, block, decimal)
    fresh = values.iloc[split:].reset_index(drop=True)
    problems += _key_problems(table, values, split)
    if problems:
        raise CellsRefusedError(problems, len(block.rows) * block.width)
    over = change_cells(project, table, target.places[:split], {name: values[name].iloc[:split] for name in columns})
    if not len(fresh):
        return over
    added = insert_rows(Network.of(), table.name, fresh)
    return added if over.is_empty() else compose(over, added)


def change_cells(
    project: Project, table: Table, places: Sequence[int], cells: Mapping[str, pd.Series | Sequence[object]]
) -> ChangeSet:
    """Cells of some rows set; where the name of a row changes, everything that refers to it changes, too.

    Args:
        project: The open project.
        table: Table of the rows.
        places: Ids of k rows.
        cells: New cells by column, k of each.
    """
    if not len(places):
        return ChangeSet()
    old = project.rows.frame(table.name, places)
    new = _with_cells(table, old, cells)
    return replaced(project, table, old, new)


def replaced(project: Project, table: Table, old: pd.DataFrame, new: pd.DataFrame) -> ChangeSet:
    """Rows replaced one by one; renamed where their name changes."""
    if len(table.key) > 1:
        return ChangeSet.of({table.name: replace_rows(table, old, old, new)})
    name = table.key[0]
    renamed = np.flatnonzero((old[name] != new[name]).to_numpy(dtype=bool))
    stays = np.setdiff1d(np.arange(len(old)), renamed)
    kept_old, kept_new = rows(old, stays), rows(new, stays)
    edited = ChangeSet.of({table.name: replace_rows(table, kept_old, kept_old, kept_new)})
    if not len(renamed):
        return edited
    return compose(edited, renamed_rows(project, table, rows(old, renamed), rows(new, renamed)))


def set_cell(project: Project, table: Table, place: int, column: str, value: object) -> ChangeSet:
    """One cell set."""
    return change_cells(project, table, [place], {column: [value]})


def clear(project: Project, target: Target) -> ChangeSet:
    """Cells made blank.

    Raises:
        KnownError: A column among them is part of the key and must not be blank.
    """
    table = input_table(target.table)
    for name in target.columns:
        if table.column(name).key and table.column(name).required:
            raise KnownError(
                "cell-blank",
                f"{name} is part of the row's key and must not be blank.",
                where=table.name,
                what_to_do="Delete the rows instead.",
            )
    blank = {name: [np.nan if table.column(name).is_number else ""] * len(target.places) for name in target.columns}
    return change_cells(project, table, target.places, blank)


def fill_down(project: Project, target: Target) -> ChangeSet:
    """The cells of the first row written into the rows below it.

    Raises:
        KnownError: ``fill-names``: the column names its rows, so they cannot all have one name.
    """
    table = input_table(target.table)
    if table.key[0] in target.columns and len(table.key) == 1:
        raise KnownError(
            "fill-names",
            f"{table.key[0]} names each row, so rows cannot share it.",
            where=table.name,
            what_to_do="Choose other columns.",
        )
    first = project.rows.frame(table.name, target.places[:1])
    rest = target.places[1:]
    return change_cells(project, table, rest, {name: [first[name].iat[0]] * len(rest) for name in target.columns})


def delete(project: Project, table: str, places: Sequence[int]) -> ChangeSet:
    """Rows deleted."""
    schema = input_table(table)
    return ChangeSet.of({table: TableChange.of(schema, deleted=project.rows.frame(table, places))})


def insert(project: Project, table: str, cells: Mapping[str, object]) -> ChangeSet:  # noqa: ARG001  the form of all edits
    """One new row at the end."""
    frame = conform(pd.DataFrame({name: [value] for name, value in cells.items()}), input_table(table))
    return insert_rows(Network.of(), table, frame)


def duplicate(project: Project, table: str, places: Sequence[int]) -> ChangeSet:
    """Copies of rows that have a name of their own, each under the next free name; typed rows, not imported ones."""
    schema = input_table(table)
    frame = project.rows.frame(table, places)
    name = schema.key[0]
    taken: set[str] = set()
    names = [_free_name(project, table, str(old), taken) for old in frame[name]]
    copies = frame.drop(columns=list(PROVENANCE)).assign(**{name: pd.Series(names, dtype="str")})
    return insert_rows(Network.of(), table, copies)


def may_be_duplicated(table: Table) -> bool:
    """Whether a copy of a row only needs another name."""
    return len(table.key) == 1 and not table.column(table.key[0]).refers_to and table.name != "settings"


def _free_name(project: Project, table: str, old: str, taken: set[str]) -> str:
    number = 2
    while (name := f"{old} ({number})") in taken or project.rows.places_of_names(table, [name]):
        number += 1
    taken.add(name)
    return name


def _read_columns(
    table: Table, columns: Sequence[str], block: Block, decimal: str
) -> tuple[pd.DataFrame, list[CellProblem]]:
    texts = {name: block.column(number) for number, name in enumerate(columns)}
    sign = decimal_of([(table.column(name), cells) for name, cells in texts.items()], decimal)
    values: dict[str, pd.Series] = {}
    problems: list[CellProblem] = []
    for name, cells in texts.items():
        values[name], wrong = read_block(table.column(name), cells, sign)
        problems += wrong
    return pd.DataFrame(values), problems


def _refuse_without_key(table: Table, columns: Sequence[str], fresh: int) -> None:
    missing = [name for name in table.key if table.column(name).required and name not in columns]
    if fresh and missing:
        raise KnownError(
            "paste-without-key",
            f"The copied cells go beyond the last row; {fresh:,} new {'row' if fresh == 1 else 'rows'} would need "
            f"{' and '.join(map(title, missing))}, too.",
            where=table.name,
            what_to_do="Copy those columns with them, or fewer rows.",
        )


def _key_problems(table: Table, values: pd.DataFrame, split: int) -> list[CellProblem]:
    """Rows without their key, and new rows of one key."""
    problems = []
    for name in table.key:
        if not table.column(name).required or name not in values:
            continue
        cells = values[name]
        blank = (cells.isna() | (cells == "")).to_numpy(dtype=bool)
        problems += [CellProblem(int(row), name, "", f"{name} must not be blank.") for row in np.flatnonzero(blank)]
    keys = [name for name in table.key if name in values]
    if keys and not problems:
        twice = (np.flatnonzero(values.iloc[split:].duplicated(keys).to_numpy()) + split).tolist()
        message = "This key stands twice among the copied rows."
        problems += [CellProblem(row, keys[0], str(values[keys[0]].iat[row]), message) for row in twice]
    return problems


def _with_cells(table: Table, old: pd.DataFrame, cells: Mapping[str, pd.Series | Sequence[object]]) -> pd.DataFrame:
    given = {name: pd.Series(list(values), dtype=object) for name, values in cells.items()}
    kept = {name: old[name] for name in old.columns if name not in given}
    return conform(pd.DataFrame({**kept, **given}), table)
