"""What there is to say about the cells of a source, one line each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.theme import icon, theme
from desktop.views.figures import figure

Index = QModelIndex | QPersistentModelIndex
MESSAGE, VALUE, PLACE = range(3)
_SYMBOLS = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}


class ProblemsModel(QAbstractTableModel):
    """Problems of cells: message, value, and file, sheet and cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.issues: list[dict[str, Any]] = []
        self._gone: dict[str, frozenset[int]] = {}

    def show_issues(self, issues: list[dict[str, Any]]) -> None:
        """Shows other problems."""
        self.beginResetModel()
        self.issues, self._gone = issues, {}
        self.endResetModel()

    def show_excluded(self, excluded: dict[str, frozenset[int]]) -> None:
        """Greys out problems of rows that are left out from now on, until they are told anew."""
        self._gone = excluded
        if self.issues:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.issues) - 1, PLACE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: problems."""
        return 0 if parent.isValid() else len(self.issues)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: message, value, place."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: headers."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Problem"), self.tr("Value"), self.tr("Cell"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        issue = self.issues[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (issue["message"], issue["value"], _place(issue["source"]))[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return f"{issue['message']}\n{issue['source']} · {issue['rule']}"
            case Qt.ItemDataRole.DecorationRole if index.column() == MESSAGE:
                return _symbol(issue["severity"])
            case Qt.ItemDataRole.ForegroundRole if issue["row"] + 1 in self._gone.get(issue["sheet"], ()):
                return QColor(theme().tokens.faint)
        return None


def kinds_of(issues: list[dict[str, Any]]) -> list[tuple[tuple[str, str, str], str]]:
    """Kinds of problems, the most frequent first: rule, table and column, and the words for them with their number."""
    counts = Counter((issue["rule"], issue["table"], issue["column"]) for issue in issues)
    return [(kind, f"{_kind_words(*kind)} ({figure(count)})") for kind, count in counts.most_common()]


def _kind_words(rule: str, table: str, column: str) -> str:
    place = ".".join(part for part in (table, column) if part)
    words = rule.replace("-", " ")
    return f"{place}: {words}" if place else words


def _symbol(severity: str) -> Any:
    tokens = theme().tokens
    colour = {"error": tokens.bad, "warning": tokens.warn}.get(severity, tokens.muted)
    return icon(_SYMBOLS[severity], colour)


def _place(source: str) -> str:
    """Sheet and cell without the file, which stands above; a csv file has no sheet."""
    parts = source.split("!")
    return "!".join(parts[1:]) if len(parts) > 2 else source
