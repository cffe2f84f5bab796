"""A call that tells its progress and can be stopped, by two small files that both processes know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.calls.latest import LatestCalls
from desktop.compute.watched import PROGRESS, STOP
from desktop.context import Calls
from engine.errors import KnownError

_LOOK_MS = 100


class WatchedCall(QObject):
    """One call at a time; see `desktop.compute.watched` for the other side.

    Signals:
        progressed(str, float): What is done now, and how much of it; below 0 where nobody knows.
        answered(object): What came out.
        failed(KnownError): It met a known error; stopped by the user this is ``cancelled``.
    """

    progressed = Signal(str, float)
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._calls = LatestCalls(calls, self)
        self._folder = Path()
        self._told = ""
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._on_look)

    @property
    def is_under_way(self) -> bool:
        """Whether an answer is awaited."""
        return self._calls.is_under_way("call")

    def start(self, function: str, arguments: Mapping[str, Any], folder: Path) -> None:
        """Begins a call.

        Args:
            function: A function of ``desktop.compute`` that tells its progress.
            arguments: Its arguments; ``folder`` is added.
            folder: An existing folder for both sides.
        """
        self._folder, self._told = folder, ""
        for name in (PROGRESS, STOP):
            (folder / name).unlink(missing_ok=True)
        self._look.start()
        self._calls.call("call", function, {**arguments, "folder": str(folder)}, self._on_answered, self._on_failed)

    def cancel(self) -> None:
        """Stops the work; nothing is answered any more."""
        if self.is_under_way:
            (self._folder / STOP).touch()
            self._calls.cancel("call")
            self._look.stop()
            self.failed.emit(KnownError("cancelled", self.tr("Stopped.")))

    def stop_early(self) -> None:
        """Asks the work to end with what it knows; it answers."""
        if self.is_under_way:
            (self._folder / STOP).touch()

    def _on_look(self) -> None:
        path = self._folder / PROGRESS
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text and text != self._told:
            self._told = text
            told = json.loads(text)
            self.progressed.emit(told["text"], -1.0 if told["share"] is None else told["share"])

    def _on_answered(self, value: Any) -> None:
        self._look.stop()
        self.answered.emit(value)

    def _on_failed(self, error: KnownError) -> None:
        self._look.stop()
        self.failed.emit(error)
