"""A note beside the cell being edited: what is wrong with what was typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.theme import dress, theme
from desktop.theme.tokens import GAP, RADIUS, SPACE

_WIDEST = 360


class InlineNote(QLabel):
    """A few words below an editor, inside the grid, above it where there is no room below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    def say(self, editor: QWidget, words: str) -> None:
        """Shows words below an editor and marks it; empty words take both away."""
        dress(editor, "wrong", bool(words))
        self.setText(words)
        self.setVisible(bool(words))
        if words:
            room = self.fontMetrics().horizontalAdvance(words) + 2 * SPACE + GAP
            self.setFixedWidth(min(room, _WIDEST))
            self.setFixedHeight(self.heightForWidth(self.width()))
            self.move(self._spot(editor))
            self.raise_()

    def _spot(self, editor: QWidget) -> QPoint:
        room = self._room.rect()
        corner = editor.geometry().bottomLeft() + QPoint(0, GAP)
        if corner.y() + self.height() > room.bottom():
            corner.setY(editor.geometry().top() - GAP - self.height())
        corner.setX(max(min(corner.x(), room.right() - self.width()), 0))
        return corner

    def _paint(self) -> None:
        tokens = theme().tokens
        self.setStyleSheet(
            f"background: {tokens.surface}; color: {tokens.bad}; border: 1px solid {tokens.bad};"
            f"border-radius: {RADIUS}px; padding: {GAP}px {SPACE}px;"
        )
