"""A rule: what it is called, how much it weighs, what it says, why it matters, how to mend it, and its check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from engine.issues import Severity
from engine.validation.facts import Facts


class Stage(IntEnum):
    """When a rule is checked; errors of a stage other than ROWS make the stages after it wait.

    CELLS: each cell and reference by itself. ROWS: what rows mean. READING: the lanes that rows stand for.
    FLOWS: what can flow over them.
    """

    CELLS = 0
    ROWS = 1
    READING = 2
    FLOWS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken, before it becomes an issue.

    Attributes:
        table: Table name.
        row: Position of the row in the frame; -1 where the whole table is meant.
        column: Column name; empty where the whole row is meant.
        said: Words for the places of the rule's message; ``table``, ``column`` and ``value`` are filled in.
        told: The whole sentence, where another part of the engine has worded it.
    """

    table: str
    row: int = -1
    column: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


Check = Callable[[Facts], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of validation.

    Attributes:
        code: Stable identifier that stands in issues and in the list of rules.
        severity: Weight of its issues.
        title: What is wrong, in a few words.
        message: Sentence of its issues, with places in braces.
        why: Why it matters.
        fix: What to do.
        stage: When it is checked.
        check: Finds every place where the rule is broken.
    """

    code: str
    severity: Severity
    title: str
    message: str
    why: str
    fix: str
    stage: Stage
    check: Check


@dataclass(frozen=True, slots=True)
class Theme:
    """Rules that belong together, under one heading of the list of rules."""

    title: str
    rules: tuple[Rule, ...]


def rule(
    code: str, severity: Severity, title: str, *, message: str, why: str, fix: str, stage: Stage = Stage.ROWS
) -> Callable[[Check], Rule]:
    """Turn a check into a rule; the arguments are the attributes of ``Rule``."""

    def made(check: Check) -> Rule:
        return Rule(
            code=code, severity=severity, title=title, message=message, why=why, fix=fix, stage=stage, check=check
        )

    return made


def cells(table: str, column: str, where: np.ndarray, **said: str) -> Iterator[Finding]:
    """A finding for each row that is picked.

    Args:
        table: Table name.
        column: Column of the cell; empty for the whole row.
        where: n booleans over the rows of the table, or positions of rows.
        said: Words for the places of the message, the same for every row.
    """
    positions = np.flatnonzero(where) if where.dtype == bool else where
    return (Finding(table, int(row), column, said) for row in positions)


def each_cell(table: str, column: str, where: np.ndarray, say: Callable[[int], Mapping[str, str]]) -> Iterator[Finding]:
    """As ``cells``, with words of each row's own: ``say`` gets the position of a row."""
    positions: Sequence[int] = np.flatnonzero(where).tolist() if where.dtype == bool else where.tolist()
    return (Finding(table, row, column, say(row)) for row in positions)
