"""The way to the account: an action of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.context import Context
from desktop.views.account.dialog import AccountDialog

ACTION = "server.account"


class AccountEntrance(QObject):
    """Adds the action ``server.account``; made once for a window whose application knows a connection."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._dialog: AccountDialog | None = None
        context.actions.add(ACTION, self.tr("Server and account…"), self.open, symbol="cloud")

    def open(self) -> None:
        """Opens the sheet, or brings it to the front."""
        connection = self._context.connection
        if connection is None:
            return
        if self._dialog is None or not isValid(self._dialog):
            self._dialog = AccountDialog(connection, self._window)
        self._dialog.open()
        self._dialog.form.focus()
