"""Runs on their way to the server: whatever waits goes together, one group after the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.remote.errands import Errands
from engine.errors import KnownError
from engine.runs.record import RunRecord
from sync.whereabouts import name_there

if TYPE_CHECKING:
    from desktop.remote.connection import Connection
    from desktop.session import Session
    from sync.remote import Server

_INPUT_MISSING = "input-missing"


class Delivery(QObject):
    """Hands runs in and notes it in the project; done again after a cut, they are the same runs.

    Signals:
        delivered(RunRecord): The server has taken a run; the record says what it calls it, in the project, too.
        undelivered(str, KnownError): It has not.
        unnoted(str, KnownError): It has, but the project file could not take note of it.
    """

    delivered = Signal(object)
    undelivered = Signal(str, object)
    unnoted = Signal(str, object)

    def __init__(
        self, session: Session, errands: Errands, connection: Connection, folder: Path, parent: QObject
    ) -> None:
        """Hand in over a connection.

        Args:
            session: The project.
            errands: Wait for the server.
            connection: Knows as what projects are shared.
            folder: Holds a folder for each project, with the inputs that wait.
            parent: Owner.
        """
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._connection = connection
        self._folder = folder
        self._waiting: dict[str, RunRecord] = {}
        self._on_the_way: frozenset[str] = frozenset()

    def send(self, server: Server, project: str, record: RunRecord) -> None:
        """Hands a run in, unless it is on its way.

        Args:
            server: Where it shall be computed.
            project: Identifier of the project.
            record: The run as the project has it; its id is the name under which the server knows it again.
        """
        if record.id in self._on_the_way:
            return
        self._waiting[record.id] = record
        if not self._on_the_way:
            self._begin(server, project)

    def drop(self, project: str, run: str) -> None:
        """Forgets the input of a run that is known at its server, or has ended."""

        def drop() -> None:
            from sync.remote.inputs import Inputs

            Inputs(self._folder, project).drop(run)

        self._errands.ask(drop, _nothing, _nothing)

    def _begin(self, server: Server, project: str) -> None:
        records, self._waiting = list(self._waiting.values()), {}
        self._on_the_way = frozenset(record.id for record in records)
        title, folder, servers = self._session.path.stem, self._folder, self._connection.servers

        def deliver() -> Mapping[str, RunRecord | KnownError]:
            from sync.remote.delivery import Parcel, Sender, deliver
            from sync.remote.inputs import Inputs

            inputs = Inputs(folder, project)
            parcels = [Parcel(record, inputs.path(record.id)) for record in records]
            return deliver(server, servers(), Sender(project, title), parcels)

        def done(found: Mapping[str, RunRecord | KnownError]) -> None:
            self._on_the_way = frozenset()
            if self._waiting:
                self._begin(server, project)
            for run, outcome in found.items():
                if isinstance(outcome, KnownError):
                    self._on_undelivered(run, outcome)
                else:
                    self._note(server, project, outcome)

        self._errands.ask(deliver, done, lambda error: done({record.id: error for record in records}))

    def _note(self, server: Server, project: str, record: RunRecord) -> None:
        def noted(was_open: bool) -> None:
            # Only now the input may go: were the note lost, the run would be handed in again, as the same one.
            self.drop(project, record.id)
            if was_open:
                self.delivered.emit(record)
            else:  # it was cancelled while it was on its way
                self._errands.ask(lambda: server.cancel(name_there(record)), _nothing, self._connection.met)

        self._session.ask(
            lambda opened: opened.runs.update(record), noted, lambda error: self.unnoted.emit(record.id, error)
        )

    def _on_undelivered(self, run: str, error: KnownError) -> None:
        if error.code != _INPUT_MISSING:
            self.undelivered.emit(run, error)
            return

        def looked_up(kept: RunRecord) -> None:
            """The command line may have handed it in and noted that meanwhile; then the input is gone."""
            if name_there(kept):
                self.delivered.emit(kept)
            else:
                self.undelivered.emit(run, error)

        self._session.ask(lambda opened: opened.runs.get(run), looked_up)


def _nothing(_: object) -> None:
    return
