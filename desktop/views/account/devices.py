"""The devices that are signed in to the account; each but this one can be signed out from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.remote.connection import Connection
from desktop.theme import icon, theme
from desktop.theme.tokens import GAP, SPACE
from desktop.views.runs.figures import moment
from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.remote import Server
    from sync.remote.messages import RemoteDevice

_HEIGHT = 168
_ICON = QSize(18, 18)
_MOST = 100


class DeviceList(QWidget):
    """Asks when it is told to; what it shows stays until the server says otherwise.

    Signals:
        resized(): It takes another height.
    """

    resized = Signal()

    def __init__(self, connection: Connection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection = connection
        self._rows: dict[str, DeviceRow] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Devices that are signed in"))
        self._card = QFrame()
        self._card.setProperty("card", "true")
        self._card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._card.hide()
        self.told, self.error = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.told.setProperty("kind", "muted")
        self.error.setProperty("kind", "bad")
        self.error.hide()
        heading = QLabel(self.tr("Devices"))
        heading.setProperty("kind", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        frame = QVBoxLayout(self._card)
        frame.setContentsMargins(1, GAP, 1, GAP)
        frame.addWidget(self._area)
        for widget in (heading, self.told, self._card, self.error):
            layout.addWidget(widget)
        self.told.setText(self.tr("Asking the server…"))

    @property
    def rows(self) -> list[DeviceRow]:
        """The devices that are shown."""
        return list(self._rows.values())

    def read(self) -> None:
        """Asks for the devices anew."""
        self._connection.ask(_devices, self._show, self._on_unread)

    def _show(self, devices: list[RemoteDevice]) -> None:
        shown = devices[:_MOST]
        self._rows = {one.id: DeviceRow(one, partial(self._sign_out, one.id)) for one in shown}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self._rows.values():
            column.addWidget(row)
        column.addStretch()
        self._area.setWidget(inside)
        self._area.setFixedHeight(min(inside.sizeHint().height(), _HEIGHT))
        self._card.show()
        self.error.hide()
        self.told.setText(self._words(len(devices)))
        self.told.setVisible(bool(self.told.text()))
        self.resized.emit()

    def _words(self, count: int) -> str:
        if count > _MOST:
            told = self.tr("The {shown} seen last of {count}; a new password signs out all but this one.")
            return told.replace("{shown}", str(_MOST)).replace("{count}", str(count))
        return "" if count > 1 else self.tr("No other device is signed in to this account.")

    def _sign_out(self, device: str) -> None:
        self._rows[device].show_leaving(is_leaving=True)
        self._connection.ask(partial(_revoked, device), self._show, partial(self._on_kept, device))

    def _on_kept(self, device: str, error: KnownError) -> None:
        if device in self._rows:
            self._rows[device].show_leaving(is_leaving=False)
        self._tell(error)

    def _on_unread(self, error: KnownError) -> None:
        self.told.setVisible(False)
        self._tell(error)

    def _tell(self, error: KnownError) -> None:
        self.error.setText(f"{error.message} {error.what_to_do}".strip())
        self.error.show()
        self.resized.emit()


class DeviceRow(QWidget):
    """One device: its name, when it was seen last, a button that signs it out."""

    def __init__(self, device: RemoteDevice, sign_out: Callable[[], None]) -> None:
        super().__init__()
        self._sign = QLabel()
        name = QLabel(device.name)
        name.setTextFormat(Qt.TextFormat.PlainText)
        words = self.tr("This device") if device.is_this else self._seen(device)
        seen = QLabel(words)
        seen.setProperty("kind", "muted")
        self.button = QPushButton(self.tr("Sign out"))
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(self.tr("Sign out {name}").replace("{name}", device.name))
        self.button.setVisible(not device.is_this)
        self.button.clicked.connect(sign_out)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(seen)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, GAP, SPACE, GAP)
        row.setSpacing(SPACE)
        row.addWidget(self._sign)
        row.addLayout(column, 1)
        row.addWidget(self.button)
        theme().changed.connect(self._paint)
        self._paint()

    def show_leaving(self, *, is_leaving: bool) -> None:
        """Says that the server was asked, or that it did not do it."""
        self.button.setText(self.tr("Signing out…") if is_leaving else self.tr("Sign out"))
        self.button.setEnabled(not is_leaving)

    def _seen(self, device: RemoteDevice) -> str:
        return self.tr("Last seen {when}").replace("{when}", moment(device.seen))

    def _paint(self) -> None:
        self._sign.setPixmap(icon("monitor", theme().tokens.muted).pixmap(_ICON))


def _devices(server: Server) -> list[RemoteDevice]:
    return server.devices()


def _revoked(device: str, server: Server) -> list[RemoteDevice]:
    """The devices that are left; one that was gone already is as good."""
    try:
        server.revoke(device)
    except KnownError as error:
        if error.code != "device-unknown":
            raise
    return server.devices()
