"""The system asks the program to end (logout, Ctrl-C in a terminal): told inside the event loop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Endings(QObject):
    """Listens to SIGINT and SIGTERM.

    Signals:
        asked(): The program is to end now, without questions.
    """

    asked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # A signal alone does not wake Qt's event loop; a byte in a socket does.
        self._far, self._near = socket.socketpair()
        self._far.setblocking(False)
        self._near.setblocking(False)
        signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _note)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def _on_woken(self) -> None:
        if set(self._near.recv(64)) & {signal.SIGINT, signal.SIGTERM}:
            self.asked.emit()


def _note(_number: int, _frame: FrameType | None) -> None:
    """The byte in the socket tells; the handler only keeps the program from dying."""
