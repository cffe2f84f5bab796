"""Freezes the input of runs: noted in the project first, then the scenario written down in another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import KnownError
from engine.runs.record import RunRecord

if TYPE_CHECKING:
    from desktop.context import Call, Calls
    from desktop.session import Session
    from sync.store import Project

_PROCESSES = 2  # that share the calls; each imports once, and the first run should not wait for it
_WARM_AFTER_MS = 2_000


class Freezer(QObject):
    """Turns a run that is asked for into one that a worker can take.

    Signals:
        frozen(RunRecord): Its input is in its folder; the record holds the hash.
        refused(RunRecord, KnownError): The scenario cannot be run as it is; the run is noted in the project.
        unnoted(RunRecord, KnownError): The project file could not even take note of the run.
    """

    frozen = Signal(object)
    refused = Signal(object, object)
    unnoted = Signal(object, object)

    def __init__(self, session: Session, calls: Calls, folder: Callable[[str], Path], parent: QObject) -> None:
        """Freeze runs of a project.

        Args:
            session: The project.
            calls: The other process.
            folder: Gives the folder of runs of a project by its identifier.
            parent: Owner.
        """
        super().__init__(parent)
        self._session = session
        self._calls = calls
        self._folder = folder
        self._under_way: dict[str, Call | None] = {}
        # Not at once: importing in two processes would keep the project's first window waiting for the processor.
        QTimer.singleShot(_WARM_AFTER_MS, self, self._warm)

    def _warm(self) -> None:
        for _ in range(_PROCESSES):
            self._calls.call("freeze:warm", {}, lambda _: None)

    def freeze(self, record: RunRecord) -> None:
        """Freezes a run's scenario as it stands after all edits that were asked for before."""
        self._under_way[record.id] = None

        def note(project: Project) -> tuple[str, int]:
            project.runs.add(record)
            return project.id, project.version

        self._session.ask(note, lambda noted: self._write(record, *noted), lambda met: self._on_unnoted(record, met))

    def cancel(self, run: str) -> bool:
        """Freezes that run no more.

        Returns:
            Whether it was still to be frozen; nothing more is told of it then.
        """
        if run not in self._under_way:
            return False
        call = self._under_way.pop(run)
        if call is not None:
            call.cancel()
        return True

    def _write(self, record: RunRecord, project: str, version: int) -> None:
        if record.id not in self._under_way:
            return
        arguments = {
            "file": str(self._session.path),
            "version": version,
            "name": record.scenario,
            "run": record.id,
            "folder": str(self._folder(project)),
        }
        self._under_way[record.id] = self._calls.call(
            "freeze:scenario",
            arguments,
            lambda found: self._on_written(record, found),
            lambda error: self._on_refused(record, error),
        )

    def _on_written(self, record: RunRecord, found: dict[str, Any]) -> None:
        if self._under_way.pop(record.id, None) is not None:
            self.frozen.emit(replace(record, input_hash=found["hash"], seconds={"read": found["seconds"]}))

    def _on_refused(self, record: RunRecord, error: KnownError) -> None:
        if self._under_way.pop(record.id, None) is not None:
            self.refused.emit(record, error)

    def _on_unnoted(self, record: RunRecord, error: KnownError) -> None:
        self._under_way.pop(record.id, None)
        self.unnoted.emit(record, error)
