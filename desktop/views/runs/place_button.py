"""Where the next runs are computed, on a button that lets it be changed: this computer or the server."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.preferences import Preferences
from desktop.remote.connection import Connection, State
from desktop.shell.actions import Actions
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN
from desktop.views.account.entrance import ACTION
from sync.whereabouts import host_of


class PlaceButton(QToolButton):
    """Kept as a preference; without an account it is this computer."""

    def __init__(
        self, preferences: Preferences, connection: Connection, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._connection = connection
        self._actions = actions
        self.setProperty("kind", "field")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(MARGIN, MARGIN))
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self)
        group = QActionGroup(self)
        self.here = _choice(menu, group)
        self.there = _choice(menu, group)
        self.here.setText(self.tr("This computer"))
        menu.addSeparator()
        if ACTION in actions:
            menu.addAction(actions[ACTION])
        self.setMenu(menu)
        self.here.triggered.connect(lambda: preferences.set_runs_on_server(False))
        self.there.triggered.connect(self._choose_server)
        preferences.changed.connect(self._show)
        connection.changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def _choose_server(self) -> None:
        self._preferences.set_runs_on_server(True)
        if self._connection.state in (State.ALONE, State.SIGNED_OUT) and ACTION in self._actions:
            self._actions[ACTION].trigger()

    def _show(self) -> None:
        host = host_of(self._connection.url)
        on_server = self._preferences.runs_on_server and bool(self._connection.url)
        self.there.setText(
            self.tr("Server {host}").replace("{host}", host) if host else self.tr("A server, after signing in…")
        )
        (self.there if on_server else self.here).setChecked(True)
        place = host if on_server else self.tr("this computer")
        self.setText(self.tr("Run on {place}").replace("{place}", place))
        self.setIcon(icon("cloud" if on_server else "monitor", theme().tokens.muted))
        self.setToolTip(self._meaning(on_server))

    def _meaning(self, on_server: bool) -> str:
        if not on_server:
            return self.tr("The next runs are computed here, and stop when the window is closed")
        if self._connection.state is State.CONNECTED:
            return self.tr("The next runs are computed by the server, and go on when this computer is shut down")
        return self.tr(
            "The server cannot be used now: the next runs are frozen and wait here until it can, or until you cancel "
            "them and run on this computer"
        )


def _choice(menu: QMenu, group: QActionGroup) -> QAction:
    action = QAction(menu)
    action.setCheckable(True)
    group.addAction(action)
    menu.addAction(action)
    return action
