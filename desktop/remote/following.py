"""What runs on a server tell, taken by the window in small helpings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.remote import Server
    from sync.remote.following import Follower

_TAKE_MS = 40
_MOST_TAKEN = 40


class Following(QObject):
    """Brings what a `sync.remote.following.Follower` hears to the thread of the window.

    Signals:
        told(str, Event): The next event of a run, by its name in the project.
        broken(str, KnownError): A run cannot be followed any further.
    """

    told = Signal(str, object)
    broken = Signal(str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._follower: Follower | None = None  # nobody who works alone waits for what speaks HTTP
        self._timer = QTimer(self, interval=_TAKE_MS)
        self._timer.timeout.connect(self._take)

    def follow(self, server: Server, run: str, there: str) -> None:
        """Follows a run from where it was left, unless it is followed already; its ending is told each time.

        Args:
            server: Where it is computed.
            run: Its name in the project.
            there: Its name on the server.
        """
        if self._follower is None:
            from sync.remote.following import Follower

            self._follower = Follower()
        self._follower.follow(server, run, there)
        self._timer.start()

    def stop(self) -> None:
        """Hears no more; does not wait."""
        self._timer.stop()
        if self._follower is not None:
            self._follower.stop()

    def _take(self) -> None:
        assert self._follower is not None
        for _ in range(_MOST_TAKEN):
            if (heard := self._follower.take()) is None:
                break
            run, news = heard
            (self.broken if isinstance(news, KnownError) else self.told).emit(run, news)
        if self._follower.is_idle:
            self._timer.stop()
