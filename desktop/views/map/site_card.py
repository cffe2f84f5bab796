"""The card of the one site that is selected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.map.scene import Scene
from desktop.map.words import told
from desktop.theme.tokens import GAP, SPACE


class SiteCard(QFrame):
    """What is known of a site, and the way to its row.

    Signals:
        row_requested(): The user wants to see the row.
    """

    row_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._name = QLabel()
        self._name.setProperty("kind", "heading")
        self._text = QLabel()
        self._text.setProperty("kind", "muted")
        show = QPushButton(self.tr("Show in table"))
        show.clicked.connect(self.row_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        for widget in (self._name, self._text, show):
            layout.addWidget(widget)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._name.text()}\n{self._text.text()}"

    def show_site(self, scene: Scene, place: int) -> None:
        """Shows a site; hides for -1."""
        self.setVisible(place >= 0)
        if place >= 0:
            name, _, rest = told(scene, place).partition("\n")
            self._name.setText(name)
            self._text.setText(rest)
            self.adjustSize()
