"""What the wizard says when the import is part of the project."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.figures import figure

_ICON = 48


class DoneStep(QFrame):
    """Done, and the ways on.

    Signals:
        undo_requested(): The import is to be taken back.
        data_requested(): The tables are to be shown.
        again_requested(): Another source is to be imported.
    """

    undo_requested = Signal()
    data_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._words.setProperty("kind", "title")
        self._more = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._more.setProperty("kind", "muted")
        self._more.setWordWrap(True)
        show = QPushButton(self.tr("Show the tables"))
        show.setProperty("kind", "primary")
        show.clicked.connect(self.data_requested)
        again = QPushButton(self.tr("Import another source"))
        again.clicked.connect(self.again_requested)
        self.undo = QPushButton(self.tr("Undo the import"))
        self.undo.clicked.connect(self.undo_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        for button in (show, again, self.undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(MARGIN)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(self._words)
        layout.addWidget(self._more)
        layout.addLayout(buttons)
        layout.addStretch(3)
        theme().changed.connect(self._paint)
        self._paint()

    def show_done(self, rows: int, source: str, excluded: int) -> None:
        """Says what was done.

        Args:
            rows: Rows that were changed.
            source: Name of the source.
            excluded: Rows that were left out by hand.
        """
        words = self.tr("{count} rows imported from {name}").replace("{count}", figure(rows))
        more = self.tr("It is one step in the history, and each row knows the cell that it came from.")
        if excluded:
            left = self.tr("{count} rows were left out by hand.").replace("{count}", figure(excluded))
            more = f"{left} {more}"
        self._words.setText(words.replace("{name}", source))
        self._more.setText(more)
        self.undo.setEnabled(True)

    def show_undone(self) -> None:
        """Says that it was taken back."""
        self._words.setText(self.tr("Taken back"))
        self._more.setText(self.tr("The project is as it was before the import; redo brings it back."))
        self.undo.setEnabled(False)

    def _paint(self) -> None:
        self._picture.setPixmap(icon("circle-check", theme().tokens.good).pixmap(_ICON))
