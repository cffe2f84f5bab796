"""Cells of date columns to ISO text."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.io.cells import CellColumn, Kind
from engine.io.column_values import ColumnValues, Finding
from engine.io.number_values import kind_findings, trimmed
from engine.issues import Severity

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$")
_NUMERIC = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_DAY_NAMED = re.compile(r"^(\d{1,2})[-. /]+([^\W\d]{3,9})[-., /]+(\d{4})$")
_NAMED_DAY = re.compile(r"^([^\W\d]{3,9})[-. /]+(\d{1,2})[-., /]+(\d{4})$")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_KINDS = {
    Kind.NUMBER: (
        "date-from-number",
        "{value} is a number, not a date; format the cell as a date, or write it as 2027-01-31.",
    ),
    Kind.YES_NO: ("date-unreadable", "{value} is not a date."),
    Kind.TIME: ("date-unreadable", "{value} is a time without a date."),
}
_DOUBTFUL = (
    "{value} can mean two dates, and nothing in the column shows whether the day stands first; write 2027-01-31."
)


def read_dates(cells: CellColumn, *, day_first: bool | None = None) -> ColumnValues:
    """Dates as ``YYYY-MM-DD``.

    Args:
        cells: n cells.
        day_first: Whether 03/04/2024 is the 3rd of April; None to go by the column's clear dates.
    """
    texts = pc.fill_null(trimmed(cells.texts), "")
    texts = pc.if_else(pa.array(np.isin(cells.kinds, (Kind.TEXT, Kind.DATE))), texts, "")
    encoded = texts.dictionary_encode()
    words = [str(text) for text in encoded.dictionary.to_pylist()]
    first = _day_first(words) if day_first is None else day_first
    dates = [_iso(word, first) for word in words]
    places = encoded.indices.to_numpy(zero_copy_only=False)
    findings = kind_findings(cells, _KINDS)
    for rule, message, mark in (
        ("date-ambiguous", _DOUBTFUL, "?"),
        ("date-unreadable", "{value} is not a date; write it as 2027-01-31.", None),
        ("date-with-time", "{value} has a time of day; a date is expected.", "T"),
    ):
        found = np.array([date == mark for date in dates], np.bool_)[places]
        if found.any():
            findings.append(Finding(rule, Severity.ERROR, message, np.flatnonzero(found)))
    plain = pa.array([date if date and date[0].isdigit() else "" for date in dates], pa.string())
    return ColumnValues(pd.Series(plain.take(encoded.indices).to_pandas(), dtype="str"), findings)


def _iso(text: str, day_first: bool | None) -> str | None:
    """ISO text of a date; "" for a blank, "?" for two meanings, "T" for a time of day, None for no date."""
    if not text:
        return ""
    if found := _ISO.match(text):
        return _checked(*(int(part) for part in found.groups()))
    if found := _NUMERIC.match(text):
        return _numeric(int(found[1]), int(found[2]), int(found[3]), day_first)
    if found := _DAY_NAMED.match(text):
        return _checked(int(found[3]), _month(found[2]), int(found[1]))
    if found := _NAMED_DAY.match(text):
        return _checked(int(found[3]), _month(found[1]), int(found[2]))
    return "T" if re.match(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text) else None


def _numeric(left: int, middle: int, year: int, day_first: bool | None) -> str | None:
    if left == middle:
        return _checked(year, left, middle)
    readings = {True: _checked(year, middle, left), False: _checked(year, left, middle)}
    if day_first is not None:
        return readings[day_first]
    possible = [date for date in readings.values() if date is not None]
    return "?" if len(possible) > 1 else next(iter(possible), None)


def _day_first(words: list[str]) -> bool | None:
    """What the column's clear dates show; None if they show nothing or contradict each other."""
    shown = set()
    for found in filter(None, map(_NUMERIC.match, words)):
        left, middle = int(found[1]), int(found[2])
        if (left > 12) != (middle > 12):
            shown.add(left > 12)
    return shown.pop() if len(shown) == 1 else None


def _month(name: str) -> int:
    """Number of an English month, written out or cut to three letters; 0 for another word."""
    word = name.casefold()
    return next((n for n, month in enumerate(_MONTHS, 1) if word in (month, month[:3], month[:4])), 0)


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
