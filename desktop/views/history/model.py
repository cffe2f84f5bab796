"""The journal as a table: the newest change first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.shell.times import local_time
from desktop.theme import theme

if TYPE_CHECKING:
    from sync.store import JournalEntry

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NUMBER, WHEN, WHO, WHAT, ORIGIN, ROWS = range(6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryModel(QAbstractTableModel):
    """One line for each version."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[JournalEntry] = []
        self._undone: frozenset[int] = frozenset()

    def show_history(self, entries: Sequence[JournalEntry], undone: frozenset[int]) -> None:
        """Shows entries, oldest first as the journal gives them; those that are undone stand back."""
        self.beginResetModel()
        self._entries = list(reversed(entries))
        self._undone = undone
        self.endResetModel()

    def entry(self, row: int) -> JournalEntry:
        """The entry of a line."""
        return self._entries[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Number of versions."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number, time, author, label, origin, rows."""
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == NUMBER:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            titles = ("№", self.tr("When"), self.tr("Who"), self.tr("What"), self.tr("How"), self.tr("Rows"))
            return titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, alignment of numbers, colour of what is undone."""
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._text(entry, index.column())
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == NUMBER:
                return _RIGHT
            case Qt.ItemDataRole.ForegroundRole if entry.version in self._undone:
                return QColor(theme().tokens.faint)
            case _:
                return None

    def _text(self, entry: JournalEntry, column: int) -> str:
        match column:
            case 0:
                return QLocale().toString(entry.version)
            case 1:
                return local_time(entry.created)
            case 2:
                return entry.author
            case 3:
                return entry.label or self.tr("Change")
            case 4:
                undone = self.tr(", undone") if entry.version in self._undone else ""
                return f"{self._origin(str(entry.origin))}{undone}"
            case _:
                return self._rows(entry)

    def _origin(self, origin: str) -> str:
        return {
            "edit": self.tr("edited"),
            "import": self.tr("imported"),
            "scenario": self.tr("scenario"),
            "undo": self.tr("undo"),
            "redo": self.tr("redo"),
            "rollback": self.tr("went back"),
        }[origin]

    def _rows(self, entry: JournalEntry) -> str:
        """E.g. ``lanes +1,200 · customers ~3 −1``: inserted, changed, deleted."""
        number = QLocale().toString
        parts = []
        for table, count in entry.counts.items():
            signs = (("+", count.inserted), ("~", count.updated), ("−", count.deleted))
            parts.append(" ".join([table, *(f"{sign}{number(rows)}" for sign, rows in signs if rows)]))
        return " · ".join(parts)
