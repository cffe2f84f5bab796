"""The thread on which the application touches its jobs: a lock in the way of the database must stop no window."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.jobs import JobDesk

T = TypeVar("T")


def _nothing(*_: object) -> None:
    return


@dataclass(frozen=True, eq=False)
class _Order:
    order: Callable[[JobDesk], Any]
    answer: Callable[[Any], None]
    failed: Callable[[KnownError], None]


class DeskThread(QThread):
    """Carries out orders at the job desk, one after the other.

    Signals:
        failed(KnownError): The desk could not be opened, or an order met a known error.
    """

    failed = Signal(object)
    _answered = Signal(object, object)
    _broken = Signal(object, object)

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._path = path
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._done: Callable[[], None] = _nothing
        self._answered.connect(self._on_answered)
        self._broken.connect(self._on_broken)

    def ask(
        self,
        order: Callable[[JobDesk], T],
        answer: Callable[[T], None],
        failed: Callable[[KnownError], None] = _nothing,
    ) -> None:
        """Puts an order at the end; never waits.

        Args:
            order: Runs on this thread.
            answer: Runs on the user interface's with what came out.
            failed: Runs there with a known error, which the signal tells, too.
        """
        self._orders.put(_Order(order, answer, failed))

    def tell(
        self,
        order: Callable[[JobDesk], None],
        done: Callable[[], None] = _nothing,
        failed: Callable[[KnownError], None] = _nothing,
    ) -> None:
        """Like `ask`, without an answer."""
        self.ask(order, lambda _: done(), failed)

    def end(self, done: Callable[[], None]) -> None:
        """Ends the thread after what is in order; does not wait.

        Args:
            done: Runs on the user interface's thread when it has ended.
        """
        self._done = done
        if self.isFinished():
            done()
        else:
            self.finished.connect(self._on_finished)
            self._orders.put(None)

    def stop(self) -> None:
        """Like `end`, and waits for it; only at the end of the program."""
        self._orders.put(None)
        self.wait()

    def run(self) -> None:
        """Qt's entrance of the thread."""
        from sync.jobs import JobDesk

        try:
            with JobDesk(self._path) as desk:
                self._serve(desk)
        except KnownError as error:
            self.failed.emit(error)

    def _serve(self, desk: JobDesk) -> None:
        while (order := self._orders.get()) is not None:
            try:
                answer = order.order(desk)
            except KnownError as error:
                self._broken.emit(order, error)
            else:
                self._answered.emit(order, answer)

    def _on_finished(self) -> None:
        self._done()

    def _on_answered(self, order: _Order, answer: object) -> None:
        order.answer(answer)

    def _on_broken(self, order: _Order, error: KnownError) -> None:
        self.failed.emit(error)
        order.failed(error)
