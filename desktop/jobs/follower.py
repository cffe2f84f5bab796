"""Follows the events in the job store: looks when it is told that there are news, and now and then in any case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.desk_thread import DeskThread
from engine.errors import KnownError

if TYPE_CHECKING:
    from engine.runs.events import Event

_LOOK_MS = 1_000


class Follower(QObject):
    """Reads on where it stopped, never twice at a time.

    Signals:
        told(Event): The next event of any run.
    """

    told = Signal(object)

    def __init__(self, desk: DeskThread, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._last = 0
        self._is_looking = self._look_again = False
        # The worker of another window may be the one at work; it tells that window, not this one.
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def follow(self, is_wanted: bool) -> None:
        """Looks regularly, or only when it is told to."""
        if is_wanted and not self._timer.isActive():
            self._timer.start()
        elif not is_wanted:
            self._timer.stop()

    def look(self) -> None:
        """Looks for news, now or right after the look under way."""
        if self._is_looking:
            self._look_again = True
            return
        self._is_looking = True
        last = self._last
        self._desk.ask(lambda desk: desk.events(last), self._on_found, self._on_failed)

    def _on_found(self, found: Sequence[tuple[int, Event]]) -> None:
        self._is_looking = False
        again, self._look_again = self._look_again or bool(found), False
        for number, event in found:
            self._last = number
            self.told.emit(event)
        if again:
            self.look()

    def _on_failed(self, _error: KnownError) -> None:
        self._is_looking = self._look_again = False
