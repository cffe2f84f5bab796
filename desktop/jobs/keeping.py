"""Puts ended runs into the project file; where that fails, as on a full disk, it is tried again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
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
    """Record, result and story, all on the database thread; wherever the runs were computed.

    Signals:
        kept(Ending): A run is in the project file with all that belongs to it.
        missed(str): A run was deleted from the project meanwhile; there is nothing to keep.
        failed(KnownError): It could not be written; another try follows.
    """

    kept = Signal(object)
    missed = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def keep(self, ending: Ending, result: bytes | None, events: Sequence[Event]) -> None:
        """Writes an ended run with its result and what it told before its ending."""
        told = thinned(events)

        def write(project: Project) -> None:
            if project.runs.finish(ending.record, result):
                project.runs.log(*told)

        again = partial(self.keep, ending, result, told)
        self._session.ask(write, lambda _: self.kept.emit(ending), partial(self._on_failed, ending.run, again))

    def again(self, work: Callable[[], None]) -> None:
        """Tries something that failed once more, later."""
        QTimer.singleShot(_RETRY_MS, self, work)

    def _on_failed(self, run: str, again: Callable[[], None], error: KnownError) -> None:
        if error.code == "run-unknown":
            self.missed.emit(run)
            return
        self.failed.emit(error)
        self.again(again)
