"""What runs on a server tell, read on threads of their own and taken by the window in small helpings."""

from __future__ import annotations

import math
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.remote.errands import Errands
from engine.errors import KnownError
from engine.runs.events import ENDINGS

if TYPE_CHECKING:
    from engine.runs.events import Event
    from sync.remote import Server

_AT_ONCE = 8
_TAKE_MS = 40
_MOST_TAKEN = 40


class Following(QObject):
    """Follows a few runs at a time, the others in their turn; a cut is mended by itself.

    Signals:
        told(str, Event): The next event of a run, by its name in the project.
        broken(str, KnownError): A run cannot be followed any further.
    """

    told = Signal(str, object)
    broken = Signal(str, object)

    def __init__(self, errands: Errands, parent: QObject) -> None:
        super().__init__(parent)
        self._errands = errands
        self._waiting: deque[tuple[Server, str, str]] = deque()
        self._followed: set[str] = set()
        self._last: dict[str, int] = {}
        self._heard: deque[tuple[str, int, Event | KnownError | None]] = deque()
        self._timer = QTimer(self, interval=_TAKE_MS)
        self._timer.timeout.connect(self._take)

    def follow(self, server: Server, run: str, there: str) -> None:
        """Follows a run from where it was left, unless it is followed already; its ending is told each time.

        Args:
            server: Where it is computed.
            run: Its name in the project.
            there: Its name on the server.
        """
        if run in self._followed or any(run == waiting for _, waiting, _ in self._waiting):
            return
        self._waiting.append((server, run, there))
        self._begin()

    def _begin(self) -> None:
        while self._waiting and len(self._followed) < _AT_ONCE:
            server, run, there = self._waiting.popleft()
            self._followed.add(run)
            self._errands.begin(partial(self._listen, server, run, there, self._last.get(run, 0)))
        if self._followed and not self._timer.isActive():
            self._timer.start()

    def _listen(self, server: Server, run: str, there: str, after: int) -> None:
        errands, heard = self._errands, self._heard
        try:
            for number, event in server.events(there, after, lambda: not errands.is_stopped, patience_s=math.inf):
                heard.append((run, number, event))
        except KnownError as error:
            heard.append((run, 0, error))
        except RuntimeError:
            if not errands.is_stopped:  # else the connections were closed at the end of the program
                raise
        else:
            heard.append((run, 0, None))

    def _take(self) -> None:
        for _ in range(min(len(self._heard), _MOST_TAKEN)):
            run, number, news = self._heard.popleft()
            if news is None or isinstance(news, KnownError):
                self._followed.discard(run)
                if news is not None:
                    self.broken.emit(run, news)
            else:
                if not isinstance(news, ENDINGS):
                    self._last[run] = number
                self.told.emit(run, news)
        self._begin()
        if not self._followed:
            self._timer.stop()
