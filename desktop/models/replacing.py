"""Find and replace: a text in the cells of many rows, on the database thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from desktop.models.edits import change_cells
from desktop.models.typed import CellProblem, CellsRefusedError, read_block
from engine.changes import ChangeSet
from engine.errors import KnownError
from engine.network.network import key_text
from engine.schema import Column, input_table
from sync.store import Asked, Project


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is replaced by what.

    Attributes:
        find: Text that is replaced, whatever its case.
        by: What takes its place.
        column: Column in which it is replaced; empty for all.
        decimal: Decimal sign of the person who asks; numbers are looked through as that person sees them.
    """

    find: str
    by: str
    column: str
    decimal: str


def found_rows(project: Project, asked: Asked, held: Sequence[int], text: str) -> np.ndarray:
    """Rows of a grid, by number, that contain a text in any cell.

    Args:
        project: The open project.
        asked: The rows that the grid shows.
        held: Their ids, in order.
        text: What is looked for, whatever its case.
    """
    places = project.places(replace(asked, search=text))
    return np.flatnonzero(np.isin(np.asarray(held, dtype=np.int64), np.asarray(places, dtype=np.int64)))


def columns_with(row: Sequence[Any], text: str, decimal: str) -> list[int]:
    """Numbers of the columns of a row whose cells contain a text."""
    sought = text.casefold()
    return [number for number, cell in enumerate(row) if sought in _text(cell, decimal).casefold()]


def replace_all(project: Project, asked: Asked, wanted: Replacement) -> ChangeSet:
    """The text replaced in every row that is shown.

    Raises:
        CellsRefusedError: What comes out cannot stand in some cells.
        KnownError: ``nothing-found``.
    """
    table = input_table(asked.table)
    places = project.places(replace(asked, search=_stored(wanted)))
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
        raise KnownError("nothing-found", f"No cell contains “{wanted.find}”.", where=table.name)
    chosen = np.flatnonzero(touched)
    kept = {name: values.iloc[chosen] for name, values in cells.items()}
    return change_cells(project, table, [places[row] for row in chosen.tolist()], kept)


def _stored(wanted: Replacement) -> str:
    """The text as numbers are stored: what looks like a part of one has a decimal point."""
    is_number = bool(re.fullmatch(r"[-\d.,]+", wanted.find))
    return wanted.find.replace(wanted.decimal, ".") if is_number else wanted.find


def _replaced(column: Column, cells: pd.Series, wanted: Replacement) -> tuple[np.ndarray, pd.Series, list[CellProblem]]:
    """Rows that change, the whole column with what they hold then, and cells that could not."""
    sought = re.compile(re.escape(wanted.find), re.IGNORECASE)
    texts = [_text(cell, wanted.decimal) for cell in cells]
    rows = np.array([row for row, text in enumerate(texts) if sought.search(text)], dtype=np.int64)
    if not len(rows):
        return rows, cells, []
    fresh = [sought.sub(lambda _: wanted.by, texts[row]) for row in rows.tolist()]
    values, problems = read_block(column, fresh, wanted.decimal)
    whole = cells.astype(object)
    whole.iloc[rows] = values.to_numpy(dtype=object)
    return rows, whole, problems


def _text(cell: object, decimal: str) -> str:
    if cell is None:
        return ""
    text = key_text(cell)
    return text.replace(".", decimal) if isinstance(cell, float) and decimal != "." else text
