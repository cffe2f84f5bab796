"""The tree of tables at the left of the grid: names, numbers of rows, badges."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop.models.table_list import TableListModel
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, RADIUS, SPACE
from engine.issues import Severity

Index = QModelIndex | QPersistentModelIndex

_HEIGHT, _THEME_HEIGHT = 26, 30
_ICON = 13


class TableTree(QTreeView):
    """Tables to choose from.

    Signals:
        table_chosen(str): The user chose a table.
    """

    table_chosen = Signal(str)

    def __init__(self, model: TableListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_TableDelegate(model, self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setAccessibleName(self.tr("Tables"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.expandAll()
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        theme().changed.connect(self.viewport().update)

    def choose(self, table: str) -> None:
        """Marks a table as the one that is shown."""
        index = self._model.index_of(table)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def _on_clicked(self, index: Index) -> None:
        if not self._model.table_at(index):
            self.setExpanded(index, not self.isExpanded(index))

    def _on_current_changed(self, index: Index) -> None:
        table = self._model.table_at(index)
        if table:
            self.table_chosen.emit(table)


class _TableDelegate(QStyledItemDelegate):
    """Paints a theme as a heading, a table with its numbers at the right."""

    def __init__(self, model: TableListModel, tree: QTreeView) -> None:
        super().__init__(tree)
        self._model, self._tree = model, tree

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings stand a little apart."""
        return QSize(120, _HEIGHT if self._model.table_at(index) else _THEME_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        table = self._model.table_at(index)
        if table:
            self._paint_table(painter, option, table, index.data())
        else:
            self._paint_theme(painter, option, index)
        painter.restore()

    def _paint_theme(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme().tokens
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() - 1)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        inner = option.rect.adjusted(SPACE, GAP, -SPACE, 0)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), index.data())
        symbol = "chevron-down" if self._tree.isExpanded(index) else "chevron-right"
        spot = QRect(inner.right() - _ICON, inner.center().y() - _ICON // 2, _ICON, _ICON)
        icon(symbol, tokens.faint).paint(painter, spot)

    def _paint_table(self, painter: QPainter, option: QStyleOptionViewItem, table: str, name: str) -> None:
        tokens = theme().tokens
        rect = option.rect.adjusted(GAP, 1, -GAP, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if is_chosen else tokens.raised))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        rows = self._model.counts.rows.get(table, 0)
        painter.setFont(option.font)
        right = self._paint_badges(painter, option, table, rows)
        painter.setPen(QColor(tokens.text if rows or is_chosen else tokens.faint))
        room = QRect(rect.left() + SPACE + GAP, rect.top(), max(right - rect.left() - 2 * SPACE, 0), rect.height())
        text = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_badges(self, painter: QPainter, option: QStyleOptionViewItem, table: str, rows: int) -> int:
        """Number of rows, then overrides and problems to its left; returns where they begin."""
        tokens = theme().tokens
        right = option.rect.right() - SPACE - GAP
        right = self._paint_number(painter, option, right, f"{rows:,}" if rows else "", tokens.muted, "")
        overrides = self._model.counts.overrides.get(table, 0)
        if overrides:
            right = self._paint_number(painter, option, right - SPACE, f"{overrides:,}", tokens.accent, "layers")
        severity, count = self._model.problems(table)
        if severity is not None:
            bad = severity is Severity.ERROR
            symbol, colour = ("circle-x", tokens.bad) if bad else ("triangle-alert", tokens.warn)
            right = self._paint_number(painter, option, right - SPACE, f"{count:,}", colour, symbol)
        return right

    def _paint_number(
        self, painter: QPainter, option: QStyleOptionViewItem, right: int, text: str, colour: str, symbol: str
    ) -> int:
        width = option.fontMetrics.horizontalAdvance(text)
        room = QRect(right - width, option.rect.top(), width, option.rect.height())
        painter.setPen(QColor(colour))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        if not symbol:
            return room.left()
        spot = QRect(room.left() - _ICON - GAP // 2, option.rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        icon(symbol, colour).paint(painter, spot)
        return spot.left()
