"""Typed and pasted texts read as what their columns hold, by the same rules as an import; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.errors import KnownError
from engine.io.cells import CellColumn, column_of_texts
from engine.io.number_values import evidence, read_numbers
from engine.io.numerals import DecimalEvidence
from engine.io.options import ReadOptions
from engine.io.sheet_rows import read_column
from engine.issues import Severity
from engine.network.network import key_text
from engine.scenarios.cells import refuse_outside, setting_column
from engine.schema import SETTINGS, Column, Table, setting


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A text that cannot stand in its cell.

    Attributes:
        row: Row within the block, from 0.
        column: Column of the table; empty for the row as such.
        text: What was typed or pasted.
        message: What is wrong, and what would be right.
    """

    row: int
    column: str
    text: str
    message: str


class CellsRefusedError(KnownError):
    """Some cells cannot be read; nothing was changed.

    Attributes:
        problems: One for each cell.
    """

    def __init__(self, problems: Sequence[CellProblem], cells: int) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        told = "1 cell" if count == 1 else f"{count:,} cells"
        super().__init__(
            "cells-unreadable",
            f"{told} of {cells:,} cannot be read, so nothing was changed.",
            what_to_do="Correct them and paste again.",
        )


def read_cell(table: Table, column: Column, text: str, decimal: str) -> object:
    """The value of one typed text: a float, NaN for a blank number, or a text.

    Args:
        table: Table of the cell.
        column: Its column; see `column_of_cell` for values of settings.
        text: As typed.
        decimal: Decimal sign of the person who types.

    Raises:
        KnownError: The text cannot stand there; says why and what would be right.
    """
    values, findings = _read(column, [text], decimal, strict=True)
    if findings:
        raise KnownError("cell-unreadable", findings[0].message)
    value = values.iat[0]
    if text.strip() == "" and column.key and column.required:
        raise KnownError("cell-blank", f"{column.name} is part of the row's key and must not be blank.")
    if isinstance(value, float | int):
        try:
            refuse_outside(column, np.array([float(value)]))
        except KnownError as error:
            raise KnownError("cell-outside", error.what_to_do) from error
    if column.name in table.by_name:
        return value
    return key_text(value)


def column_of_cell(table: Table, column: Column, first_cell: object) -> Column:
    """The column that describes a cell: for the value of a setting, that of the setting named in the row."""
    if table.name == "settings" and column.name == "value" and first_cell in {known.name for known in SETTINGS}:
        return setting_column(setting(str(first_cell)))
    return column


def decimal_of(texts: Sequence[tuple[Column, Sequence[str]]], decimal: str) -> str | None:
    """The decimal sign of a pasted block: what its clear numbers show, else that of the person who pastes.

    None where its numbers contradict each other: then those with two meanings are refused.
    """
    shown = DecimalEvidence()
    for column, cells in texts:
        if column.is_number:
            shown |= evidence(_cells(cells))
    if shown.point and shown.comma:
        return None
    return shown.decimal or decimal


def read_block(column: Column, texts: Sequence[str], decimal: str | None) -> tuple[pd.Series, list[CellProblem]]:
    """The values of a column of pasted texts, and the cells that cannot be read.

    Args:
        column: Column of the table.
        texts: n texts.
        decimal: Decimal sign; None leaves numbers of two meanings unread.

    Returns:
        n values in the form of the network's frames.
    """
    return _read(column, texts, decimal, strict=False)


def _read(
    column: Column, texts: Sequence[str], decimal: str | None, *, strict: bool
) -> tuple[pd.Series, list[CellProblem]]:
    cells = _cells(texts)
    found = (
        read_numbers(cells, column, decimal, strict=strict)
        if column.is_number
        else read_column(cells, column, decimal, ReadOptions())
    )
    problems = [
        CellProblem(int(row), column.name, texts[row], _said(finding.message, texts[row]))
        for finding in found.findings
        if finding.severity is Severity.ERROR
        for row in finding.rows
    ]
    return found.values, problems


def _cells(texts: Sequence[str]) -> CellColumn:
    return column_of_texts(pa.array(list(texts), pa.string()))


def _said(message: str, text: str) -> str:
    return message.replace("{value}", f"“{text.strip()}”")
