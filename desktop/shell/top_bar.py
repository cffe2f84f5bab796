"""The bar above a page: its title, the page's own widgets, scenario and period, the way to every action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.context import Context
from desktop.shell.choosers import Chooser, period_chooser, scenario_chooser
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE


class TopBar(QWidget):
    """Title and choosers.

    Signals:
        palette_requested(): The user wants to find an action.
    """

    palette_requested = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("kind", "title")
        self._slot = QHBoxLayout()
        self._own: QWidget | None = None
        self._scenario: Chooser = scenario_chooser(context, self)
        self._period: Chooser = period_chooser(context, self)
        self._find = QPushButton(self.tr("Find…  Ctrl+K"))
        self._find.clicked.connect(self.palette_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addLayout(self._slot, 1)
        layout.addWidget(self._scenario)
        layout.addWidget(self._period)
        layout.addWidget(self._find)
        theme().changed.connect(self._paint)
        self._paint()

    def show_page(self, title: str, own: QWidget | None) -> None:
        """Shows the title of a page and the widgets it brings."""
        self._title.setText(title)
        if self._own is not None:
            self._slot.removeWidget(self._own)
            self._own.hide()
        self._own = own
        if own is not None:
            self._slot.addWidget(own)
            own.show()

    def _paint(self) -> None:
        self._find.setIcon(icon("search", theme().tokens.muted))
