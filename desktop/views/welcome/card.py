"""A card of the start page: a small map, a name and a line; the whole card is one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.welcome.glimpse import SIZE, Glimpse


class Card(QFrame):
    """One thing to open.

    Signals:
        chosen(): The user wants it.
    """

    chosen = Signal()

    def __init__(self, glimpse: Glimpse, title: str, *lines: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setObjectName("choice-card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(lines))
        self.setFixedHeight(SIZE.height() + 2 * SPACE + 2)
        words = QVBoxLayout()
        words.setSpacing(GAP)
        words.addStretch()
        words.addWidget(_label(title, "heading"))
        for line in lines:
            words.addWidget(_label(line, "muted"))
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, MARGIN, SPACE)
        layout.setSpacing(MARGIN)
        layout.addWidget(glimpse)
        layout.addLayout(words, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("kind", kind)
    return label
