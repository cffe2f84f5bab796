"""Cells of text, reference, choice and yes/no columns to text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.io.cells import CellColumn, Kind, number_text
from engine.io.column_values import ColumnValues, Finding
from engine.io.number_values import kind_findings, trimmed
from engine.issues import Severity
from engine.schema import Column, ColumnType

_YES_NO = {
    "yes": ("yes", "y", "true", "1", "x", "ja", "oui", "si", "sí"),
    "no": ("no", "n", "false", "0", "nein", "non"),
}
_EXACT_INTEGERS = 1e15
_TIMES = {Kind.TIME: ("text-from-time", "{value} is a time where text is expected; format the cell as text.")}


def read_texts(cells: CellColumn) -> ColumnValues:
    """Text of a TEXT or REFERENCE column.

    Outer white space is taken off. A number becomes its shortest text, so that the id 1001 stored as the number
    1001.0 is ``1001``.
    """
    texts, findings = _as_texts(cells)
    return ColumnValues(_series(texts), findings)


def read_choices(cells: CellColumn, column: Column) -> ColumnValues:
    """Words of a CHOICE or YES_NO column, in the schema's spelling; case, spaces and hyphens do not count."""
    texts, findings = _as_texts(cells)
    encoded = texts.dictionary_encode()
    words = [_word(str(text), column) for text in encoded.dictionary.to_pylist()]
    unknown = np.array([word is None for word in words], np.bool_)[encoded.indices.to_numpy(zero_copy_only=False)]
    spelled = pa.array([word or "" for word in words], pa.string()).take(encoded.indices)
    if unknown.any():
        allowed = ", ".join(_allowed(column))
        message = f"{{value}} is not one of: {allowed}."
        findings.append(Finding("choice-unknown", Severity.ERROR, message, np.flatnonzero(unknown)))
    return ColumnValues(_series(spelled), findings)


def _as_texts(cells: CellColumn) -> tuple[pa.Array, list[Finding]]:
    texts = pc.fill_null(trimmed(cells.texts), "")
    findings = kind_findings(cells, _TIMES)
    odd = np.flatnonzero((cells.kinds == Kind.NUMBER) | (cells.kinds == Kind.YES_NO))
    if len(odd):
        texts = _with_numbers(texts, cells, odd)
        findings += _digit_findings(cells, odd)
    broken = (cells.kinds == Kind.ERROR) | (cells.kinds == Kind.FORMULA)
    if broken.any():
        texts = pc.if_else(pa.array(broken), "", texts)
    dates = np.flatnonzero(cells.kinds == Kind.DATE)
    if len(dates):
        message = "The workbook holds a date here, read as {value}; format the cell as text if it is a name."
        findings.append(Finding("text-from-date", Severity.WARNING, message, dates))
    return texts, findings


def _with_numbers(texts: pa.Array, cells: CellColumn, rows: npt.NDArray[np.int64]) -> pa.Array:
    """Texts with those of number and yes/no cells put in."""
    distinct, places = np.unique(cells.numbers[rows], return_inverse=True)
    words = np.array([number_text(float(number)) for number in distinct], object)[places]
    truth = cells.kinds[rows] == Kind.YES_NO
    words[truth] = np.where(cells.numbers[rows][truth] > 0, "TRUE", "FALSE")
    mask = np.zeros(len(cells), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(words, texts.type))


def _digit_findings(cells: CellColumn, rows: npt.NDArray[np.int64]) -> list[Finding]:
    lost = rows[np.abs(cells.numbers[rows]) >= _EXACT_INTEGERS]
    message = (
        "{value} is stored as a number of more than 15 digits, so its last digits may be lost; "
        "format the cell as text and enter it again."
    )
    return [Finding("text-digits-lost", Severity.ERROR, message, lost)] if len(lost) else []


def _series(texts: pa.Array) -> pd.Series:
    return pd.Series(texts.to_pandas(), dtype="str")


def _allowed(column: Column) -> tuple[str, ...]:
    return ("yes", "no") if column.type is ColumnType.YES_NO else column.choices


def _word(text: str, column: Column) -> str | None:
    """The schema's spelling of a choice; None if there is none, "" for a blank."""
    plain = _plain(text)
    if not plain:
        return ""
    for choice in _allowed(column):
        if plain == _plain(choice) or plain in _YES_NO.get(choice, ()):
            return choice
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
