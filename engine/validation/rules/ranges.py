"""Rules on numbers, derived from the schema: finite, whole, within their range, minimum below maximum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import Column, ColumnType, Table
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, rule
from engine.validation.rules.cells import columns_of
from engine.validation.wording import figure


@rule(
    "number-not-finite",
    Severity.ERROR,
    "A number is infinite",
    message="{column} is infinite; leave the cell blank where the schema says that a blank means unlimited.",
    why="No calculation can be made with it.",
    fix="Clear the cell, or enter a number.",
    stage=Stage.CELLS,
)
def number_not_finite(facts: Facts) -> Iterator[Finding]:
    """A number is infinite."""
    for table, column in columns_of(facts, lambda column: column.is_number):
        low, high = facts.extent(table.name, column.name)
        if np.isinf(low) or np.isinf(high):
            yield from cells(table.name, column.name, np.isinf(facts.numbers(table.name, column.name)))


@rule(
    "number-not-whole",
    Severity.ERROR,
    "A count is not a whole number",
    message="{column} is {value}; it counts something and must be a whole number.",
    why="Parts of the thing counted do not exist.",
    fix="Enter a whole number.",
    stage=Stage.CELLS,
)
def number_not_whole(facts: Facts) -> Iterator[Finding]:
    """A cell of an integer column has a fraction."""
    for table, column in columns_of(facts, lambda column: column.type is ColumnType.INTEGER):
        numbers = facts.numbers(table.name, column.name)
        yield from cells(table.name, column.name, np.isfinite(numbers) & (numbers != np.round(numbers)))


@rule(
    "number-too-small",
    Severity.ERROR,
    "A number is below its range",
    message="{column} is {value}; it must be {bound}.",
    why="The number has no meaning in the formula in which it stands.",
    fix="Enter a number within the range.",
    stage=Stage.CELLS,
)
def number_too_small(facts: Facts) -> Iterator[Finding]:
    """A number is below the minimum of its column."""
    for table, column in columns_of(facts, lambda column: column.minimum is not None):
        yield from _too_small(facts, table.name, column)


def _too_small(facts: Facts, table: str, column: Column) -> Iterator[Finding]:
    assert column.minimum is not None
    low, _ = facts.extent(table, column.name)
    if low > column.minimum or (low == column.minimum and not column.above_minimum) or np.isnan(low):
        return
    numbers = facts.numbers(table, column.name)
    bad = numbers <= column.minimum if column.above_minimum else numbers < column.minimum
    word = "above" if column.above_minimum else "at least"
    yield from cells(table, column.name, bad, bound=f"{word} {column.minimum:g}")


@rule(
    "number-too-large",
    Severity.ERROR,
    "A number is above its range",
    message="{column} is {value}; it must be at most {bound}.{hint}",
    why="The number has no meaning in the formula in which it stands.",
    fix="Enter a number within the range; a share of 95 % is written 0.95.",
    stage=Stage.CELLS,
)
def number_too_large(facts: Facts) -> Iterator[Finding]:
    """A number is above the maximum of its column."""
    for table, column in columns_of(facts, lambda column: column.maximum is not None):
        assert column.maximum is not None
        _, high = facts.extent(table.name, column.name)
        if high > column.maximum:
            bad = facts.numbers(table.name, column.name) > column.maximum
            hint = " Shares run from 0 to 1: write 95 % as 0.95." if column.type is ColumnType.SHARE else ""
            yield from cells(table.name, column.name, bad, bound=figure(column.maximum), hint=hint)


def range_pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Columns of a table that are the minimum and the maximum of one thing."""
    for low in table.columns:
        if low.together and low.name.startswith("min_"):
            high = table.by_name.get("max_" + low.name.removeprefix("min_"))
            if high is not None and high.together == low.together:
                yield low.name, high.name


@rule(
    "minimum-above-maximum",
    Severity.ERROR,
    "A minimum is above its maximum",
    message="{column} is {value} but {other} is {maximum}; no number is both at least the one and at most the other.",
    why="No solution can satisfy both.",
    fix="Lower the minimum, or raise the maximum.",
    stage=Stage.CELLS,
)
def minimum_above_maximum(facts: Facts) -> Iterator[Finding]:
    """A row's minimum is above its maximum."""
    for table in dict.fromkeys(table for table, _ in columns_of(facts, lambda column: bool(column.together))):
        for low, high in range_pairs(table):
            minimum, maximum = facts.numbers(table.name, low), facts.numbers(table.name, high)
            for row in np.flatnonzero(minimum > maximum).tolist():
                yield Finding(table.name, row, low, {"other": high, "maximum": figure(maximum[row])})


THEME = Theme(
    "Numbers",
    (number_not_finite, number_not_whole, number_too_small, number_too_large, minimum_above_maximum),
)
