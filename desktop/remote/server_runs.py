"""Runs of the open project on the shared server: frozen here, handed in, followed, their results fetched and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.forgetting import forget
from desktop.jobs.freezer import Freezer
from desktop.jobs.keeping import Keeping
from desktop.remote.connection import Connection, State
from desktop.remote.delivery import Delivery
from desktop.remote.endings import SIGNED_OUT, TOO_MANY, UNKNOWN, given_up, is_passing, not_ours, not_stopped
from desktop.remote.errands import Errands
from desktop.remote.following import Following
from engine.errors import KnownError
from engine.runs.ending import ending_of, failed, interrupted, tracked
from engine.runs.events import ENDINGS, Ending, Event, Progressed
from engine.runs.record import RunRecord, SolveOptions
from sync.whereabouts import asked_of, name_there, server_of

if TYPE_CHECKING:
    from desktop.context import Calls
    from desktop.session import Session
    from sync.remote import Server

_RETRY_MS, _LOOK_MS = 20_000, 2_000


class ServerRuns(QObject):
    """Implements `desktop.context.Runs` with the server of a connection; runs there go on without this window.

    Signals:
        changed(RunRecord): A run is queued, has started, made progress or ended.
        progressed(str, Event): An event of a run, by its id.
        stored(RunRecord): The results of a run are in the project file.
        deleted(RunRecord): A run is not in the project file any more.
        failed(KnownError): Something that no run can be blamed for.
        slots_changed(): Never; the server's workers are its own.
    """

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)
    slots_changed = Signal()

    def __init__(
        self, session: Session, calls: Calls, connection: Connection, folder: Path, parent: QObject | None = None
    ) -> None:
        """Take up what earlier windows have left on the server.

        Args:
            session: The project.
            calls: The other process, which freezes.
            connection: To the server.
            folder: Holds a folder for each project, with the inputs that wait here to be handed in.
            parent: Owner.
        """
        super().__init__(parent)
        self._session = session
        self._connection = connection
        self._folder = folder
        self._project = ""
        self._records: dict[str, RunRecord] = {}
        self._events: dict[str, list[Event]] = {}
        self._busy: set[str] = set()
        self._errands = Errands(self)
        self._following = Following(self)
        self._following.told.connect(self._on_told)
        self._following.broken.connect(self._on_broken)
        self._delivery = Delivery(session, self._errands, connection, folder, self)
        self._delivery.delivered.connect(self._on_delivered)
        self._delivery.undelivered.connect(self._on_undelivered)
        self._delivery.unnoted.connect(self._on_unwritten)
        self._keeping = Keeping(session, self)
        self._keeping.kept.connect(self._on_kept)
        self._keeping.missed.connect(self._drop_input)
        self._keeping.failed.connect(self.failed)
        self._freezer = Freezer(session, calls, self._inputs, self)
        self._freezer.frozen.connect(self._on_frozen)
        self._freezer.refused.connect(lambda record, error: self._keep(failed(record, error), None))
        self._freezer.unnoted.connect(self._on_unnoted)
        connection.changed.connect(self._take_up)
        session.ask(lambda project: (project.id, project.runs.list()), lambda found: self._on_known(*found))

    @property
    def slots(self) -> int:
        """0: workers of the server are not this computer's."""
        return 0

    @property
    def has_server(self) -> bool:
        """Whether there is a server that runs could be meant for; it need not be reachable now."""
        return bool(self._connection.url)

    def records(self) -> Sequence[RunRecord]:
        """Runs of the server that had not ended when the project was opened, or are newer; newest first."""
        return sorted(self._records.values(), key=lambda record: (record.created, record.id), reverse=True)

    def events(self, run: str) -> Sequence[Event]:
        """What a run has told so far, until it is in the project file; empty for all others."""
        return tuple(self._events.get(run, ()))

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:
        """Freezes the scenarios as they are and hands a run of each in, as soon as the server can be reached."""
        for scenario in scenarios:
            record = asked_of(self._connection.url, scenario, options, anew=anew)
            self._note(record)
            self._freezer.freeze(record)

    def cancel(self, run: str) -> None:
        """Stops a run; its incumbent is kept. One that has not been handed in ends at once."""
        record = self._records.get(run)
        if record is None or record.status.is_final:
            return
        if not name_there(record):
            self._freezer.cancel(run)
            message = "The run was cancelled before it was handed to the server."
            self._keep(given_up(record, message), None)
            return
        server = self._server_of(record)
        if server is None:
            self.failed.emit(not_stopped(record))
        else:
            uncancelled = partial(self._on_uncancelled, record.id)
            self._errands.ask(lambda: server.cancel(name_there(record)), lambda _: None, uncancelled)

    def delete(self, run: str) -> None:
        """Forgets a run that has ended, with its result and its story; the server keeps what it has for a while."""
        forget(self._session, run, self._records, self.deleted.emit, self.failed.emit)

    def stop(self) -> None:
        """Hears no more of the server; what it computes goes on, and is collected when the project is opened next."""
        self._following.stop()
        self._errands.stop()

    def _inputs(self, project: str) -> Path:
        return self._folder / project / "server"

    def _server_of(self, record: RunRecord) -> Server | None:
        return self._connection.server if self._connection.url == server_of(record) else None

    def _on_known(self, project: str, kept: Sequence[RunRecord]) -> None:
        self._project = project
        for record in kept:
            if server_of(record) and not record.status.is_final and record.id not in self._records:
                self._note(record)
                if not record.input_hash:
                    message = "The application ended before the run was handed to the server."
                    self._keep(interrupted(record, message), None)
        self._take_up()

    def _take_up(self) -> None:
        """Everything that waits for the server goes on, as far as it can."""
        if self._connection.state is not State.CONNECTED:
            return
        for record in self.records():
            if not record.status.is_final and record.id not in self._busy:
                self._go_on(record)

    def _go_on(self, record: RunRecord) -> None:
        server = self._server_of(record)
        if server is None or not self._project:
            return
        if name_there(record):
            self._following.follow(server, record.id, name_there(record))
        elif record.input_hash:
            self._hand_in(record, server)

    def _on_frozen(self, record: RunRecord) -> None:
        self._note(record)
        self._session.ask(lambda project: project.runs.update(record), lambda _: self._go_on(record))

    def _hand_in(self, record: RunRecord, server: Server) -> None:
        self._busy.add(record.id)
        self._delivery.send(server, self._project, record)

    def _on_delivered(self, record: RunRecord) -> None:
        self._busy.discard(record.id)
        if not self._records[record.id].status.is_final:
            self._note(record)
            self._go_on(record)

    def _on_undelivered(self, run: str, error: KnownError) -> None:
        self._busy.discard(run)
        if error.code in TOO_MANY:
            QTimer.singleShot(_RETRY_MS, self, self._take_up)
            return
        self._connection.met(error)
        record = self._records[run]
        if not record.status.is_final and not is_passing(error):
            self._keep(failed(record, error), None)

    def _on_told(self, run: str, event: Event) -> None:
        record = self._records[run]
        if record.status.is_final:
            return
        if isinstance(event, ENDINGS):
            self._fetch(record)
            return
        told: Event = replace(event, run=run)
        self._events.setdefault(run, []).append(told)
        self._note(tracked(record, told))
        self.progressed.emit(run, told)

    def _on_broken(self, run: str, error: KnownError) -> None:
        record = self._records[run]
        if error.code == SIGNED_OUT:  # perhaps only who was signed in when it began to be followed
            self._connection.look()
            QTimer.singleShot(_LOOK_MS, self, self._take_up)
            return
        self._connection.met(error)
        if error.code == UNKNOWN:
            self.failed.emit(not_ours(record))
        elif not record.status.is_final and not is_passing(error):
            self._keep(failed(record, error), None)

    def _on_uncancelled(self, run: str, error: KnownError) -> None:
        record = self._records[run]
        if error.code != UNKNOWN:
            self._on_errand_failed(error)
        elif not record.status.is_final:
            message = "The run was given up: the server does not know it, or not with this account."
            self._keep(given_up(record, message), None)

    def _fetch(self, record: RunRecord) -> None:
        """The run has ended; until its result is here it counts as under way."""
        server = self._server_of(record)
        if server is None:
            return
        self._busy.add(record.id)
        self.progressed.emit(record.id, Progressed(run=record.id, seconds=0.0, text=self.tr("Fetching the result")))
        self._errands.ask(
            lambda: _fetched(server, record),
            lambda found: self._keep(ending_of(found[0]), found[1]),
            partial(self._on_unfetched, record.id),
        )

    def _on_unfetched(self, run: str, error: KnownError) -> None:
        self._busy.discard(run)
        self._connection.met(error)
        if error.code == UNKNOWN:
            self.failed.emit(not_ours(self._records[run]))
        elif error.code == "result-damaged":
            QTimer.singleShot(_RETRY_MS, self, self._take_up)
        elif not is_passing(error):  # else it is followed again when the server is back, and told to have ended
            self._keep(failed(self._records[run], error), None)

    def _keep(self, ending: Ending, result: bytes | None) -> None:
        self._busy.add(ending.run)
        self._keeping.keep(ending, result, self.events(ending.run))

    def _on_kept(self, ending: Ending) -> None:
        self._busy.discard(ending.run)
        self._note(ending.record)
        self.progressed.emit(ending.run, ending)
        self._events.pop(ending.run, None)
        self._drop_input(ending.run)
        self.stored.emit(ending.record)

    def _drop_input(self, run: str) -> None:
        self._delivery.drop(self._project, run)

    def _on_unnoted(self, record: RunRecord, error: KnownError) -> None:
        self.changed.emit(failed(self._records.pop(record.id), error).record)
        self.failed.emit(error)

    def _on_unwritten(self, run: str, error: KnownError) -> None:
        """The note of a delivery could not be written: it is handed in again later, which makes no second run."""
        self._busy.discard(run)
        self.failed.emit(error)
        QTimer.singleShot(_RETRY_MS, self, self._take_up)

    def _on_errand_failed(self, error: KnownError) -> None:
        self._connection.met(error)
        self.failed.emit(error)

    def _note(self, record: RunRecord) -> None:
        known, self._records[record.id] = self._records.get(record.id), record
        if record is not known:
            self.changed.emit(record)


def _fetched(server: Server, here: RunRecord) -> tuple[RunRecord, bytes | None]:
    from sync.remote.collecting import fetch

    return fetch(server, here)
