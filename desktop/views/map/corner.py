"""The buttons in the corner of a map: closer, farther, everything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout

from desktop.map.map_view import MapView
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP

_ICON = 16
_ZOOM = 1.5


class Corner(QFrame):
    """Buttons that lie on a map."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.setProperty("card", "true")
        self._buttons: list[tuple[QToolButton, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(0)
        for symbol, text, run in (
            ("plus", self.tr("Zoom in (+)"), lambda: view.zoom(_ZOOM)),
            ("minus", self.tr("Zoom out (−)"), lambda: view.zoom(1 / _ZOOM)),
            ("maximize", self.tr("Show all sites (Home)"), view.fit),
        ):
            column.addWidget(self._button(symbol, text, run))
        theme().changed.connect(self._paint)
        self._paint()
        self.adjustSize()

    def _button(self, symbol: str, text: str, run: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        self._buttons.append((button, symbol))
        return button

    def _paint(self) -> None:
        for button, symbol in self._buttons:
            button.setIcon(icon(symbol, theme().tokens.muted))
