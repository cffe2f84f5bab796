"""One program for each user: a second start hands its file to the first and ends."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS, _ANSWER_MS = 1_000, 30_000  # to connect; for a program that is busy to answer


class FirstStart(QObject):
    """The one who listens, or one who asks.

    Signals:
        asked(object): A second start wants a project shown, a Path; None for the start window.

    Args:
        folder: The user's folder of settings; programs with the same folder are the same one.
    """

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"networx-{sha256(str(folder).encode()).hexdigest()[:16]}"
        self._guests: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def take(self, path: Path | None) -> bool:
        """Whether this is the first start; if not, the first one has been told what is wanted."""
        if self._told(path):
            return False
        QLocalServer.removeServer(self._name)  # nobody answered, so whoever left it has died
        self._server.listen(self._name)
        return True

    def _told(self, path: Path | None) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(f"{path or ''}\n".encode())
        return socket.waitForBytesWritten(_PATIENCE_MS) and socket.waitForReadyRead(_ANSWER_MS)

    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            guest = self._server.nextPendingConnection()
            self._guests.append(guest)
            guest.readyRead.connect(self._on_words)
            guest.disconnected.connect(self._on_left)
        self._on_words()

    def _on_words(self) -> None:
        for guest in self._guests:
            if guest.canReadLine():
                text = bytes(guest.readLine().data()).decode().rstrip("\n")
                guest.write(b"shown\n")
                guest.flush()
                self.asked.emit(Path(text) if text else None)

    def _on_left(self) -> None:
        gone = [guest for guest in self._guests if guest.state() is QLocalSocket.LocalSocketState.UnconnectedState]
        for guest in gone:
            self._guests.remove(guest)
            guest.deleteLater()
