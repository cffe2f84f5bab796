"""Puts what came of runs on a server into the project file; where that fails, as on a full disk, it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import KnownError
from engine.runs.events import Ending, Event
from engine.runs.thinning import thinned

if TYPE_CHECKING:
    from desktop.session import Session
    from sync.store import Project

_RETRY_MS = 20_000


class Keeping(QObject):
    """Record, result and story, all on the database thread.

    Signals:
        kept(Ending): A run is in the project file with all that belongs to it.
        failed(KnownError): It could not be written; another try follows.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def keep(self, ending: Ending, result: bytes | None, events: Sequence[Event]) -> None:
        """Writes an ended run with its result and what it told before its ending."""
        told = thinned((*events, ending))

        def write(project: Project) -> None:
            if project.runs.finish(ending.record, result):
                project.runs.log(*told)

        def unwritten(error: KnownError) -> None:
            self.failed.emit(error)
            QTimer.singleShot(_RETRY_MS, self, lambda: self.keep(ending, result, events))

        self._session.ask(write, lambda _: self.kept.emit(ending), unwritten)
