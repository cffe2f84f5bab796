"""Findings: what validation says against the open project, found anew after each change in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import KnownError
from engine.issues import Issue, Severity

if TYPE_CHECKING:
    from desktop.context import Call, Calls
    from desktop.session.selection import Selection
    from desktop.session.session import Session

_SHORTEST_PAUSE_MS, _LONGEST_PAUSE_MS = 300, 10_000


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Issues of one rule.

    Attributes:
        rule: Code of the rule.
        severity: Weight of its issues.
        title: What is wrong, in a few words.
        advice: Why it matters and what to do.
        count: How many issues there are.
        issues: The first of them.
    """

    rule: str
    severity: Severity
    title: str
    advice: str
    count: int
    issues: tuple[Issue, ...]


class Findings(QObject):
    """What validation says of the selected scenario.

    Signals:
        changed(): Findings have come, or are being looked for (see ``is_current``).

    Attributes:
        groups: Findings by rule, errors first.
        tables: Table → severity → number of issues.
        failure: Why nothing could be found; None where it could.
        is_current: Whether the findings are those of the rows as they stand.
    """

    changed = Signal()

    def __init__(self, session: Session, selection: Selection, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: tuple[FindingGroup, ...] = ()
        self.tables: Mapping[str, Mapping[Severity, int]] = {}
        self.failure: KnownError | None = None
        self.is_current = False
        self._session, self._selection, self._calls = session, selection, calls
        self._call: Call | None = None
        self._began = 0.0
        self._pause = QTimer(self, interval=_SHORTEST_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)
        session.opened.connect(self.look_again)
        session.changed.connect(self.look_again)
        selection.scenario_changed.connect(self.look_again)

    def count(self, severity: Severity) -> int:
        """Number of issues of a weight."""
        return sum(group.count for group in self.groups if group.severity is severity)

    def look_again(self) -> None:
        """Looks anew after a short pause, so that many changes in a row cost one look."""
        self.is_current = False
        self._pause.start()
        self.changed.emit()

    def _look(self) -> None:
        if self._call is not None:
            self._call.cancel()
        self._began = monotonic()
        arguments = {"path": str(self._session.path), "scenario": self._selection.scenario}
        self._call = self._calls.call("validate:findings_of", arguments, self._on_found, self._on_failed)

    def _on_found(self, found: dict[str, Any]) -> None:
        self.failure = None
        self.groups = tuple(map(_group, found["groups"]))
        self.tables = {
            table: {Severity(name): count for name, count in counts.items()}
            for table, counts in found["tables"].items()
        }
        self._settle()

    def _on_failed(self, error: KnownError) -> None:
        self.failure, self.groups, self.tables = error, (), {}
        self._settle()

    def _settle(self) -> None:
        self._call = None
        self.is_current = not self._pause.isActive()
        # A model that takes long to check is checked less often.
        took_ms = int(1000 * (monotonic() - self._began))
        self._pause.setInterval(min(max(took_ms, _SHORTEST_PAUSE_MS), _LONGEST_PAUSE_MS))
        self.changed.emit()


def _group(data: Mapping[str, Any]) -> FindingGroup:
    issues = tuple(Issue(**{**issue, "severity": Severity(issue["severity"])}) for issue in data["issues"])
    return FindingGroup(
        rule=data["rule"],
        severity=Severity(data["severity"]),
        title=data["title"],
        advice=data["advice"],
        count=data["count"],
        issues=issues,
    )
