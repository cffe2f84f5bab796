"""The bar above a page: its title, the page's own widgets, scenario and period, the way to every action."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.context import Context
from desktop.shell.choosers import Chooser, period_chooser, scenario_chooser
from desktop.theme import icon, theme
from desktop.theme.tokens import SPACE

_LEAST_CHOOSER, _CHOOSER = 120, 190
_LETTERS = 24  # more than there is room for: it takes what it may


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
        self._slot = QWidget()
        self._slot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._inside = QHBoxLayout(self._slot)
        self._inside.setContentsMargins(SPACE, 0, SPACE, 0)
        self._own: QWidget | None = None
        self._scenario: Chooser = scenario_chooser(context, self)
        self._period: Chooser = period_chooser(context, self)
        for chooser in (self._scenario, self._period):
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(_LETTERS)
            chooser.setMinimumWidth(_LEAST_CHOOSER)
            chooser.setMaximumWidth(_CHOOSER)
        self._find = QPushButton(self.tr(" Find  Ctrl+K"))
        self._find.setAccessibleName(self.tr("Find anything: actions, tables, columns, scenarios, sites"))
        self._find.setToolTip(self._find.accessibleName())
        self._find.clicked.connect(self.palette_requested)
        self._solve = QPushButton(self.tr(" Solve"))
        self._solve.setProperty("kind", "primary")
        self._solve.setVisible("run.selected" in context.actions)
        if "run.selected" in context.actions:
            self._solve.setToolTip(self.tr("Run the selected scenarios (F5)"))
            self._solve.clicked.connect(context.actions["run.selected"].trigger)
        self._arrange()
        theme().changed.connect(self._paint)
        self._paint()

    def show_page(self, title: str, own: QWidget | None) -> None:
        """Shows the title of a page and the widgets it brings."""
        self._title.setText(title)
        if self._own is not None and self._own is not own:
            self._inside.removeWidget(self._own)
            self._own.hide()
        self._own = own
        if own is not None:
            self._inside.addWidget(own)
            own.show()

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._slot, 1)
        for widget in (self._scenario, self._period, self._find, self._solve):
            layout.addWidget(widget)

    def _paint(self) -> None:
        tokens = theme().tokens
        self._find.setIcon(icon("search", tokens.muted))
        self._solve.setIcon(icon("play", tokens.on_accent))
