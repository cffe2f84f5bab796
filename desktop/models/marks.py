"""Marks on cells: what is wrong with them, as the grid shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop.session import Findings
from engine.issues import Issue, Severity
from engine.schema import INPUT_TABLES

Key = tuple[str, ...]

_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said about a cell, or about a row.

    Attributes:
        severity: The heaviest of its issues.
        messages: One sentence each.
    """

    severity: Severity
    messages: tuple[str, ...]


class Marks(Protocol):
    """Problems of the open project, by cell.

    Attributes:
        changed: Signal() — other cells have marks.
    """

    changed: SignalInstance

    def of_row(self, table: str, key: Key) -> Mapping[str, Mark]:
        """Marks of a row by column; the empty name stands for the row as such."""

    def counts(self, table: str) -> Mapping[Severity, int]:
        """Problems of a table by severity."""


class FindingMarks(QObject):
    """Marks made from the findings of validation.

    Signals:
        changed(): Other cells have marks.
    """

    changed = Signal()

    def __init__(self, findings: Findings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings = findings
        self._rows: dict[tuple[str, Key], dict[str, Mark]] = {}
        findings.changed.connect(self._on_changed)
        self._on_changed()

    def of_row(self, table: str, key: Key) -> Mapping[str, Mark]:
        """See `Marks`."""
        return self._rows.get((table, key), {})

    def counts(self, table: str) -> Mapping[Severity, int]:
        """See `Marks`."""
        return self._findings.tables.get(table, {})

    def _on_changed(self) -> None:
        issues = (issue for group in self._findings.groups for issue in group.issues)
        self._rows = marks_by_row(issues)
        self.changed.emit()


def marks_by_row(issues: Iterable[Issue]) -> dict[tuple[str, Key], dict[str, Mark]]:
    """Marks of rows by table and key, then by column."""
    rows: dict[tuple[str, Key], dict[str, Mark]] = {}
    for issue in issues:
        table = INPUT_TABLES.get(issue.table)
        if table is None or not issue.key:
            continue
        key = tuple(issue.key.get(name, "") for name in table.key)
        cells = rows.setdefault((issue.table, key), {})
        cells[issue.column] = _joined(cells.get(issue.column), issue)
    return rows


def _joined(mark: Mark | None, issue: Issue) -> Mark:
    if mark is None:
        return Mark(issue.severity, (issue.message,))
    heavier = min(mark.severity, issue.severity, key=_WEIGHTS.index)
    return Mark(heavier, (*mark.messages, issue.message))
