"""How an action stands in the command palette: icon and name at the left, keys at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.theme import theme
from desktop.theme.tokens import SPACE

Index = QModelIndex | QPersistentModelIndex
KEYS = Qt.ItemDataRole.UserRole + 1


class PaletteLine(QStyledItemDelegate):
    """Adds the keys."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draws the line, then its keys."""
        super().paint(painter, option, index)
        keys = index.data(KEYS)
        if keys:
            painter.save()
            painter.setPen(QColor(theme().tokens.muted))
            area = option.rect.adjusted(0, 0, -SPACE, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
            painter.restore()
