"""Changed assignments of two scenarios on one map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTemporaryDir
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from desktop.compute.comparison_values import Contender
from desktop.context import Calls, Context
from desktop.map.scene import Colouring
from desktop.theme import icon, theme
from desktop.views.map.draws import own_draws
from desktop.views.map.pane import MapPane
from desktop.views.map.wish import Wish
from desktop.views.save_dialog import ask_where

_KINDS = ("png", "svg", "pdf")


class ChangeMap(QWidget):
    """A map with the customers whose assignment has changed, and the flows to them in both scenarios.

    Attributes:
        pane: The map.
    """

    def __init__(self, context: Context, draws: Calls | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = QTemporaryDir()
        self._draws = draws or own_draws(context, self)
        self._draws.call("map_picture:warm", {"locale": QLocale().name()}, lambda _done: None)
        self._shown: tuple[Contender, Contender] | None = None
        self.pane = MapPane(context, self._draws, Path(self._folder.path()))
        self._save = QToolButton()
        self._arrange()
        context.session.closed.connect(self._folder.remove)
        theme().changed.connect(self._paint)
        self._paint()

    def show_pair(self, first: Contender, second: Contender) -> None:
        """Shows the changes from one scenario's run to another's."""
        if self._shown == (first, second):
            return
        self._shown = (first, second)
        pair = tuple((contender.scenario, contender.stamp.run) for contender in (first, second))
        self.pane.show_wish(Wish(second.scenario, second.stamp.run, colouring=Colouring.CHANGE, pair=pair))

    def save(self, path: Path) -> None:
        """Writes the map as it is seen into a ``.png``, ``.svg`` or ``.pdf``."""
        drawings = [self.pane.view.drawing().plain()]
        self._draws.call("map_picture:save", {"drawings": drawings, "target": str(path)}, lambda _path: None)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        menu = QMenu(self)
        for kind in _KINDS:
            menu.addAction(self.tr("Save map as {kind}…").replace("{kind}", kind.upper()), self._saver(kind))
        self._save.setAccessibleName(self.tr("Save map"))
        self._save.setToolTip(self.tr("Save map"))
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._save.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._save.setMenu(menu)
        self.pane.head.put_last(self._save)

    def _saver(self, kind: str) -> Callable[[], None]:
        return lambda: ask_where(self, self.tr("Save map"), f"{self.tr('Changed assignments')}.{kind}", self.save)

    def _paint(self) -> None:
        self._save.setIcon(icon("ellipsis", theme().tokens.muted))
