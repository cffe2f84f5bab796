"""The cells to change in one way: the value now, the value that works, and where the cell came from."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from desktop.views.figures import cell_figure
from engine.schema import INPUT_TABLES

Index = QModelIndex | QPersistentModelIndex
ROW, COLUMN, NOW, WORKS, SOURCE = range(5)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class ChangesModel(QAbstractTableModel):
    """Changes of one way, one line each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.changes: list[dict[str, Any]] = []

    def show_changes(self, changes: list[dict[str, Any]]) -> None:
        """Shows another way."""
        self.beginResetModel()
        self.changes = changes
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: changes."""
        return 0 if parent.isValid() else len(self.changes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: row, column, value now, value that works, source."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: headers."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (NOW, WORKS) else _LEFT
        if role == Qt.ItemDataRole.DisplayRole:
            names = (self.tr("Row"), self.tr("Column"), self.tr("Now"), self.tr("Works"), self.tr("Imported from"))
            return names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        change = self.changes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(change, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if index.column() in (NOW, WORKS) else _LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return change_words(change)
            case Qt.ItemDataRole.FontRole if index.column() == WORKS:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def _text(self, change: dict[str, Any], column: int) -> str:
        schema = INPUT_TABLES[change["table"]].by_name.get(change["column"])
        match column:
            case 0:
                return f"{change['table']}: {key_words(change['key'])}"
            case 1:
                return str(change["column"])
            case 2:
                return cell_figure(change["value"], schema) or self.tr("blank")
            case 3:
                return cell_figure(change["works"], schema) or self.tr("blank")
            case _:
                return change["source"] or self.tr("typed in")


def change_words(change: dict[str, Any]) -> str:
    """A change as a sentence, and what is known of smaller ones."""
    return f"{change['sentence']} {change.get('proof', '')}".rstrip()


def key_words(key: dict[str, str]) -> str:
    """A row's key as one reads it, blanks left out."""
    return " | ".join(value for value in key.values() if value)
