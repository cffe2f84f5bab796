"""Threads that wait for a server in place of the user interface, and bring back what came out."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.listening import is_heard
from engine.errors import KnownError

T = TypeVar("T")


def _nothing() -> None:
    return


@dataclass(frozen=True, eq=False)
class _Errand:
    work: Callable[[], Any]
    answer: Callable[[Any], None]
    failed: Callable[[KnownError], None]


class Errands(QObject):
    """One thread for errands in their order.

    It ends with the program, not before: whoever waits for a server cannot be hurried. Once `stop` was called it is
    heard no more.
    """

    _brought = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._orders: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        self._telling = threading.Lock()
        self._is_stopped = False
        self._thread: threading.Thread | None = None
        self._last: Callable[[], None] = _nothing
        self._brought.connect(_hear)

    def ask(self, work: Callable[[], T], answer: Callable[[T], None], failed: Callable[[KnownError], None]) -> None:
        """Puts an errand at the end; never waits.

        Args:
            work: Runs on the thread; touches no object of Qt's.
            answer: Runs on the user interface's thread with what came out.
            failed: Runs there with a known error.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="errands", daemon=True)
            self._thread.start()
        self._orders.put(_Errand(work, answer, failed))

    def stop(self, last: Callable[[], None] = _nothing) -> None:
        """Hears nothing more; does not wait.

        Args:
            last: Runs after the errand under way, where errands run.
        """
        with self._telling:
            self._is_stopped = True
        self._last = last
        if self._thread is None:
            last()
        self._orders.put(None)

    def _serve(self) -> None:
        self._carry_out()
        self._last()

    def _carry_out(self) -> None:
        while (errand := self._orders.get()) is not None and not self._is_stopped:
            try:
                found = errand.work()
            except KnownError as error:
                self._bring(errand.failed, error)
            else:
                self._bring(errand.answer, found)

    def _bring(self, hear: Callable[[Any], None], value: object) -> None:
        with self._telling:  # the object behind the signal may be destroyed as soon as it is stopped
            if not self._is_stopped:
                self._brought.emit(hear, value)


def _hear(hear: Callable[[Any], None], value: object) -> None:
    if is_heard(hear):
        hear(value)
