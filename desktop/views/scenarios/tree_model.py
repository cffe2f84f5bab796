"""The tree of scenarios as an item model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from desktop.theme import icon, theme
from desktop.views.scenarios.outline import Outline
from engine.network.network import BASELINE

Index = QModelIndex | QPersistentModelIndex
NAME, OVERRIDES = range(2)
_AT_ONCE = 200
_COUNT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ScenarioTree(QAbstractItemModel):
    """Scenarios by parent; column 0 is the name, column 1 how many overrides each has of its own.

    A sweep may hang thousands of scenarios under one: they come by the hundred, as the view is scrolled.

    Signals:
        rename_requested(str, str): The user typed another name for a scenario.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outline = Outline()
        self._shown: dict[int, int] = {}
        self._is_changing = False  # whoever hears of a change may ask for more rows before it is over

    def show_outline(self, outline: Outline) -> None:
        """Shows other scenarios; the tree is built anew only where its shape differs."""
        if outline.has_shape_of(self.outline):
            self.outline = outline
            self._tell_counts()
            return
        self.beginResetModel()
        self._is_changing = True
        self.outline, self._shown = outline, {}
        self.endResetModel()
        self._is_changing = False

    def place_of(self, name: str) -> QModelIndex:
        """The index of a scenario; an invalid one where there is none."""
        at = self.outline.find(name)
        if at < 0:
            return QModelIndex()
        row = self.outline.rows[at]
        parent = self._index_of(row.above)
        while row.place >= self.rowCount(parent):
            self.fetchMore(parent)
        return self._index_of(at)

    def name_at(self, index: Index) -> str:
        """The scenario at an index; empty for an invalid one."""
        return self.outline.rows[index.internalId()].name if index.isValid() else ""

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own form
        """Qt: the index of a child."""
        if 0 <= row < self.rowCount(parent) and 0 <= column < 2:
            return self.createIndex(row, column, self._children(parent)[row])
        return QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008 - Qt's own form
        """Qt: the index above; without an argument the object that owns the model."""
        if not index.isValid():
            return QModelIndex()
        return self._index_of(self.outline.rows[index.internalId()].above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own form
        """Qt: children of an index that are shown so far."""
        if parent.column() > 0:
            return 0
        return min(len(self._children(parent)), self._shown.get(_number(parent), _AT_ONCE))

    def canFetchMore(self, parent: Index) -> bool:
        """Qt: whether there are children that are not shown yet."""
        return not self._is_changing and self.rowCount(parent) < len(self._children(parent))

    def fetchMore(self, parent: Index) -> None:
        """Qt: shows some more of them."""
        before, all_of_them = self.rowCount(parent), len(self._children(parent))
        if before < all_of_them and not self._is_changing:
            self._is_changing = True
            after = min(before + _AT_ONCE, all_of_them)
            self.beginInsertRows(parent, before, after - 1)
            self._shown[_number(parent)] = after
            self.endInsertRows()
            self._is_changing = False

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008 - Qt's own form
        """Qt: name and count."""
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: headers."""
        if section == OVERRIDES and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_COUNT)
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Scenario"), self.tr("Overrides"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: names can be edited, but for Baseline's."""
        flags = super().flags(index)
        if index.column() == NAME and self.name_at(index) != BASELINE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if not index.isValid():
            return None
        row = self.outline.rows[index.internalId()]
        if index.column() == OVERRIDES:
            return self._count(row.name, role)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return row.description or None
            case Qt.ItemDataRole.DecorationRole:
                return icon("house" if row.name == BASELINE else "layers", theme().tokens.muted)
            case Qt.ItemDataRole.FontRole if row.name == BASELINE:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: a name was typed; it is asked for, and shown when the change has come."""
        name = self.name_at(index)
        if role == Qt.ItemDataRole.EditRole and str(value).strip() not in {"", name}:
            self.rename_requested.emit(name, str(value).strip())
        return False

    def _count(self, name: str, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(len(self.outline.own(name)) or "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_COUNT)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().tokens.muted)
        return None

    def _children(self, parent: Index) -> tuple[int, ...]:
        return self.outline.below.get(_number(parent), ())

    def _index_of(self, at: int) -> QModelIndex:
        return self.createIndex(self.outline.rows[at].place, NAME, at) if at >= 0 else QModelIndex()

    def _tell_counts(self) -> None:
        for above in self.outline.below:
            parent = self._index_of(above)
            last = self.rowCount(parent) - 1
            self.dataChanged.emit(self.index(0, NAME, parent), self.index(last, OVERRIDES, parent))


def _number(parent: Index) -> int:
    """Position of a parent in the outline; −1 for the root."""
    return parent.internalId() if parent.isValid() else -1
