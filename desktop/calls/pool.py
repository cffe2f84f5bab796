"""A few warm processes that share the calls of the user interface, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.calls.process import CallProcess
from desktop.listening import is_heard
from engine.errors import KnownError


@dataclass(eq=False)
class PendingCall:
    """A call that is queued or under way."""

    number: int
    function: str
    arguments: Mapping[str, Any]
    answer: Callable[[Any], None]
    failed: Callable[[KnownError], None]
    cancelled: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits: not after `cancel`, nor when the object whose method would hear is destroyed."""
        return not self.cancelled and is_heard(self.answer)

    def cancel(self) -> None:
        """The answer is no longer wanted; a call not begun yet is not made."""
        self.cancelled = True


class CallPool(QObject):
    """Carries out calls in processes.

    Signals:
        failed(KnownError): A call met a known error that nobody else handles, or a process died.
    """

    failed = Signal(object)

    def __init__(self, command: list[str], size: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[PendingCall] = deque()
        self._under_way: dict[int, PendingCall] = {}
        self._next = 0
        self._is_stopped = False
        self._processes = [CallProcess(command, self) for _ in range(size)]
        for process in self._processes:
            process.answered.connect(self._on_answered)
            process.broken.connect(self._on_broken)
            process.died.connect(self._on_died)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        answer: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> PendingCall:
        """Calls a function of ``desktop.compute``; see `desktop.context.Calls`. After `stop` nobody answers."""
        call = PendingCall(self._next, function, arguments, answer, failed or self.failed.emit)
        if self._is_stopped:
            call.cancel()
            return call
        self._next += 1
        self._queue.append(call)
        self._serve()
        return call

    def stop(self) -> None:
        """Ends the processes for good; calls under way, and later ones, are lost."""
        self._is_stopped = True
        for call in (*self._queue, *self._under_way.values()):
            call.cancel()
        self._queue.clear()
        for process in self._processes:
            process.stop()

    def _serve(self) -> None:
        for process in self._processes:
            while self._queue and not self._queue[0].is_wanted:
                self._queue.popleft()
            if self._queue and not process.is_busy:
                call = self._queue.popleft()
                self._under_way[call.number] = call
                process.send(call.number, call.function, dict(call.arguments))

    def _on_answered(self, number: int, value: Any) -> None:
        call = self._under_way.pop(number)
        self._serve()
        if call.is_wanted:
            call.answer(value)

    def _on_broken(self, number: int, parts: dict[str, str]) -> None:
        self._fail(number, KnownError(parts.pop("code"), parts.pop("message"), **parts))

    def _on_died(self, number: int, words: str) -> None:
        if number < 0:
            self._serve()
            return
        last = words.strip().splitlines()[-1] if words.strip() else ""
        self._fail(
            number,
            KnownError(
                "helper-process-died",
                "A process that computes for the window ended unexpectedly; it has been started anew.",
                where=last,
                what_to_do="Try again; report it if it happens twice.",
            ),
        )

    def _fail(self, number: int, error: KnownError) -> None:
        call = self._under_way.pop(number)
        self._serve()
        if call.is_wanted:
            call.failed(error)
