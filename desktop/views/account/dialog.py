"""The sheet of the account: sign in, or see who is signed in where, change the password, sign out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.remote.connection import Connection, State
from desktop.theme import icon, theme
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.account.devices import DeviceList
from desktop.views.account.form import EntranceForm
from desktop.views.account.password import PasswordForm
from desktop.views.account.words import look_of
from desktop.views.spread import spread
from engine.errors import KnownError

_WIDTH = 540
_IN = (State.CONNECTED, State.OFFLINE, State.CONNECTING)


class AccountDialog(QDialog):
    """Over a window; nothing waits for it, and it waits for nobody."""

    def __init__(self, connection: Connection, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Server and account"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._connection = connection
        self._is_busy = False
        self.form = EntranceForm(connection)
        self.devices, self.password = DeviceList(connection), PasswordForm(connection)
        self._title, self._words = QLabel(), QLabel(wordWrap=True)
        self._title.setProperty("kind", "title")
        self._words.setProperty("kind", "muted")
        self._sign, self._state, self._who = QLabel(), QLabel(), QLabel(wordWrap=True)
        self._state.setProperty("kind", "heading")
        self.enter = QPushButton()
        self.enter.setProperty("kind", "primary")
        self.enter.setDefault(True)
        self.leave = QPushButton(self.tr("Sign out here"))
        self._away = QPushButton(self.tr("Close"))
        self._inside = QWidget()
        self._arrange()
        self.enter.clicked.connect(self._enter)
        self.leave.clicked.connect(self._leave)
        self._away.clicked.connect(self.close)
        self.form.edited.connect(self._show_button)
        # After the layouts inside have heard that something was shown or hidden.
        self._fit = QTimer(self, interval=0, singleShot=True)
        self._fit.timeout.connect(self._fit_height)
        self.password.resized.connect(self._fit.start)
        self.password.changed.connect(self.devices.read)
        self.devices.resized.connect(self._fit.start)
        connection.changed.connect(self._on_connection_changed)
        theme().changed.connect(self._show)
        self._on_connection_changed()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.addWidget(self._state)
        column.addWidget(self._who)
        row.addLayout(column, 1)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(MARGIN)
        inside.addLayout(row)
        inside.addWidget(self.devices)
        inside.addWidget(self.password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        for widget in (self._title, self._words, self.form, self._inside):
            layout.addWidget(widget)
        layout.addLayout(spread([self.leave], [self._away, self.enter]))

    def _show(self) -> None:
        is_in = self._connection.state in _IN
        look = look_of(self._connection)
        self._title.setText(self.tr("Your account") if is_in else self.tr("Sign in to a server"))
        self._words.setText(self._purpose(is_in))
        self._sign.setPixmap(icon(look.symbol, look.colour(theme().tokens)).pixmap(QSize(MARGIN, MARGIN)))
        self._state.setText(look.word)
        self._who.setText(look.meaning if is_in else "")
        self.form.setVisible(not is_in)
        self._inside.setVisible(is_in)
        self.leave.setVisible(is_in)
        self.enter.setVisible(not is_in)
        self._show_button()
        self._fit.start()

    def _fit_height(self) -> None:
        """Not by `adjustSize`, which squeezes the fields where the sheet is higher than two thirds of the screen."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _on_connection_changed(self) -> None:
        self._show()
        if self._connection.state is State.CONNECTED:
            self.devices.read()

    def _purpose(self, is_in: bool) -> str:
        if not is_in and self._connection.state is State.SIGNED_OUT:
            return look_of(self._connection).meaning
        if is_in and not self._connection.keeps_token:
            return self.tr(
                "This computer has no keyring that keeps a sign-in safe, so it is written nowhere: you will be asked "
                "again when the application is started next."
            )
        return self.tr(
            "A server computes runs while this computer is shut down, and stops none when a window is closed. The "
            "project stays a file on this computer; only the frozen input of each run is sent."
        )

    def _show_button(self) -> None:
        is_new = self.form.with_invite.isChecked()
        words = self.tr("Make the account") if is_new else self.tr("Sign in")
        self.enter.setText(self.tr("Asking the server…") if self._is_busy else words)
        self.enter.setEnabled(self.form.is_complete() and not self._is_busy)
        self.form.setEnabled(not self._is_busy)

    def _enter(self) -> None:
        self._set_busy(True)
        self.form.show_error("")
        self._connection.enter(self.form.entrance(), self._on_entered, self._on_refused)

    def _on_entered(self) -> None:
        self._set_busy(False)
        self.form.password.clear()
        if self._connection.keeps_token:
            self.close()

    def _on_refused(self, error: KnownError) -> None:
        self._set_busy(False)
        place = "" if error.code.startswith(("sign-in", "invite", "password", "name")) else f" [{error.where}]"
        where = place if error.where else ""
        self.form.show_error(f"{error.message}{where} {error.what_to_do}".strip())
        self.form.password.setFocus()
        self.form.password.selectAll()
        self._fit.start()

    def _leave(self) -> None:
        self.leave.setEnabled(False)
        self._connection.leave(self._on_left)

    def _on_left(self) -> None:
        self.leave.setEnabled(True)
        self.password.give_up()
        self._show()

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._show_button()
