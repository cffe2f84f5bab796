"""A label that is cut where there is no room for it, instead of making its window wider; it says all as help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolTip


class CutLabel(QLabel):
    """One line of text."""

    @property
    def shown(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """Qt's: how narrow it may become."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: the text, or its beginning."""
        painter = QPainter(self)
        place = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        enabled, role = self.isEnabled(), self.foregroundRole()
        self.style().drawItemText(painter, self.contentsRect(), place, self.palette(), enabled, self.shown, role)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Qt's: where the text is cut, it is said whole, before any help of the label's own."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self.shown != self.text():
            words = "\n".join(filter(None, (self.text(), self.toolTip())))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
