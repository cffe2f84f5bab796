"""Runs of the open project on this computer: frozen, handed to the worker process, followed, and stored."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.jobs.forgetting import forget
from desktop.jobs.freezer import Freezer
from desktop.jobs.plan import LocalPlan, Place
from engine.errors import KnownError
from engine.runs.ending import failed, interrupted, tracked
from engine.runs.events import ENDINGS, Cancelled, Ending, Event
from engine.runs.pool import share_cores
from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions, Versions, new_run_id, utc_now

if TYPE_CHECKING:
    from desktop.context import Calls
    from desktop.session import Session

_OURS = "application"
_LOG = logging.getLogger(__name__)


class LocalRuns(QObject):
    """Implements `desktop.context.Runs` with a worker process of this project.

    Signals:
        changed(RunRecord): A run is queued, has started, made progress or ended.
        progressed(str, Event): An event of a run, by its id.
        stored(RunRecord): The results of a run are in the project file.
        deleted(RunRecord): A run is not in the project file any more.
        failed(KnownError): Something that no run can be blamed for.
        slots_changed(): The worker is there now, or has gone.
    """

    changed = Signal(object)
    progressed = Signal(str, object)
    stored = Signal(object)
    deleted = Signal(object)
    failed = Signal(object)
    slots_changed = Signal()

    def __init__(self, session: Session, calls: Calls, plan: LocalPlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._plan = plan
        self._next_plan: LocalPlan | None = None
        self._versions = Versions(application=version("networx-essentials"), python=platform.python_version())
        self._records: dict[str, RunRecord] = {}
        self._events: dict[str, list[Event]] = {}
        self._open: set[str] = set()
        self._place: Place | None = None
        self._ending: Place | None = None
        self._asked_here: set[str] = set()
        self._unkept: list[Ending] = []
        self._is_ready = False
        self._freezer = Freezer(session, calls, plan.runs_path, self)
        self._freezer.frozen.connect(self._on_frozen)
        self._freezer.refused.connect(self._on_refused)
        self._freezer.unnoted.connect(self._on_unnoted)
        self._session.ask(lambda project: (project.id, project.runs.list()), lambda found: self._on_known(*found))

    @property
    def slots(self) -> int:
        """Runs that can go at once; 0 while the worker is not there."""
        return self._plan.at_once if self._is_ready else 0

    def set_plan(self, plan: LocalPlan) -> None:
        """Computes within other limits from the moment when no run is under way or waits."""
        self._next_plan = plan if plan != self._plan else None
        self._renew_if_idle()

    def records(self) -> Sequence[RunRecord]:
        """Every run known, newest first."""
        return sorted(self._records.values(), key=lambda record: (record.created, record.id), reverse=True)

    def events(self, run: str) -> Sequence[Event]:
        """What a run has told so far, until it is in the project file; empty for all others."""
        return tuple(self._events.get(run, ()))

    def start(self, scenarios: Sequence[str], options: SolveOptions, anew: bool = False) -> None:  # noqa: ARG002
        """Freezes the scenarios as they are and queues a run of each; on this computer, each is computed."""
        _, threads = share_cores(len(scenarios), options.threads, self._plan.at_once)
        for scenario in scenarios:
            record = RunRecord(
                id=new_run_id(),
                scenario=scenario,
                status=RunStatus.QUEUED,
                options=replace(options, threads=threads),
                versions=self._versions,
                created=utc_now(),
                lease=Lease(worker=_OURS),
            )
            self._asked_here.add(record.id)
            self._note(record)
            self._freezer.freeze(record)

    def cancel(self, run: str) -> None:
        """Stops a run; its incumbent is kept."""
        place, record = self._place, self._records.get(run)
        if record is None or record.status.is_final:
            return
        if self._freezer.cancel(run):
            message = "The run was cancelled before it began."
            ended = replace(record, status=RunStatus.CANCELLED, message=message, finished=utc_now())
            self._end(Cancelled(run=run, record=ended))
        elif place is not None:
            place.desk.tell(lambda desk: desk.cancel(run), place.call)

    def delete(self, run: str) -> None:
        """Forgets a run that has ended, with its result and its story."""
        forget(self._session, run, self._records, self.deleted.emit, self.failed.emit)

    def end(self, done: Callable[[], None]) -> None:
        """Ends the worker with all that it computes; queued runs stay queued, and nothing is waited for.

        Args:
            done: Runs when all has ended.
        """
        self._ending, self._place = self._place, None
        if self._ending is None:
            done()
        else:
            self._ending.end(done)

    def stop(self) -> None:
        """Like `end`, and waits for it; only at the end of the program."""
        for place in (self._place, self._ending):
            if place is not None:
                place.stop()
        self._place = self._ending = None

    def _on_known(self, project: str, kept: Sequence[RunRecord]) -> None:
        for record in kept:
            # What the command line has under way is its own; whether it lives cannot be known from here.
            if record.status.is_final or record.lease.worker == _OURS:
                self._note(self._records.get(record.id, record))
        place = self._place = Place(self._session, self._plan, project, self)
        place.desk.failed.connect(self.failed)
        place.follower.told.connect(self._on_told)
        place.keeper.kept.connect(self._on_kept)
        place.keeper.failed.connect(self.failed)
        place.worker.ready.connect(self._on_ready)
        place.worker.died.connect(self._on_died)
        place.worker.gave_up.connect(self._on_gave_up)
        for ending in self._unkept:
            place.keeper.keep(ending, ())
        self._renew_if_idle()
        place.desk.ask(lambda desk: frozenset(record.id for record in desk.records()), self._take_up)

    def _take_up(self, handed_in: frozenset[str]) -> None:
        """What an earlier window left behind: its jobs are followed, what never became a job is told."""
        if self._place is None:
            return
        for record in self.records():
            if not record.status.is_final and record.id not in handed_in | self._asked_here:
                self._end(interrupted(record, "The application ended before the run was handed to a worker."))
        self._place.desk.tell(lambda desk: desk.sweep())
        self._place.follower.look()

    def _on_frozen(self, record: RunRecord) -> None:
        """The answer to the first question, what project this is, came before: there is a place."""
        self._note(record)
        if self._place is not None:
            place = self._place
            place.worker.start()
            place.desk.tell(
                lambda desk: desk.hand_in(record), place.call, lambda error: self._on_refused(record, error)
            )

    def _on_refused(self, record: RunRecord, error: KnownError) -> None:
        self._end(failed(record, error))

    def _on_unnoted(self, record: RunRecord, error: KnownError) -> None:
        del self._records[record.id]
        self._open.discard(record.id)
        self.changed.emit(failed(record, error).record)
        self.failed.emit(error)

    def _on_told(self, event: Event) -> None:
        record = self._records.get(event.run)
        if record is None or self._place is None:  # of another copy of this project
            return
        if record.status.is_final:
            if isinstance(event, ENDINGS):  # it was kept, but not yet removed when the application ended
                self._place.desk.tell(lambda desk: desk.remove(event.run))
        elif isinstance(event, ENDINGS):
            self._end(event)
        else:
            self._events.setdefault(event.run, []).append(event)
            self._note(tracked(record, event))
            self.progressed.emit(event.run, event)

    def _end(self, ending: Ending) -> None:
        told = self._events.setdefault(ending.run, [])
        self._note(ending.record)
        self.progressed.emit(ending.run, ending)
        if self._place is None:
            self._unkept.append(ending)
        else:
            self._place.keeper.keep(ending, tuple(told))

    def _on_kept(self, run: str) -> None:
        self._events.pop(run, None)
        self.stored.emit(self._records[run])

    def _on_ready(self) -> None:
        self._is_ready = True
        self.slots_changed.emit()

    def _on_died(self, words: str) -> None:
        _LOG.error("the worker process ended: %s", words)
        self._is_ready = False
        self.slots_changed.emit()

    def _on_gave_up(self, error: KnownError) -> None:
        if self._place is not None:
            place = self._place
            place.desk.tell(lambda desk: desk.give_up(error), place.follower.look)
        self.failed.emit(error)

    def _note(self, record: RunRecord) -> None:
        """Knows the run like this from now on, and tells."""
        known = self._records.get(record.id)
        self._records[record.id] = record
        if record.status.is_final:
            self._open.discard(record.id)
        else:
            self._open.add(record.id)
        if record is not known:
            self.changed.emit(record)
        if self._place is not None:
            self._place.follower.follow(bool(self._open))
        self._renew_if_idle()

    def _renew_if_idle(self) -> None:
        if self._next_plan is None or self._place is None or self._open:
            return
        self._plan, self._next_plan = self._next_plan, None
        self._is_ready = False
        self._place.renew(self._plan)
        self.slots_changed.emit()
