"""An issue: one finding about one cell or row of the user's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue weighs: an error stops a run, a warning does not, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: which row and cell, which value, which rule, and where it was imported from.

    Attributes:
        severity: Weight of the finding.
        rule: Code of the rule, e.g. ``reference-unknown``.
        message: One sentence that says what is wrong and what would be right.
        table: Table name; empty for findings about a file.
        key: Key columns of the row with their values as text.
        column: Column name; empty where the whole row or table is meant.
        value: The offending value as text, exactly as stored or read.
        source: ``file!sheet!cell`` the row was imported from; empty for rows typed in.
    """

    severity: Severity
    rule: str
    message: str
    table: str = ""
    key: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    value: str = ""
    source: str = ""

    def to_dict(self) -> dict[str, object]:
        """The issue as plain data for JSON, in the field order of the command-line contract."""
        data = asdict(self)
        order = ("severity", "rule", "table", "key", "column", "value", "source", "message")
        return {name: data[name] for name in order}


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether any of the issues stops a run."""
    return any(issue.severity is Severity.ERROR for issue in issues)
