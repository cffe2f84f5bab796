"""A network, and the results of a run beside it, to a workbook or a folder of csv files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from engine.errors import KnownError
from engine.io.csv_writer import write_csv
from engine.io.sheet_xml import SheetColumn, column_of_series
from engine.io.workbook_writer import Sheet, write_sheets
from engine.network import Network
from engine.schema import INPUT_TABLES, ColumnType, Table, result_table

_LONG = 10_000


def export_workbook(network: Network, path: Path, results: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Write every input table, and the given result tables, to an .xlsx file, one sheet a table.

    Importing the file gives the same network: numbers are exact, and text stays text.

    Args:
        network: The model.
        path: File to write; replaced where it exists, and only when the new one is complete.
        results: Frames of result tables by name.

    Raises:
        KnownError: A table is too long for a sheet (export to csv), or the file cannot be written.
    """
    sheets = [Sheet(table.name, _columns(frame, table)) for table, frame in _frames(network, results)]
    write_sheets(path, sheets)


def export_csv(network: Network, folder: Path, results: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Write the tables that have rows, and the given result tables, to a folder, one csv file a table.

    Files are UTF-8 with a byte order mark, with commas and decimal points. Text that a spreadsheet program would
    take for a formula (it starts with ``= + - @``, a tab or a carriage return) is guarded by an apostrophe in
    front, as is text that starts with an apostrophe itself; the import takes one apostrophe away again.

    Raises:
        KnownError: The folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            "file-not-writable",
            f"The folder cannot be made ({error.strerror or error}).",
            where=str(folder),
            what_to_do="Choose another place.",
        ) from error
    for table, frame in _frames(network, results):
        if len(frame):
            write_csv(folder / f"{table.name}.csv", _columns(frame, table, dates=False))


def write_table_csv(frame: pd.DataFrame, table: Table, path: Path) -> None:
    """Write one table to a csv file, in the form of `export_csv`.

    Raises:
        KnownError: The file cannot be written.
    """
    write_csv(path, _columns(frame, table, dates=False))


def _frames(network: Network, results: Mapping[str, pd.DataFrame] | None) -> Iterator[tuple[Table, pd.DataFrame]]:
    for name, table in INPUT_TABLES.items():
        yield table, network[name]
    for name, frame in (results or {}).items():
        yield result_table(name), frame


def _columns(frame: pd.DataFrame, table: Table, *, dates: bool = True) -> list[SheetColumn]:
    """Columns of the table that the frame has, without provenance.

    Of a long table those without any value are left out: they say nothing, and every cell of a sheet's rectangle
    costs memory in whatever reads it.
    """
    wanted = [column for column in table.columns if column.name in frame.columns]
    if len(frame) > _LONG:
        wanted = [column for column in wanted if column.key or column.required or _has_values(frame[column.name])]
    return [
        column_of_series(column.name, frame[column.name], dates=dates and column.type is ColumnType.DATE)
        for column in wanted
    ]


def _has_values(cells: pd.Series) -> bool:
    return bool((cells.notna() & (cells != "")).any())
