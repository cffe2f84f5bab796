"""A notice at the top of a window: something the user should know, until it is put away."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.shell.sheet import Choice
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, MARGIN, SPACE
from engine.errors import KnownError


class Notice(QFrame):
    """One message with at most two buttons; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._bad = False
        self._symbol = QLabel()
        self._words = QLabel(wordWrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = (QPushButton(), QPushButton())
        self._choices: tuple[Choice, ...] = ()
        self._away = QToolButton()
        self._away.setAccessibleName(self.tr("Put the message away"))
        self._away.setToolTip(self.tr("Put the message away"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, GAP, GAP, GAP)
        layout.setSpacing(SPACE)
        layout.addWidget(self._symbol)
        layout.addWidget(self._words, 1)
        for number, button in enumerate(self._buttons):
            layout.addWidget(button)
            button.clicked.connect(lambda _checked=False, number=number: self._choose(number))
        layout.addWidget(self._away)
        self._away.clicked.connect(self.hide)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    def tell(self, words: str, *choices: Choice) -> None:
        """Shows a message in place of the one before, with at most two ways to go on."""
        self._show(words, choices, bad=False)

    def tell_error(self, error: KnownError, *choices: Choice) -> None:
        """Shows what went wrong, where, and what to do, with at most two ways to go on."""
        self._show(str(error), choices, bad=True)

    def _show(self, words: str, choices: tuple[Choice, ...], *, bad: bool) -> None:
        self._words.setText(words)
        self._choices = choices
        for button, choice in zip_longest(self._buttons, choices):
            button.setVisible(choice is not None)
            button.setText(choice.text if choice else "")
        self._bad = bad
        self._paint()
        self.show()

    def _choose(self, number: int) -> None:
        self.hide()
        run = self._choices[number].run
        if run is not None:
            run()

    def _paint(self) -> None:
        tokens = theme().tokens
        size = QSize(MARGIN, MARGIN)
        shown = icon("circle-x", tokens.bad) if self._bad else icon("info", tokens.accent)
        self._symbol.setPixmap(shown.pixmap(size))
        self._away.setIcon(icon("x", tokens.muted))
