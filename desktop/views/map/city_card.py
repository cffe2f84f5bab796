"""The card of a city that is no part of the network, and the way to make it one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.map.cities import cities
from desktop.theme.tokens import GAP, SPACE


class CityCard(QFrame):
    """What is known of a city.

    Attributes:
        city: The city; -1 for none.

    Signals:
        candidate_requested(int): The user wants a candidate in that city.
    """

    candidate_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.city = -1
        self._name = QLabel()
        self._name.setProperty("kind", "heading")
        self._text = QLabel()
        self._text.setProperty("kind", "muted")
        add = QPushButton(self.tr("Add a candidate warehouse"))
        add.clicked.connect(lambda: self.candidate_requested.emit(self.city))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        for widget in (self._name, self._text, add):
            layout.addWidget(widget)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._name.text()}\n{self._text.text()}"

    def show_city(self, city: int) -> None:
        """Shows a city; hides for -1."""
        self.city = city
        self.setVisible(city >= 0)
        if city >= 0:
            name, *rest = cities().told(city)
            self._name.setText(name)
            self._text.setText("\n".join(rest))
            self.adjustSize()
