"""Rules on references: what a cell names exists, and is of the kind that the column takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import Column, ColumnType
from engine.validation.facts import NAMED, SITES, Facts
from engine.validation.nearness import Lookalikes
from engine.validation.rule import Finding, Stage, Theme, cells, each_cell, rule
from engine.validation.rules.cells import columns_of
from engine.validation.wording import one_of, singular


def _is_reference(column: Column) -> bool:
    """References to rows; those to scenarios are looked at where scenarios are."""
    return column.type is ColumnType.REFERENCE and column.refers_to != ("scenarios",)


def _known(facts: Facts, column: Column) -> set[str]:
    return set().union(*(facts.names(table) for table in column.refers_to))


@rule(
    "reference-unknown",
    Severity.ERROR,
    "A cell names something that does not exist",
    message="{column} '{value}' does not exist; it must be the name of a {kinds}.{hint}",
    why="The row cannot be used, and leaving it out in silence would change the answer.",
    fix="Correct the name, or add the row that it names.",
    stage=Stage.CELLS,
)
def reference_unknown(facts: Facts) -> Iterator[Finding]:
    """A reference names nothing at all."""
    every = set().union(*(facts.names(table) for table in NAMED))
    for table, column in columns_of(facts, _is_reference):
        words = facts.words(table.name, column.name)
        bad = words.where(lambda name: bool(name) and name not in every)
        if bad.any():
            yield from _unknown(facts, table.name, column, bad)


def _unknown(facts: Facts, table: str, column: Column, bad: np.ndarray) -> Iterator[Finding]:
    words, kinds = facts.words(table, column.name), one_of(column.refers_to)
    looks = Lookalikes(sorted(_known(facts, column)))
    yield from each_cell(table, column.name, bad, lambda row: {"kinds": kinds, "hint": looks.hint(words.at(row))})


@rule(
    "reference-wrong-kind",
    Severity.ERROR,
    "A cell names something of the wrong kind",
    message="{column} '{value}' is the name of a {kind}; it must be the name of a {kinds}.",
    why="The column has no meaning for it: a lane cannot start at a customer, and a demand cannot name a group.",
    fix="Name one of the right kind; where a group is meant but not allowed, write a row for each member.",
    stage=Stage.CELLS,
)
def reference_wrong_kind(facts: Facts) -> Iterator[Finding]:
    """A reference names a row of a table that the column does not refer to."""
    every = set().union(*(facts.names(table) for table in NAMED))
    for table, column in columns_of(facts, _is_reference):
        yield from _wrong_kind(facts, table.name, column, every - _known(facts, column))


def _wrong_kind(facts: Facts, table: str, column: Column, others: set[str]) -> Iterator[Finding]:
    words, kinds = facts.words(table, column.name), one_of(column.refers_to)

    def said(row: int) -> dict[str, str]:
        return {"kind": one_of(facts.tables_of(words.at(row))), "kinds": kinds}

    yield from each_cell(table, column.name, words.isin(others), said)


@rule(
    "step-cost-unknown",
    Severity.ERROR,
    "A cost cell names a step cost that does not exist",
    message="{column} is '{value}', which is neither a number nor the name of a step cost.{hint}",
    why="A cost that cannot be read cannot be charged.",
    fix="Enter a number, correct the name, or add the step cost.",
    stage=Stage.CELLS,
)
def step_cost_unknown(facts: Facts) -> Iterator[Finding]:
    """A COST cell holds a text that names no step cost."""
    known = facts.names("step_costs")
    for table, column in columns_of(facts, lambda column: column.type is ColumnType.COST):
        names = facts.cost_names(table.name, column.name)
        if names is not None:
            yield from _no_step_cost(table.name, column.name, names, known)


def _no_step_cost(table: str, column: str, names: np.ndarray, known: Collection[str]) -> Iterator[Finding]:
    looks = Lookalikes(known)
    bad = np.array([bool(name) and name not in known for name in names])
    yield from each_cell(table, column, bad, lambda row: {"hint": looks.hint(names[row])})


@rule(
    "site-name-shared",
    Severity.ERROR,
    "Two sites of different kinds have the same name",
    message="'{value}' is the name of a {kind} and of a {other}; each site needs a name of its own.",
    why="A lane that names the site could mean either.",
    fix="Rename one of them, such as 'Denver plant' and 'Denver customer'; references follow.",
    stage=Stage.CELLS,
)
def site_name_shared(facts: Facts) -> Iterator[Finding]:
    """A name stands in two of suppliers, facilities and customers."""
    for place, table in enumerate(SITES):
        for other in SITES[:place]:
            yield from _shared(facts, table, other)


def _shared(facts: Facts, table: str, other: str) -> Iterator[Finding]:
    mine, theirs = facts.names(table), facts.names(other)
    rows = np.array(sorted(mine[name] for name in mine.keys() & theirs.keys() if mine[name] >= 0), dtype=np.int64)
    yield from cells(table, singular(table), rows, kind=singular(table), other=singular(other))


@rule(
    "group-name-shared",
    Severity.ERROR,
    "A group has the name of something else",
    message="'{value}' is the name of a group and of a {other}; a row that names it could mean either.",
    why="The row would stand for one or for many, depending on who reads it.",
    fix="Rename the group, such as 'West sites'.",
    stage=Stage.CELLS,
)
def group_name_shared(facts: Facts) -> Iterator[Finding]:
    """A group has the name of a site, product, period or mode."""
    for other in ("suppliers", "facilities", "customers", "products", "periods", "modes"):
        yield from _shared_group(facts, other)


def _shared_group(facts: Facts, other: str) -> Iterator[Finding]:
    mine, theirs = facts.names("groups"), facts.names(other)
    rows = np.array(sorted(mine[name] for name in mine.keys() & theirs.keys()), dtype=np.int64)
    yield from cells("groups", "group", rows, other=singular(other))


THEME = Theme(
    "Names and references",
    (reference_unknown, reference_wrong_kind, step_cost_unknown, site_name_shared, group_name_shared),
)
