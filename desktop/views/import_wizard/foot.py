"""The foot of the wizard: what is under way, what is to be mended, and the buttons between steps."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.theme.tokens import SPACE

_BAR = (160, 6)


class Foot(QWidget):
    """A bar while something is under way, a line of words, Back and Next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setFixedSize(*_BAR)
        self.busy.setAccessibleName(self.tr("Working"))
        self.told = QLabel()
        self.told.setProperty("kind", "bad")
        self.told.setWordWrap(True)
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton(self.tr("Next"))
        self.next.setProperty("kind", "primary")
        self.next.setDefault(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.busy)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.back)
        layout.addWidget(self.next)

    def show_work(self, words: str) -> None:
        """Something is under way; the next step, by its name, waits for it."""
        self.next.setText(words)
        self.next.setEnabled(False)
        self.told.clear()
        self.busy.show()

    def rest(self) -> None:
        """Nothing is under way."""
        self.busy.hide()
