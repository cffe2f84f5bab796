"""An explanation of why a network has no solution: what contradicts, which cells to change, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from engine.issues import Issue, Severity


class Outcome(StrEnum):
    """How far an explanation got.

    EXPLAINED: the suggestion was tried, and the network has a solution with it. UNPROVEN: there is a suggestion, yet
    time ended before it could be tried. UNEXPLAINED: none was found. FEASIBLE: the network has a solution as it is.
    INVALID: errors of the tables have to be mended first.
    """

    EXPLAINED = "explained"
    UNPROVEN = "unproven"
    UNEXPLAINED = "unexplained"
    FEASIBLE = "feasible"
    INVALID = "invalid"

    @property
    def is_answer(self) -> bool:
        """Whether the user knows what to do now."""
        return self in (Outcome.EXPLAINED, Outcome.UNPROVEN, Outcome.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Cause:
    """A contradiction that follows from the structure alone.

    Attributes:
        rule: Code of the rule that found it.
        sentence: What contradicts what.
        table: Table concerned.
        key: Key of the row; empty where several rows together are meant.
        column: Column concerned.
    """

    rule: str
    sentence: str
    table: str = ""
    key: Mapping[str, str] = field(default_factory=dict)
    column: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell to change, with the value that works.

    Attributes:
        way: 1 for the suggestion; 2, 3 … for other ways, each sufficient by itself.
        table: Table.
        key: Key of the row.
        column: Column.
        value: Value now, as text.
        works: Value that works together with the other changes of its way, as text.
        source: ``file!sheet!cell`` of the cell; empty for rows typed in.
        sentence: The change in words.
        override: Cells of the row of ``overrides`` that makes the change: table, where, column, action, value.
        proof: What is known of smaller changes of a cell that works alone; empty where nothing is.
    """

    way: int
    table: str
    key: Mapping[str, str]
    column: str
    value: str
    works: str
    source: str
    sentence: str
    override: Mapping[str, str] = field(default_factory=dict)
    proof: str = ""

    @property
    def words(self) -> str:
        """The sentence, and what is known of smaller changes."""
        return f"{self.sentence} {self.proof}".rstrip()


@dataclass(frozen=True)
class Explanation:
    """Why a network has no solution, and what would give it one.

    Attributes:
        outcome: How far the explanation got.
        causes: What contradicts, by structure.
        changes: At most eight cells; those of way 1 are the suggestion.
        overrides: Cells of rows of ``overrides`` that carry the suggestion out; empty unless it was proven to work.
        message: One sentence on what was and was not found.
        seconds: Time spent.
        issues: Errors that have to be mended first, where there are any.
    """

    outcome: Outcome
    causes: tuple[Cause, ...] = ()
    changes: tuple[Change, ...] = ()
    overrides: tuple[Mapping[str, str], ...] = ()
    message: str = ""
    seconds: float = 0.0
    issues: tuple[Issue, ...] = ()

    def sentences(self) -> list[str]:
        """The whole explanation as lines of plain text."""
        lines = [self.message, *(cause.sentence for cause in self.causes)]
        for way in sorted({change.way for change in self.changes}):
            lines.append("To mend it:" if way == 1 else "Or instead:")
            lines += [f"  {change.words}" for change in self.changes if change.way == way]
        return lines

    def to_dict(self) -> dict[str, object]:
        """The explanation as plain data for JSON."""
        return {
            "outcome": self.outcome.value,
            "message": self.message,
            "causes": [asdict(cause) for cause in self.causes],
            "changes": [asdict(change) for change in self.changes],
            "overrides": [dict(row) for row in self.overrides],
            "seconds": self.seconds,
            "issues": [issue.to_dict() for issue in self.issues],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Explanation:
        """The explanation that ``to_dict`` gave.

        Raises:
            KeyError: A field is missing.
            TypeError: A field is of another type.
            ValueError: A field has another form.
        """
        return cls(
            outcome=Outcome(str(data["outcome"])),
            causes=tuple(Cause(**cause) for cause in _rows(data, "causes")),
            changes=tuple(Change(**change) for change in _rows(data, "changes")),
            overrides=tuple(dict(row) for row in _rows(data, "overrides")),
            message=str(data["message"]),
            seconds=float(str(data["seconds"])),
            issues=tuple(_issue(**issue) for issue in _rows(data, "issues")),
        )


def _rows(data: Mapping[str, object], name: str) -> list[dict[str, Any]]:
    rows = data[name]
    if not isinstance(rows, list):
        raise TypeError(f"{name} is no list")
    return rows


def _issue(severity: str, **rest: Any) -> Issue:
    return Issue(severity=Severity(severity), **rest)
