"""Runs of this computer and of the server as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.jobs import LocalRuns
from desktop.preferences import Preferences
from desktop.remote.server_runs import ServerRuns
from engine.runs.events import Event
from engine.runs.record import RunRecord, SolveOptions


class JoinedRuns(QObject):
    """Implements `desktop.context.Runs`: what is asked for goes where the user wishes, what is told comes from both.

    Signals:
        changed(RunRecord): A run is queued, has started, made progress or ended.
        progressed(str, Event): An event of a run, by its id.
        stored(RunRecord): The results of a run are in the project file.
        deleted(RunRecord): A run is not in the project file any more.
        failed(KnownError): Something that no run can be blamed for.
        slots_changed(): Workers of this computer have come or gone.
    """

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)
    slots_changed = Signal()

    def __init__(
        self, local: LocalRuns, remote: ServerRuns, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        """Join them.

        Args:
            local: On this computer.
            remote: On the server.
            preferences: Say where new runs go.
            parent: Owner.
        """
        super().__init__(parent)
        self.local = local
        self.remote = remote
        self._preferences = preferences
        for runs in (local, remote):
            runs.changed.connect(self.changed)
            runs.progressed.connect(self.progressed)
            runs.stored.connect(self.stored)
            runs.deleted.connect(self.deleted)
            runs.failed.connect(self.failed)
            runs.slots_changed.connect(self.slots_changed)

    @property
    def slots(self) -> int:
        """Runs that can go at once on this computer; 0 while its worker is not there."""
        return self.local.slots

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:
        """Freezes the scenarios as they are and queues a run of each, where the user wishes."""
        on_server = self._preferences.runs_on_server and self.remote.has_server
        (self.remote if on_server else self.local).start(scenarios, options, anew)

    def cancel(self, run: str) -> None:
        """Stops a run; its incumbent is kept."""
        (self.remote if self._is_remote(run) else self.local).cancel(run)

    def delete(self, run: str) -> None:
        """Forgets a run that has ended, with its result and its story."""
        (self.remote if self._is_remote(run) else self.local).delete(run)

    def records(self) -> Sequence[RunRecord]:
        """Every run known, newest first."""
        known = {record.id: record for record in (*self.local.records(), *self.remote.records())}
        return sorted(known.values(), key=lambda record: (record.created, record.id), reverse=True)

    def events(self, run: str) -> Sequence[Event]:
        """What a run has told so far, until it is in the project file."""
        return self.remote.events(run) or self.local.events(run)

    def open_here(self) -> Sequence[RunRecord]:
        """Runs of this computer that have not ended; closing the window stops them."""
        return [record for record in self.local.records() if not record.status.is_final]

    def end(self, done: Callable[[], None]) -> None:
        """Ends the worker of this computer; runs on the server go on. Nothing is waited for.

        Args:
            done: Runs when it has ended.
        """
        self.remote.stop()
        self.local.end(done)

    def stop(self) -> None:
        """Like `end`, and waits for it; only at the end of the program."""
        self.local.stop()
        self.remote.stop()

    def _is_remote(self, run: str) -> bool:
        return any(record.id == run for record in self.remote.records())
