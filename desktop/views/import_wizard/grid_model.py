"""The cells of a sheet as they stand, a page at a time, with what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont

from desktop.theme import theme
from engine.io.a1 import column_letters

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
_SOFT = 46


@dataclass(frozen=True, slots=True)
class SheetShape:
    """How large a sheet is, and what its columns feed.

    Attributes:
        name: Name of the sheet.
        rows: Rows from row 1 on.
        width: Columns from A on.
        header_row: Row of the headers, counted from 1; 0 for none.
    """

    name: str
    rows: int
    width: int
    header_row: int


class GridModel(QAbstractTableModel):
    """Cells as text; pages are asked for when they are first looked at.

    Signals:
        page_wanted(str, int): A sheet and the first row, counted from 0, of a page; answer by `take_page`.
    """

    page_wanted = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shape = SheetShape("", 0, 0, 0)
        self._pages: dict[int, list[list[str]] | None] = {}
        self._marks: Mapping[tuple[int, int], tuple[str, str]] = {}
        self._excluded: frozenset[int] = frozenset()

    @property
    def sheet(self) -> str:
        """Name of the sheet that is shown."""
        return self._shape.name

    def show_sheet(self, shape: SheetShape) -> None:
        """Shows another sheet."""
        self.beginResetModel()
        self._shape, self._pages = shape, {}
        self.endResetModel()

    def show_marks(self, marks: Mapping[tuple[int, int], tuple[str, str]], excluded: frozenset[int]) -> None:
        """Marks cells.

        Args:
            marks: Severity and message by row and column, both counted from 0; column −1 for a row as a whole.
            excluded: Rows left out by hand, counted from 1.
        """
        self._marks, self._excluded = marks, excluded
        if self._shape.rows and self._shape.width:
            self.dataChanged.emit(self.index(0, 0), self.index(self._shape.rows - 1, self._shape.width - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self._shape.rows - 1)

    def take_page(self, sheet: str, first: int, rows: list[list[str]]) -> None:
        """A page that was wanted; one of another sheet comes too late."""
        if sheet == self._shape.name and rows:
            self._pages[first // PAGE] = rows
            self.dataChanged.emit(self.index(first, 0), self.index(first + len(rows) - 1, self._shape.width - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: rows of the sheet."""
        return 0 if parent.isValid() else self._shape.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: columns of the sheet."""
        return 0 if parent.isValid() else self._shape.width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: letters above, row numbers beside."""
        if role == Qt.ItemDataRole.DisplayRole:
            return column_letters(section) if orientation is Qt.Orientation.Horizontal else str(section + 1)
        if role == Qt.ItemDataRole.ForegroundRole and orientation is Qt.Orientation.Vertical:
            return QColor(theme().tokens.faint) if section + 1 in self._excluded else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.BackgroundRole:
                return self._colour(row, column)
            case Qt.ItemDataRole.ForegroundRole if row + 1 in self._excluded or row + 1 < self._shape.header_row:
                return QColor(theme().tokens.faint)
            case Qt.ItemDataRole.FontRole:
                return self._font(row)
            case Qt.ItemDataRole.ToolTipRole:
                mark = self._mark(row, column)
                return mark[1] if mark else None
        return None

    def _text(self, row: int, column: int) -> str:
        number = row // PAGE
        if number not in self._pages:
            self._pages[number] = None
            self.page_wanted.emit(self._shape.name, number * PAGE)
        page = self._pages[number]
        return page[row % PAGE][column] if page is not None and row % PAGE < len(page) else ""

    def _mark(self, row: int, column: int) -> tuple[str, str] | None:
        return self._marks.get((row, column)) or self._marks.get((row, -1))

    def _colour(self, row: int, column: int) -> QBrush | None:
        mark = self._mark(row, column)
        if mark is None or row + 1 in self._excluded:
            return None
        tokens = theme().tokens
        colour = QColor({"error": tokens.bad, "warning": tokens.warn}.get(mark[0], tokens.accent))
        colour.setAlpha(_SOFT)
        return QBrush(colour)

    def _font(self, row: int) -> QFont | None:
        if row + 1 in self._excluded:
            font = QFont()
            font.setStrikeOut(True)
            return font
        if row + 1 == self._shape.header_row:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None
