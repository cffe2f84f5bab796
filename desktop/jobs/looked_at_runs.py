"""Runs of a project that is only looked at: those in its file, as whoever has it open computes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.jobs.plan import LocalPlan
from engine.errors import KnownError
from engine.runs.events import Event
from engine.runs.record import RunRecord, SolveOptions

if TYPE_CHECKING:
    from desktop.session import Session

_LOOK_MS = 5_000


class LookedAtRuns(QObject):
    """Implements `desktop.context.Runs` without running anything.

    Signals:
        changed(RunRecord): A run has come, or is in another state.
        progressed(str, Event): Never; progress is told only where a run is computed.
        stored(RunRecord): The results of a run are in the project file.
        deleted(RunRecord): A run is not in the project file any more.
        failed(KnownError): Something was asked for that needs the project for writing.
        slots_changed(): Never.
    """

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)
    slots_changed = Signal()

    slots = 0

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._records: dict[str, RunRecord] = {}
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look()

    def set_plan(self, plan: LocalPlan) -> None:
        """Nothing is computed here, within whatever limits."""

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:  # noqa: ARG002
        """Refuses: whoever has the project open runs its scenarios."""
        self._refuse()

    def cancel(self, run: str) -> None:  # noqa: ARG002
        """Refuses."""
        self._refuse()

    def delete(self, run: str) -> None:  # noqa: ARG002
        """Refuses."""
        self._refuse()

    def records(self) -> Sequence[RunRecord]:
        """Every run known, newest first."""
        return sorted(self._records.values(), key=lambda record: (record.created, record.id), reverse=True)

    def events(self, run: str) -> Sequence[Event]:  # noqa: ARG002
        """Nothing: the project file has the events of runs that have ended."""
        return ()

    def end(self, done: Callable[[], None]) -> None:
        """Looks no longer."""
        self._timer.stop()
        done()

    def stop(self) -> None:
        """Looks no longer."""
        self._timer.stop()

    def _look(self) -> None:
        self._session.ask(lambda project: project.runs.list(), self._on_found)

    def _on_found(self, found: Sequence[RunRecord]) -> None:
        before, self._records = self._records, {record.id: record for record in found}
        for record in found:
            if before.get(record.id) != record:
                self.changed.emit(record)
                if record.status.is_final:
                    self.stored.emit(record)
        for run in before.keys() - self._records.keys():
            self.deleted.emit(before[run])

    def _refuse(self) -> None:
        self.failed.emit(
            KnownError(
                "project-looked-at",
                "This window only looks at the project; runs are computed and kept where it is open for writing.",
                where=self._session.path.name,
                what_to_do="Open a copy to run its scenarios.",
            )
        )
