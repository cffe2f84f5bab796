"""The border between two maps that lie over each other: moved to and fro, it uncovers the one or the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from desktop.theme import theme

_WIDTH = 28
_GRIP, _ARROW = 12.0, 4.0
_LEAST, _MOST = 0.02, 0.98
_STEP = 0.05
_KEYS = {int(Qt.Key.Key_Left): -_STEP, int(Qt.Key.Key_Right): _STEP}


class SwipeBorder(QWidget):
    """Lies on a map with another map over it, of which only what is right of the border is seen.

    Attributes:
        share: Where the border is, as a share of the width.
    """

    def __init__(self, below: QWidget, above: QWidget) -> None:
        """Put one map over the other.

        Args:
            below: The map that is seen at the left; it becomes the parent of the other.
            above: The map that is seen at the right; its owner takes it back.
        """
        super().__init__(below)
        self.share = 0.5
        self._below, self._above = below, above
        self.setAccessibleName(self.tr("Border between both maps"))
        self.setToolTip(self.tr("Drag to compare both maps"))
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        above.setParent(below)
        above.show()
        below.installEventFilter(self)
        theme().changed.connect(self.update)
        self._lay()
        self.show()

    def end(self) -> None:
        """Lets go of both maps."""
        self._below.removeEventFilter(self)
        self._above.clearMask()
        self.hide()
        self.deleteLater()

    def move_to(self, share: float) -> None:
        """Moves the border."""
        self.share = min(max(share, _LEAST), _MOST)
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: both maps have one size."""
        if watched is self._below and event.type() is QEvent.Type.Resize:
            self._lay()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the border."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the border along."""
        place = self._below.mapFromGlobal(event.globalPosition())
        self.move_to(place.x() / max(self._below.width(), 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the border."""
        if event.key() in _KEYS:
            self.move_to(self.share + _KEYS[event.key()])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line with a grip in its middle."""
        tokens = theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        for colour, width in ((tokens.surface, 5.0), (tokens.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        painter.setBrush(QColor(tokens.accent))
        painter.setPen(QPen(QColor(tokens.surface), 2.0))
        painter.drawEllipse(QRectF(middle.x() - _GRIP, middle.y() - _GRIP, 2 * _GRIP, 2 * _GRIP))
        painter.setPen(QPen(QColor(tokens.on_accent), 1.8))
        for side in (-1.0, 1.0):
            tip = middle + QPointF(side * 1.8 * _ARROW, 0)
            back = QPointF(-side * _ARROW, _ARROW)
            painter.drawPolyline(QPolygonF([tip + QPointF(back.x(), -_ARROW), tip, tip + back]))
        painter.end()

    def _lay(self) -> None:
        size = self._below.size()
        left = round(self.share * size.width())
        self._above.setGeometry(self._below.rect())
        self._above.setMask(QRegion(left, 0, max(size.width() - left, 1), max(size.height(), 1)))
        self.setGeometry(left - _WIDTH // 2, 0, _WIDTH, size.height())
        self.raise_()
