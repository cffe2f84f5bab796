"""Rules on groups: no circles, members that fit the columns which name the group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.issues import Severity
from engine.schema import Column
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, rule
from engine.validation.rules.cells import columns_of
from engine.validation.wording import listed, one_of


@rule(
    "group-cycle",
    Severity.ERROR,
    "Groups contain each other",
    message="Group '{value}' contains itself by way of {circle}.",
    why="A group that is part of itself has no definite members.",
    fix="Take one of the groups out of the other.",
    stage=Stage.CELLS,
)
def group_cycle(facts: Facts) -> Iterator[Finding]:
    """A group is its own member, through any depth."""
    first = facts.names("groups")
    for circle in facts.groups.cycles if facts.size("groups") else ():
        for group in circle:
            yield Finding("groups", first[group], "group", {"circle": ", ".join(circle)})


def _fit(facts: Facts, column: Column, group: str) -> tuple[list[str], list[str]]:
    """Members of a group that a column can mean, and those that it cannot."""
    tables = [table for table in column.refers_to if table != "groups"]
    members = [str(member) for member in facts.groups.members(group)]
    fitting = [any(member in facts.names(table) for table in tables) for member in members]
    return (
        [member for member, fits in zip(members, fitting, strict=True) if fits],
        [member for member, fits in zip(members, fitting, strict=True) if not fits],
    )


def _named_groups(facts: Facts) -> Iterator[tuple[str, Column, np.ndarray, list[str], list[str]]]:
    """Table, column, cells that name it, fitting and other members, of each group that a column names."""
    for table, column in columns_of(facts, lambda column: column.may_name_group):
        if table.name == "groups":
            continue
        words = facts.words(table.name, column.name)
        for place, name in enumerate(words.values):
            if facts.groups.is_group(name):
                fitting, others = _fit(facts, column, name)
                yield table.name, column, words.codes == place, fitting, others


@rule(
    "group-without-fitting-member",
    Severity.ERROR,
    "A group has no member of the kind that is needed",
    message="Group '{value}' has no member that {column} of {table} can mean: a {kinds}.",
    why="The row stands for nothing.",
    fix="Name another group, or add members of the right kind.",
    stage=Stage.CELLS,
)
def group_without_fitting_member(facts: Facts) -> Iterator[Finding]:
    """A column names a group none of whose members it can mean."""
    for table, column, named, fitting, _ in _named_groups(facts):
        if not fitting:
            kinds = one_of(tuple(kind for kind in column.refers_to if kind != "groups"))
            yield from cells(table, column.name, named, kinds=kinds)


@rule(
    "group-member-ignored",
    Severity.WARNING,
    "Some members of a group do not count here",
    message="Of group '{value}', {column} of {table} leaves out {others}: it takes a {kinds}.",
    why="The row stands for fewer things than the group has members.",
    fix="Nothing, if the others are meant; else make a group of one kind.",
)
def group_member_ignored(facts: Facts) -> Iterator[Finding]:
    """A column names a group some of whose members it cannot mean."""
    for table, column, named, fitting, others in _named_groups(facts):
        if fitting and others:
            kinds = one_of(tuple(kind for kind in column.refers_to if kind != "groups"))
            yield from cells(table, column.name, named, kinds=kinds, others=listed(others))


THEME = Theme("Groups", (group_cycle, group_without_fitting_member, group_member_ignored))
