"""The overrides that make up a scenario, those of its parents first, each as a sentence with what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.theme import icon, theme
from desktop.views.figures import figure
from engine.scenarios import Override, override_sentence

Index = QModelIndex | QPersistentModelIndex
SENTENCE, HIT, CHANGED, BEFORE, AFTER = range(5)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SYMBOLS = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}
_WEIGHT = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """One line of the list.

    Attributes:
        override: The override.
        inherited: Whether it belongs to a parent of the scenario.
        sentence: The override in words.
    """

    override: Override
    inherited: bool
    sentence: str


def lines_of(chain: Sequence[tuple[str, Sequence[Override]]], scenario: str) -> list[OverrideLine]:
    """The lines of a scenario.

    Args:
        chain: Overrides by scenario, in the order in which they are applied.
        scenario: The scenario that is looked at.
    """
    return [
        OverrideLine(override, name != scenario, override_sentence(override))
        for name, overrides in chain
        for override in overrides
    ]


class OverridesModel(QAbstractTableModel):
    """Overrides with rows hit and sums before and after, as far as these are known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[OverrideLine] = []
        self._report: dict[tuple[str, float | None], dict[str, Any]] = {}

    def show_lines(self, lines: list[OverrideLine]) -> None:
        """Shows other overrides; what is known about those of before stays until it is told anew."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def show_report(self, report: Sequence[dict[str, Any]]) -> None:
        """Shows what the overrides did: entries of `desktop.compute.scenarios.report`."""
        self._report = {(entry["scenario"], entry["order"]): entry for entry in report}
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, AFTER))

    def entry(self, row: int) -> dict[str, Any] | None:
        """What is known about a line."""
        override = self.lines[row].override
        found = self._report.get((override.scenario, override.order))
        return found if found is not None and found["sentence"] == self.lines[row].sentence else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: sentence, rows hit, rows changed, sum before, sum after."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: headers."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section != SENTENCE:
            return _RIGHT
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            names = (self.tr("Override"), self.tr("Rows hit"), self.tr("Changed"), self.tr("Before"), self.tr("After"))
            return names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        line, entry = self.lines[index.row()], self.entry(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(line, entry, index.column())
            case Qt.ItemDataRole.TextAlignmentRole if index.column() != SENTENCE:
                return _RIGHT
            case Qt.ItemDataRole.ForegroundRole if line.inherited:
                return QColor(theme().tokens.muted)
            case Qt.ItemDataRole.DecorationRole if index.column() == SENTENCE:
                return _symbol(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(line, entry)
        return None

    def _text(self, line: OverrideLine, entry: dict[str, Any] | None, column: int) -> str:
        if column == SENTENCE:
            return f"{line.override.scenario} · {line.sentence}" if line.inherited else line.sentence
        effect = entry["effect"] if entry else None
        if effect is None:
            return ""
        keys = ("", "rows_hit", "rows_changed", "sum_before", "sum_after")
        return figure(effect[keys[column]], decimals=2)

    def _tip(self, line: OverrideLine, entry: dict[str, Any] | None) -> str | None:
        told = [str(issue["message"]) for issue in entry["issues"]] if entry else []
        if line.inherited:
            from_parent = self.tr("Comes from {scenario}; edit it there.").replace("{scenario}", line.override.scenario)
            told.append(from_parent)
        return "\n".join(told) or None


def _symbol(entry: dict[str, Any] | None) -> Any:
    if entry is None:
        return icon("minus", theme().tokens.faint)
    severities = sorted((str(issue["severity"]) for issue in entry["issues"]), key=lambda name: _WEIGHT[name])
    if not severities:
        return icon("circle-check", theme().tokens.good)
    tokens = theme().tokens
    colours = {"error": tokens.bad, "warning": tokens.warn, "note": tokens.muted}
    return icon(_SYMBOLS[severities[0]], colours[severities[0]])
