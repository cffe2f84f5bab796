"""A sheet: a question or a message over a window; nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme.tokens import MARGIN, SPACE

_WIDTH = 460


@dataclass(frozen=True)
class Choice:
    """One way out of a sheet.

    Attributes:
        text: Words on its button.
        run: What it does after the sheet has gone; None for nothing.
        kind: ``primary`` for the button that Enter presses.
    """

    text: str
    run: Callable[[], None] | None = None
    kind: str = ""


class Sheet(QDialog):
    """A title, a few sentences and buttons; Escape chooses nothing."""

    def __init__(self, title: str, text: str, choices: list[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        heading = QLabel(title, wordWrap=True)
        heading.setProperty("kind", "title")
        words = QLabel(text, wordWrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        for choice in choices:
            buttons.addWidget(self._button(choice))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(heading)
        layout.addWidget(words)
        layout.addStretch()
        layout.addLayout(buttons)

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton(choice.text)
        button.setProperty("kind", choice.kind)
        button.setDefault(choice.kind == "primary")
        button.setAutoDefault(choice.kind == "primary")
        button.clicked.connect(lambda: self._leave(choice))
        return button

    def _leave(self, choice: Choice) -> None:
        self.close()
        if choice.run is not None:
            choice.run()


def ask(parent: QWidget, title: str, text: str, choices: list[Choice]) -> Sheet:
    """Opens a sheet over a window and returns at once."""
    sheet = Sheet(title, text, choices, parent)
    sheet.open()
    return sheet
