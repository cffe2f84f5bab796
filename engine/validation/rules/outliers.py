"""A rule on numbers that do not match the others of their column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import Column, Unit
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Theme, cells, rule
from engine.validation.rules.cells import columns_of
from engine.validation.wording import figure

_TIMES = 1000.0
_FEWEST = 5
_WITHOUT = frozenset({Unit.NONE, Unit.DEGREES, Unit.YEARS, Unit.SHARE, Unit.SHARE_PER_YEAR, Unit.COUNT, Unit.PERIODS})


def _has_scale(column: Column) -> bool:
    return column.is_number and column.unit not in _WITHOUT and not column.key


@rule(
    "number-outlier",
    Severity.WARNING,
    "A number does not match the others of its column",
    message="{column} is {value}, more than {times} times the middle value of the column, {median}; perhaps its unit "
    "is another one.",
    why="A slip of unit, such as tonnes among kilograms or cents among euros, decides the whole answer.",
    fix="Check the number and its unit; keep it where it is right.",
)
def number_outlier(facts: Facts) -> Iterator[Finding]:
    """A number is more than a thousand times the median of the positive numbers of its column."""
    for table, column in columns_of(facts, _has_scale):
        yield from _outliers(facts, table.name, column.name)


def _outliers(facts: Facts, table: str, column: str) -> Iterator[Finding]:
    _, high = facts.extent(table, column)
    if not 0 < high < np.inf:
        return
    numbers = facts.numbers(table, column)
    positive = numbers[numbers > 0]
    if len(positive) < _FEWEST or high <= _TIMES * positive.min():
        return
    median = float(np.median(positive))
    yield from cells(table, column, numbers > _TIMES * median, median=figure(median), times=figure(_TIMES))


THEME = Theme("Units", (number_outlier,))
