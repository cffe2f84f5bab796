"""Findings as a tree: rules, errors first, and below each rule its issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.session import FindingGroup
from desktop.theme import icon, theme
from desktop.words import counted
from engine.issues import Issue, Severity

Index = QModelIndex | QPersistentModelIndex
PROBLEM, PLACE, SOURCE = range(3)
SYMBOLS = {Severity.ERROR: "circle-x", Severity.WARNING: "triangle-alert", Severity.NOTE: "info"}
_ROOT = QModelIndex()


class ProblemsModel(QAbstractItemModel):
    """Rules with their issues; a rule with more issues than are listed ends with a line that says so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[FindingGroup, ...] = ()
        theme().changed.connect(self._on_theme_changed)

    def show_groups(self, groups: Sequence[FindingGroup]) -> None:
        """Shows other findings."""
        self.beginResetModel()
        self._groups = tuple(groups)
        self.endResetModel()

    def issue(self, index: Index) -> Issue | None:
        """The issue of a line; None for a rule and for the line that counts the others."""
        group = self._group(index)
        if group is None or index.row() >= len(group.issues):
            return None
        return group.issues[index.row()]

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Qt's question; a rule has the number 0, an issue the place of its rule counted from 1."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Qt's question."""
        number = child.internalId() if child.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rules, or the issues of a rule."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column() > 0:
            return 0
        group = self._groups[parent.row()]
        return len(group.issues) + (group.count > len(group.issues))

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """What is wrong, where, and where it came from."""
        return 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Problem"), self.tr("Place"), self.tr("Imported from"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, icon and tooltip of a line."""
        group = self._group(index)
        if group is None:
            return self._rule_data(self._groups[index.row()], index.column(), role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            issue = self.issue(index)
            if issue is None:
                return self._others(group) if index.column() == PROBLEM else None
            return (issue.message, place_words(issue), issue.source)[index.column()]
        return None

    def _group(self, index: Index) -> FindingGroup | None:
        """The rule above an issue; None for a rule itself."""
        number = index.internalId() if index.isValid() else 0
        return self._groups[number - 1] if number else None

    def _rule_data(self, group: FindingGroup, column: int, role: int) -> Any:
        match role, column:
            case Qt.ItemDataRole.DisplayRole, 0:
                return f"{group.title}  ({QLocale().toString(group.count)})"
            case Qt.ItemDataRole.DisplayRole, 1:
                return ", ".join(dict.fromkeys(issue.table for issue in group.issues if issue.table))
            case Qt.ItemDataRole.ToolTipRole, _:
                return group.advice
            case Qt.ItemDataRole.DecorationRole, 0:
                return icon(SYMBOLS[group.severity], severity_colour(group.severity))
            case _:
                return None

    def _others(self, group: FindingGroup) -> str:
        hidden = group.count - len(group.issues)
        return counted(hidden, self.tr("… and 1 more of this kind"), self.tr("… and {n} more of this kind"))

    def _on_theme_changed(self) -> None:
        if self._groups:
            last = len(self._groups) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, 0), [Qt.ItemDataRole.DecorationRole])


def severity_colour(severity: Severity) -> str:
    """The colour of a weight in the theme in force."""
    tokens = theme().tokens
    return {Severity.ERROR: tokens.bad, Severity.WARNING: tokens.warn, Severity.NOTE: tokens.muted}[severity]


def place_words(issue: Issue) -> str:
    """Where an issue is: table, key and column."""
    key = " · ".join(value for value in issue.key.values() if value)
    return " › ".join(part for part in (issue.table, key, issue.column) if part)
