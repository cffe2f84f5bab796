"""Calls behind the grids of result tables: rows page by page, sorted and filtered, and what they write to a file.

A result never changes, so the process keeps the table it showed last, and the order of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop.compute.row_filter import matches
from engine.io.exporting import write_table_csv
from engine.runs.snapshot import table_names, unpack_table
from engine.schema import result_table
from sync.store import OpenMode, Project

_Filters = tuple[tuple[str, str], ...]


def tables(file: str, run: str) -> dict[str, int]:
    """Number of rows of each result table of a run."""
    with Project.open(Path(file), OpenMode.READ) as project:
        packed = project.runs.result(run)
    return {} if packed is None else {name: len(unpack_table(packed, name)) for name in table_names(packed)}


def page(
    file: str,
    run: str,
    table: str,
    *,
    first: int,
    count: int,
    sort: str = "",
    descending: bool = False,
    filters: Sequence[Sequence[str]] = (),
) -> dict[str, Any]:
    """Some rows of a result table.

    Args:
        file: Project file.
        run: The run.
        table: Name of the result table.
        first: Place of the first row wanted.
        count: Number of rows wanted.
        sort: Column to sort by; empty for the order of the run.
        descending: Whether the largest comes first; blanks are last in any case.
        filters: Pairs of column and text, see `desktop.compute.row_filter.matches`.

    Returns:
        ``total``: number of rows that pass the filters; ``rows``: lists of cells in the order of the schema's columns.

    Raises:
        KnownError: ``run-unknown``, ``result-missing`` or ``filter-unreadable``.
    """
    asked = tuple((column, text) for column, text in filters)
    order = _order(file, run, table, sort, descending, asked)
    frame = _frame(file, run, table).iloc[order[first : first + count]]
    columns = [_cells(frame[name]) for name in result_table(table).column_names]
    return {"total": len(order), "rows": [list(row) for row in zip(*columns, strict=True)]}


def write_csv(
    file: str,
    run: str,
    table: str,
    out: str,
    *,
    sort: str = "",
    descending: bool = False,
    filters: Sequence[Sequence[str]] = (),
) -> str:
    """Write the rows that a grid shows to a csv file, and return its path.

    Raises:
        KnownError: The file cannot be written, or as for `page`.
    """
    order = _order(file, run, table, sort, descending, tuple((column, text) for column, text in filters))
    write_table_csv(_frame(file, run, table).iloc[order].reset_index(drop=True), result_table(table), Path(out))
    return out


@lru_cache(maxsize=4)
def _frame(file: str, run: str, table: str) -> pd.DataFrame:
    with Project.open(Path(file), OpenMode.READ) as project:
        frame = project.runs.table(run, table)
    return frame[[name for name in result_table(table).column_names if name in frame.columns]]


@lru_cache(maxsize=8)
def _order(
    file: str,
    run: str,
    table: str,
    sort: str,
    descending: bool,
    filters: _Filters,
) -> NDArray[np.int64]:
    """Positions of the rows to show, in order."""
    frame = _frame(file, run, table)
    chosen = np.ones(len(frame), dtype=bool)
    for name, text in filters:
        if text.strip():
            chosen &= matches(frame[name], result_table(table).column(name), text)
    rows = np.flatnonzero(chosen)
    if not sort:
        return rows
    keys = frame[sort].iloc[rows].reset_index(drop=True)
    placed = keys.replace("", np.nan) if keys.dtype == "str" else keys
    order = placed.sort_values(ascending=not descending, kind="stable", na_position="last").index
    places: NDArray[np.int64] = rows[order.to_numpy(dtype=np.int64)]
    return places


def _cells(column: pd.Series) -> list[Any]:
    if column.dtype.kind != "f":
        return column.astype("str").tolist()
    return [None if value != value else value for value in column.tolist()]
