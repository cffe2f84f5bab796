"""Puts what came of runs into the project file: the one writer of results, on the database thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.desk_thread import DeskThread
from engine.errors import KnownError
from engine.runs.events import Event
from engine.runs.record import RunRecord
from engine.runs.thinning import thinned

if TYPE_CHECKING:
    from desktop.session import Session
    from sync.store import Project

_RETRY_MS = 20_000


class Keeper(QObject):
    """Keeps ended runs; what fails, as on a full disk, is tried again, and nothing is removed before it is kept.

    Signals:
        kept(str): A run is in the project file with all that belongs to it.
        failed(KnownError): It could not be written; another try follows.
    """

    kept = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, desk: DeskThread, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk

    def keep(self, record: RunRecord, events: Sequence[Event]) -> None:
        """Writes an ended run with its result and events; then its folder and row among the jobs are removed."""
        run, has_result = record.id, record.objective is not None
        self._desk.ask(
            lambda desk: desk.result(run) if has_result else None,
            lambda result: self._write(record, thinned(events), result),
            lambda _: self._try_again(record, events),
        )

    def _write(self, record: RunRecord, events: list[Event], result: bytes | None) -> None:
        def write(project: Project) -> None:
            if project.runs.finish(record, result):
                project.runs.log(*events)

        self._session.ask(
            write, lambda _: self._on_written(record.id), lambda error: self._on_failed(record, events, error)
        )

    def _on_written(self, run: str) -> None:
        self._desk.tell(lambda desk: desk.remove(run))
        self.kept.emit(run)

    def _on_failed(self, record: RunRecord, events: list[Event], error: KnownError) -> None:
        if error.code == "run-unknown":  # it was deleted meanwhile
            self._desk.tell(lambda desk: desk.remove(record.id))
            return
        self.failed.emit(error)
        self._try_again(record, events)

    def _try_again(self, record: RunRecord, events: Sequence[Event]) -> None:
        QTimer.singleShot(_RETRY_MS, self, lambda: self.keep(record, events))
