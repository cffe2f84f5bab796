"""The filter of a column of a frame, written as in every grid: ``part of a text``, ``>5``, ``1..5``, ``(blank)``."""

from __future__ import annotations

import operator
import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import KnownError
from engine.schema import Column

_RANGE = re.compile(r"^\s*(?P<low>-?[\d.eE+]+)\s*\.\.\s*(?P<high>-?[\d.eE+]+)\s*$")
_COMPARISON = re.compile(r"^\s*(?P<sign><=|>=|<|>|!=|=)\s*(?P<value>.*?)\s*$")
_OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Flags = NDArray[np.bool_]


def matches(cells: pd.Series, column: Column, text: str) -> Flags:
    """Which cells pass a filter.

    Args:
        cells: n cells.
        column: Their column.
        text: Part of a text, in any case; of a number column a number. Both know ``=``, ``!=``, ``(blank)`` and
            ``(filled)``; numbers ``<``, ``<=``, ``>``, ``>=`` and ``low..high``, too.

    Raises:
        KnownError: ``filter-unreadable``.
    """
    wanted = text.strip()
    if wanted in ("(blank)", "(filled)"):
        blank = cells.isna() if column.is_number else cells.fillna("") == ""
        return np.asarray(blank if wanted == "(blank)" else ~blank, dtype=bool)
    return _number_matches(cells, column, wanted) if column.is_number else _text_matches(cells, wanted)


def _text_matches(cells: pd.Series, wanted: str) -> Flags:
    lower = cells.fillna("").str.lower()
    comparison = _COMPARISON.match(wanted)
    if comparison and comparison["sign"] in ("=", "!="):
        return np.asarray(_OPERATORS[comparison["sign"]](lower, comparison["value"].lower()), dtype=bool)
    return np.asarray(lower.str.contains(wanted.lower(), regex=False), dtype=bool)


def _number_matches(cells: pd.Series, column: Column, wanted: str) -> Flags:
    values = cells.to_numpy(dtype=float)
    between = _RANGE.match(wanted)
    if between:
        low, high = _number(between["low"], column), _number(between["high"], column)
        return np.asarray((values >= low) & (values <= high), dtype=bool)
    comparison = _COMPARISON.match(wanted)
    sign, value = (comparison["sign"], comparison["value"]) if comparison else ("=", wanted)
    known = ~np.isnan(values)
    return np.asarray(known & _OPERATORS[sign](values, _number(value, column)), dtype=bool)


def _number(text: str, column: Column) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise KnownError(
            "filter-unreadable",
            f"“{text}” is no number, and {column.name} holds numbers.",
            where=column.name,
            what_to_do="Write a number, >5, <=3, 1..5, (blank) or (filled).",
        ) from None
