"""Rules on single cells, derived from the schema: required, words of a choice, dates, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from engine.issues import Severity
from engine.schema import INPUT_TABLES, Column, ColumnType, Table
from engine.validation.facts import Facts
from engine.validation.nearness import nearest
from engine.validation.rule import Finding, Stage, Theme, cells, each_cell, rule

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")


def columns_of(facts: Facts, wanted: Callable[[Column], bool]) -> Iterator[tuple[Table, Column]]:
    """Every column of the schema that is wanted, in tables that have rows."""
    for table in INPUT_TABLES.values():
        if facts.size(table.name):
            yield from ((table, column) for column in table.columns if wanted(column))


@rule(
    "required-blank",
    Severity.ERROR,
    "A required cell is blank",
    message="{column} is blank; every row of {table} needs one: {meaning}",
    why="A blank that has no meaning would have to be guessed, and nothing is guessed.",
    fix="Fill the cell.",
    stage=Stage.CELLS,
)
def required_blank(facts: Facts) -> Iterator[Finding]:
    """A required column outside the key is blank."""
    for table, column in columns_of(facts, lambda column: column.required and not column.key):
        yield from cells(
            table.name, column.name, ~facts.filled(table.name, column.name), meaning=_lowered(column.meaning)
        )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


@rule(
    "required-with-blank",
    Severity.ERROR,
    "A cell is blank that another cell of the row needs",
    message="{column} is blank although {other} is filled; fill both, or none.",
    why="One of the two has no meaning without the other.",
    fix="Fill the cell, or clear the one that needs it.",
    stage=Stage.CELLS,
)
def required_with_blank(facts: Facts) -> Iterator[Finding]:
    """A column is blank that is required with a filled one."""
    for table, column in columns_of(facts, lambda column: bool(column.required_with)):
        blank = ~facts.filled(table.name, column.name)
        for other in column.required_with:
            needed = blank & facts.filled(table.name, other)
            yield from cells(table.name, column.name, needed, other=other)
            blank &= ~needed


@rule(
    "choice-unknown",
    Severity.ERROR,
    "A word is none of the choices",
    message="{column} is '{value}'; it must be one of {choices}.{hint}",
    why="Only the words of the list have a meaning.",
    fix="Pick one of the words; a blank means the first of them where the column is not required.",
    stage=Stage.CELLS,
)
def choice_unknown(facts: Facts) -> Iterator[Finding]:
    """A cell of a choice holds another word."""
    for table, column in columns_of(facts, lambda column: column.type is ColumnType.CHOICE):
        yield from _not_chosen(facts, table.name, column)


def _not_chosen(facts: Facts, table: str, column: Column) -> Iterator[Finding]:
    words = facts.words(table, column.name)
    bad = words.where(lambda value: bool(value) and value not in column.choices)
    choices = ", ".join(column.choices)
    yield from each_cell(
        table, column.name, bad, lambda row: {"choices": choices, "hint": nearest(words.at(row), column.choices)}
    )


@rule(
    "date-malformed",
    Severity.ERROR,
    "A date cannot be read",
    message="{column} is '{value}', which is no date; write year-month-day, such as 2027-01-31.",
    why="Only one form of a date is read, so that day and month cannot be swapped.",
    fix="Write the date as year-month-day.",
    stage=Stage.CELLS,
)
def date_malformed(facts: Facts) -> Iterator[Finding]:
    """A date cell is not an ISO 8601 date."""
    for table, column in columns_of(facts, lambda column: column.type is ColumnType.DATE):
        words = facts.words(table.name, column.name)
        yield from cells(table.name, column.name, words.where(lambda text: bool(text) and read_date(text) is None))


def read_date(text: str) -> date | None:
    """The date of an ISO 8601 text ``2027-01-31``; None where it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_name(column: Column) -> bool:
    return column.key and column.type is ColumnType.TEXT


@rule(
    "name-unprintable",
    Severity.ERROR,
    "A name holds characters that cannot be seen",
    message="{column} holds a character that cannot be seen ({character}); names may hold printed characters only.",
    why="Two names that look alike would be different, and references to them would fail without a visible reason.",
    fix="Type the name again, or remove line breaks, tabs and invisible characters from it.",
    stage=Stage.CELLS,
)
def name_unprintable(facts: Facts) -> Iterator[Finding]:
    """A name holds a control character or an invisible one."""
    for table, column in columns_of(facts, _is_name):
        yield from _unprintable(facts, table.name, column.name)


def _unprintable(facts: Facts, table: str, column: str) -> Iterator[Finding]:
    words = facts.words(table, column)
    bad = words.where(lambda text: _UNPRINTABLE.search(text) is not None)
    yield from each_cell(table, column, bad, lambda row: {"character": _character(words.at(row))})


def _character(text: str) -> str:
    found = _UNPRINTABLE.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


@rule(
    "name-outer-space",
    Severity.WARNING,
    "A name begins or ends with a space",
    message="{column} '{value}' begins or ends with a space; references have to repeat it exactly.",
    why="The space is part of the name, cannot be seen, and is easily left out elsewhere.",
    fix="Rename without the space; references follow.",
)
def name_outer_space(facts: Facts) -> Iterator[Finding]:
    """A name has leading or trailing spaces."""
    for table, column in columns_of(facts, _is_name):
        words = facts.words(table.name, column.name)
        yield from cells(table.name, column.name, words.where(lambda text: text != text.strip(" \u00a0")))


@rule(
    "name-almost-same",
    Severity.WARNING,
    "Two names differ only by case, spaces or dashes",
    message="{column} '{value}' and '{other}' differ only by case, spaces or dashes; if one thing is meant, "
    "it stands twice.",
    why="The two are counted as different things.",
    fix="Delete one of the rows and name the other one everywhere, or give them names that differ clearly.",
)
def name_almost_same(facts: Facts) -> Iterator[Finding]:
    """Two rows of a table have names that are hard to tell apart."""
    for table, column in columns_of(facts, _is_name):
        if table.key == (column.name,):
            yield from _twins(facts, table.name, column.name)


def _twins(facts: Facts, table: str, column: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, row in facts.names(table).items() if table != "settings" else ():
        other = first.setdefault(" ".join(name.casefold().translate(_DASHES).split()), name)
        if other != name and row >= 0:
            yield from cells(table, column, np.array([row]), other=other)


_DASHES = dict.fromkeys(map(ord, "\u00a0_-\u2010\u2011\u2013"), " ")

THEME = Theme(
    "Cells",
    (
        required_blank,
        required_with_blank,
        choice_unknown,
        date_malformed,
        name_unprintable,
        name_outer_space,
        name_almost_same,
    ),
)
