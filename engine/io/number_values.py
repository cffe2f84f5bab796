"""Cells of number columns to 64-bit floats."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.io import numerals
from engine.io.cells import CellColumn, Kind
from engine.io.column_values import ColumnValues, Finding
from engine.io.numerals import DecimalEvidence, Mask, Numerals
from engine.io.reading import DECIMALS
from engine.issues import Severity
from engine.schema import Column, ColumnType

_DOUBTFUL = (
    "{value} can mean two numbers, and nothing in the file shows whether a point or a comma is its decimal sign; "
    "choose the decimal sign for this import."
)
_OTHER_SIGN = (
    "{value} is not written with the decimal sign that holds here ({sign}); correct the cell, or choose the other sign "
    "where a file is imported."
)
_KINDS = {
    Kind.YES_NO: ("number-from-yes-no", "{value} is a yes/no value where a number is expected."),
    Kind.DATE: ("number-from-date", "{value} is a date where a number is expected."),
    Kind.TIME: ("number-from-time", "{value} is a time where a number is expected."),
}


def trimmed(texts: pa.Array) -> pa.Array:
    """Texts without outer white space: a reading rule for every text cell."""
    return pc.utf8_trim_whitespace(texts)


def text_numerals(cells: CellColumn) -> tuple[npt.NDArray[np.int64], Numerals]:
    """Rows of the cells that hold text other than white space, and these texts as numerals."""
    rows = np.flatnonzero(cells.kinds == Kind.TEXT)
    texts = trimmed(cells.texts if len(rows) == len(cells) else cells.texts.take(pa.array(rows)))
    filled = pc.greater(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    if not filled.all():
        rows, texts = rows[filled], texts.filter(pa.array(filled))
    return rows, numerals.undress(texts)


def evidence(cells: CellColumn) -> DecimalEvidence:
    """What the numbers written as text in this column show about the decimal sign."""
    return numerals.survey(text_numerals(cells)[1])


def read_numbers(cells: CellColumn, column: Column, decimal: str | None, *, strict: bool = False) -> ColumnValues:
    """Numbers of a NUMBER, INTEGER, SHARE or COST column.

    Args:
        cells: n cells.
        column: Schema column; its type decides on percent signs, fractions and names of step costs.
        decimal: Decimal sign of numbers written as text; None where nothing shows it.
        strict: Whether the user chose `decimal`, so that other forms are refused.
    """
    values = np.where(cells.kinds == Kind.NUMBER, cells.numbers, np.nan)
    findings: list[Finding] = []
    rows, texts = text_numerals(cells)
    names = np.zeros(len(rows), np.bool_)
    if len(rows):
        result = numerals.read(texts, decimal, strict=strict)
        values[rows] = np.where(texts.percent, result.values / 100.0, result.values)
        names = result.not_numbers if column.type is ColumnType.COST else names
        findings += _text_findings(column, rows, texts, result, result.not_numbers & ~names)
        if result.other_sign.any():
            message = _OTHER_SIGN.replace("{sign}", DECIMALS[decimal or "."])
            findings.append(Finding("number-other-decimal", Severity.ERROR, message, rows[result.other_sign]))
    findings += kind_findings(cells, _KINDS)
    findings += _integer_findings(column, values)
    series = _with_names(values, rows[names], texts.texts.filter(pa.array(names))) if names.any() else pd.Series(values)
    return ColumnValues(series, findings)


def kind_findings(cells: CellColumn, kinds: dict[Kind, tuple[str, str]]) -> list[Finding]:
    """Errors for cells of these kinds, error values and formulas without a result included."""
    broken = {
        Kind.ERROR: ("cell-error-value", "The cell holds the error {value}; repair its formula in the workbook."),
        Kind.FORMULA: (
            "cell-not-calculated",
            "The formula {value} was never calculated; open the workbook in Excel and save it.",
        ),
    }
    present = set(np.unique(cells.kinds).tolist())
    return [
        Finding(rule, Severity.ERROR, message, np.flatnonzero(cells.kinds == kind))
        for kind, (rule, message) in (broken | kinds).items()
        if kind in present
    ]


def _text_findings(
    column: Column, rows: npt.NDArray[np.int64], texts: Numerals, result: numerals.ReadNumerals, wrong: Mask
) -> list[Finding]:
    share = column.type is ColumnType.SHARE
    money = "{currency}" in column.unit.value
    checks = (
        ("number-ambiguous", Severity.ERROR, _DOUBTFUL, result.doubtful),
        ("number-not-finite", Severity.ERROR, "{value} is not a finite number.", result.not_finite),
        ("number-unreadable", Severity.ERROR, "{value} is not a number.", wrong),
        (
            "number-percent",
            Severity.ERROR,
            "{value} is a percentage, and this column does not hold shares; write the number itself.",
            texts.percent & (not share),
        ),
        (
            "number-currency-ignored",
            Severity.NOTE if money else Severity.WARNING,
            "The currency in {value} was left out; numbers are taken in the project's currency."
            if money
            else "{value} names a currency, and this column does not hold money.",
            texts.currency & ~np.isnan(result.values),
        ),
    )
    return [Finding(rule, weight, message, rows[mask]) for rule, weight, message, mask in checks if mask.any()]


def _integer_findings(column: Column, values: npt.NDArray[np.float64]) -> list[Finding]:
    if column.type is not ColumnType.INTEGER:
        return []
    wrong = ~np.isnan(values) & (values != np.floor(values))
    message = "{value} is not a whole number."
    return [Finding("integer-fraction", Severity.ERROR, message, np.flatnonzero(wrong))] if wrong.any() else []


def _with_names(values: npt.NDArray[np.float64], rows: npt.NDArray[np.int64], names: pa.Array) -> pd.Series:
    mixed = values.astype(object)
    mixed[rows] = names.to_pylist()
    return pd.Series(mixed, dtype="object")
