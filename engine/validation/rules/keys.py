"""Rules on keys: each row has its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import INPUT_TABLES, Table, input_table
from engine.validation.facts import Facts, key_columns
from engine.validation.rule import Finding, Stage, Theme, cells, each_cell, rule

_KEYED = tuple(table for table in INPUT_TABLES.values() if table.name != "overrides")  # their order has its own rule


@rule(
    "key-blank",
    Severity.ERROR,
    "A cell of the key is blank",
    message="{column} is blank; it is part of what tells this row of {table} from the others, so it needs a value.",
    why="Rows are known by their key: a row without one cannot be referred to, changed or merged.",
    fix="Fill the cell, or delete the row.",
    stage=Stage.CELLS,
)
def key_blank(facts: Facts) -> Iterator[Finding]:
    """A required key column is blank."""
    for table in _KEYED:
        for column in table.columns:
            if column.key and column.required and facts.size(table.name):
                yield from cells(table.name, column.name, ~facts.filled(table.name, column.name))


@rule(
    "key-duplicate",
    Severity.ERROR,
    "Two rows have the same key",
    message="The same {key} stands in row {first} of {table} already; each combination may stand once.",
    why="Of two rows with one key nobody can say which is meant.",
    fix="Delete one of the rows, or change its key. Quantities of the same thing are added up before they are entered.",
    stage=Stage.CELLS,
)
def key_duplicate(facts: Facts) -> Iterator[Finding]:
    """A row has the key of a row above it."""
    for table in _KEYED:
        if facts.size(table.name) > 1:
            yield from _repeated(facts, table)


def _repeated(facts: Facts, table: Table) -> Iterator[Finding]:
    codes = key_codes(facts, table.name)
    ordered = np.sort(codes)
    if not (ordered[1:] == ordered[:-1]).any():
        return
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    above = first[inverse]
    named = facts.words(table.name, table.key[0]).blank
    again = (above != np.arange(len(codes))) & ~named
    words = key_columns(table)
    yield from each_cell(table.name, "", again, lambda row: {"key": words, "first": str(above[row] + 1)})


def key_codes(facts: Facts, table: str) -> np.ndarray:
    """An integer for each of the n rows of a table, equal for two rows if and only if their keys are equal."""
    whole, size = np.zeros(facts.size(table), dtype=np.int64), 1
    for column in input_table(table).key:
        codes, count = _column_codes(facts, table, column)
        if size * count >= 2**62:
            values, whole = np.unique(whole, return_inverse=True)
            size = len(values)
        whole, size = whole * count + codes, size * count
    return whole


def _column_codes(facts: Facts, table: str, column: str) -> tuple[np.ndarray, int]:
    if input_table(table).column(column).is_number:
        values, codes = np.unique(facts.numbers(table, column), return_inverse=True)
        return codes, max(len(values), 1)
    words = facts.words(table, column)
    return words.codes, max(len(words.values), 1)


THEME = Theme("Keys", (key_blank, key_duplicate))
