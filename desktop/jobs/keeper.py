"""Brings what came of runs on this computer from their folders into the project file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.jobs.desk_thread import DeskThread
from desktop.jobs.keeping import Keeping
from engine.runs.events import Ending, Event

if TYPE_CHECKING:
    from desktop.session import Session


class Keeper(QObject):
    """Keeps ended runs; nothing is removed before it is kept.

    Signals:
        kept(str): A run is in the project file with all that belongs to it.
        failed(KnownError): It could not be written; another try follows.
    """

    kept = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, desk: DeskThread, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keeping = Keeping(session, self)
        self._keeping.kept.connect(self._on_kept)
        self._keeping.missed.connect(self._remove)
        self._keeping.failed.connect(self.failed)

    def keep(self, ending: Ending, events: Sequence[Event]) -> None:
        """Writes an ended run with its result and events; then its folder and row among the jobs are removed."""
        run, has_result = ending.run, ending.record.objective is not None
        self._desk.ask(
            lambda desk: desk.result(run) if has_result else None,
            lambda result: self._keeping.keep(ending, result, events),
            lambda _: self._keeping.again(lambda: self.keep(ending, events)),
        )

    def _on_kept(self, ending: Ending) -> None:
        self._remove(ending.run)
        self.kept.emit(ending.run)

    def _remove(self, run: str) -> None:
        self._desk.tell(lambda desk: desk.remove(run))
