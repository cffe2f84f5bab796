"""A short table of ready texts, sortable by the values behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from desktop.theme import theme

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NOWHERE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        text: What is read.
        value: What it is sorted by; the text where it is None.
        tone: Name of a colour of the theme; empty for that of text.
        strong: Whether it is set bold.
        note: What the pointer is told.
    """

    text: str
    value: float | None = None
    tone: str = ""
    strong: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A column: its name, and whether it holds figures."""

    name: str
    is_number: bool = False
    note: str = ""


class RowsModel(QAbstractTableModel):
    """Rows of cells; never edited."""

    def __init__(self) -> None:
        super().__init__()
        self._headers: Sequence[Header] = ()
        self._rows: list[Sequence[Cell]] = []

    def show_rows(self, headers: Sequence[Header], rows: Sequence[Sequence[Cell]]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._headers, self._rows = headers, list(rows)
        self.endResetModel()

    @property
    def headers(self) -> Sequence[Header]:
        """The columns."""
        return self._headers

    def cells(self, row: int) -> Sequence[Cell]:
        """The cells of a row."""
        return self._rows[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name of a column, what it means, where it is aligned."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._headers):
            return None
        header = self._headers[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return header.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return header.note or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if header.is_number else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        cell = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = self._headers[index.column()].is_number or cell.value is not None
            return _RIGHT if is_number else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole and cell.tone:
            return QBrush(QColor(getattr(theme().tokens, cell.tone)))
        if role == Qt.ItemDataRole.FontRole and cell.strong:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.note or None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column, blanks last."""
        if column < 0:
            return
        down = order is Qt.SortOrder.DescendingOrder

        def key(row: Sequence[Cell]) -> tuple[float, str]:
            cell = row[column]
            return (cell.value if cell.value is not None else 0.0, cell.text.casefold())

        filled = sorted((row for row in self._rows if row[column].text), key=key, reverse=down)
        self.layoutAboutToBeChanged.emit()
        self._rows = [*filled, *(row for row in self._rows if not row[column].text)]
        self.layoutChanged.emit()
