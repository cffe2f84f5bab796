"""A notice at the top of a window: something the user should know, until it is put away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.shell.sheet import Choice
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, MARGIN, SPACE
from engine.errors import KnownError


class Notice(QFrame):
    """One message with at most one button; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._bad = False
        self._symbol = QLabel()
        self._words = QLabel(wordWrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        self._choice: Choice | None = None
        self._away = QToolButton()
        self._away.setAccessibleName(self.tr("Put the message away"))
        self._away.setToolTip(self.tr("Put the message away"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, GAP, GAP)
        layout.setSpacing(SPACE)
        layout.addWidget(self._symbol)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._away)
        self._button.clicked.connect(self._choose)
        self._away.clicked.connect(self.hide)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    def tell(self, words: str, choice: Choice | None = None) -> None:
        """Shows a message in place of the one before."""
        self._show(words, choice, bad=False)

    def tell_error(self, error: KnownError, choice: Choice | None = None) -> None:
        """Shows what went wrong, where, and what to do."""
        self._show(str(error), choice, bad=True)

    def _show(self, words: str, choice: Choice | None, *, bad: bool) -> None:
        self._words.setText(words)
        self._choice = choice
        self._button.setVisible(choice is not None)
        self._button.setText(choice.text if choice else "")
        self._bad = bad
        self._paint()
        self.show()

    def _choose(self) -> None:
        self.hide()
        if self._choice is not None and self._choice.run is not None:
            self._choice.run()

    def _paint(self) -> None:
        tokens = theme().tokens
        size = QSize(MARGIN, MARGIN)
        shown = icon("circle-x", tokens.bad) if self._bad else icon("info", tokens.accent)
        self._symbol.setPixmap(shown.pixmap(size))
        self._away.setIcon(icon("x", tokens.muted))
