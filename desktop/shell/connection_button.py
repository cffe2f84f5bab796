"""The connection in the status bar: its state, and the way to the account."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.context import Context
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN
from desktop.views.account.entrance import ACTION
from desktop.views.account.words import look_of


class ConnectionButton(QToolButton):
    """A sign and a word; a click opens the account. An application without a connection says that it works alone."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(MARGIN, MARGIN))
        self.setAutoRaise(True)
        self.clicked.connect(self._open)
        theme().changed.connect(self._show)
        if context.connection is not None:
            context.connection.changed.connect(self._show)
        self._show()

    def _open(self) -> None:
        if ACTION in self._context.actions:
            self._context.actions[ACTION].trigger()

    def _show(self) -> None:
        connection = self._context.connection
        if connection is None:
            self.setText(self.tr("Offline"))
            self.setToolTip(self.tr("The project is a file on this computer; it is shared with nobody."))
            self.setIcon(icon("cloud-off", theme().tokens.muted))
            return
        look = look_of(connection)
        self.setText(look.word)
        self.setToolTip(look.meaning)
        self.setIcon(icon(look.symbol, look.colour(theme().tokens)))
