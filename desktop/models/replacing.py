"""Find and replace: a text in the cells of many rows, on the database thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from desktop.models.edits import change_cells
from desktop.models.sought import Sought
from desktop.models.typed import CellProblem, CellsRefusedError, read_block
from engine.changes import ChangeSet
from engine.errors import KnownError
from engine.schema import Column, input_table
from sync.store import Asked, Project

_MOST_READ = 300_000
"""Rows whose cells are read for a pattern, which the store cannot look for by itself."""

_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is replaced by what.

    Attributes:
        sought: What is replaced.
        by: What takes its place.
        column: Column in which it is replaced; empty for all.
    """

    sought: Sought
    by: str
    column: str


def found_rows(project: Project, asked: Asked, held: Sequence[int], sought: Sought) -> np.ndarray:
    """Rows of a grid, by number, that hold what is sought in any cell.

    Args:
        project: The open project.
        asked: The rows that the grid shows.
        held: Their ids, in order.
        sought: What is looked for.

    Raises:
        KnownError: ``pattern-unreadable``; ``pattern-too-many``: there are more rows than are read for a pattern.
    """
    places = np.asarray(_candidates(project, asked, sought), dtype=np.int64)
    if sought.whole or sought.is_pattern:
        places = _matching(project, asked.table, places, sought)
    return np.flatnonzero(np.isin(np.asarray(held, dtype=np.int64), places))


def columns_with(row: Sequence[Any], sought: Sought) -> list[int]:
    """Numbers of the columns of a row whose cells hold what is sought."""
    return np.flatnonzero(sought.matches(row)).tolist()


def _candidates(project: Project, asked: Asked, sought: Sought) -> Sequence[int]:
    """Rows that may hold it: those in which the store finds the text, or all that are shown, for a pattern."""
    if not sought.is_pattern:
        return project.places(replace(asked, search=_stored(sought)))
    _ = sought.expression  # a pattern that cannot be read is told before rows are
    places = project.places(asked)
    if len(places) > _MOST_READ:
        raise KnownError(
            "pattern-too-many",
            f"A pattern is looked for in at most {_MOST_READ:,} rows; {len(places):,} are shown.",
            where=asked.table,
            what_to_do="Filter the rows first, or look for plain text.",
        )
    return places


def _matching(project: Project, table: str, places: np.ndarray, sought: Sought) -> np.ndarray:
    """Rows in which a cell holds it, read a part at a time."""
    found = []
    for start in range(0, len(places), _AT_A_TIME):
        part = places[start : start + _AT_A_TIME]
        rows = project.cells(table, part.tolist())
        hits = [sought.matches(column) for column in zip(*rows, strict=True)]
        found.append(part[np.logical_or.reduce(hits)] if hits else part[:0])
    return np.concatenate(found) if found else places


def replace_all(project: Project, asked: Asked, wanted: Replacement) -> ChangeSet:
    """What is sought replaced in every row that is shown.

    Raises:
        CellsRefusedError: What comes out cannot stand in some cells.
        KnownError: ``nothing-found``; ``pattern-unreadable``, ``pattern-too-many``.
    """
    table = input_table(asked.table)
    places = _candidates(project, asked, wanted.sought)
    frame = project.rows.frame(table.name, places)
    cells: dict[str, pd.Series] = {}
    problems: list[CellProblem] = []
    touched: np.ndarray = np.zeros(len(frame), dtype=bool)
    for column in table.columns:
        if wanted.column in ("", column.name):
            rows, values, wrong = _replaced(column, frame[column.name], wanted)
            touched[rows] = True
            problems += wrong
            if len(rows):
                cells[column.name] = values
    if problems:
        raise CellsRefusedError(problems, int(touched.sum()))
    if not touched.any():
        raise KnownError("nothing-found", f"No cell contains “{wanted.sought.text}”.", where=table.name)
    chosen = np.flatnonzero(touched)
    kept = {name: values.iloc[chosen] for name, values in cells.items()}
    return change_cells(project, table, [places[row] for row in chosen.tolist()], kept)


def _stored(sought: Sought) -> str:
    """The text as numbers are stored: what looks like a part of one has a decimal point."""
    is_number = bool(re.fullmatch(r"[-\d.,]+", sought.text))
    return sought.text.replace(sought.decimal, ".") if is_number else sought.text


def _replaced(column: Column, cells: pd.Series, wanted: Replacement) -> tuple[np.ndarray, pd.Series, list[CellProblem]]:
    """Rows that change, the whole column with what they hold then, and cells that could not."""
    rows = np.flatnonzero(wanted.sought.matches(list(cells)))
    if not len(rows):
        return rows, cells, []
    fresh = wanted.sought.replaced(cells.iloc[rows].tolist(), wanted.by)
    values, problems = read_block(column, fresh, wanted.sought.decimal)
    whole = cells.astype(object)
    whole.iloc[rows] = values.to_numpy(dtype=object)
    return rows, whole, problems
