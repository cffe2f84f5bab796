"""The runs of the project with their stories, told anew a few times a second and no more often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.views.runs.story import Story
from engine.runs.record import RunStatus

if TYPE_CHECKING:
    from desktop.context import Context
    from engine.runs.events import Event
    from engine.runs.record import RunRecord
    from sync.store import Project

_PAUSE_MS = 100
_TICK_MS = 1_000
_OPEN = (RunStatus.RUNNING, RunStatus.QUEUED)


class RunBook(QObject):
    """Records and stories for views.

    Signals:
        changed(object): Runs that changed, are new or were deleted, a frozenset of ids.
    """

    changed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._runs = context.runs
        self._records: dict[str, RunRecord] = {}
        self._stories: dict[str, Story] = {}
        self._wanted: list[str] = []
        self._reading = ""
        self._dirty: set[str] = set()
        self._open: set[str] = set()
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._tell)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._runs.changed.connect(self._on_changed)
        self._runs.progressed.connect(self._on_progressed)
        self._runs.deleted.connect(self._on_deleted)
        for record in self._runs.records():
            self._on_changed(record)

    def order(self) -> list[str]:
        """All runs: those under way, those that wait, in the order in which they come, and the past, newest first."""
        records = sorted(self._records.values(), key=lambda record: (record.created, record.id))
        groups = {status: [record.id for record in records if record.status is status] for status in _OPEN}
        past = [record.id for record in reversed(records) if record.status.is_final]
        return [*groups[RunStatus.RUNNING], *groups[RunStatus.QUEUED], *past]

    def record(self, run: str) -> RunRecord | None:
        """A run; None where it is unknown."""
        return self._records.get(run)

    def is_final(self, run: str) -> bool:
        """Whether nothing more will come of a run."""
        return run not in self._open

    def story(self, run: str) -> Story:
        """What is known of a run's story; what the project file has of it is fetched and told by `changed`."""
        record = self._records.get(run)
        if record is None:
            return Story()
        if run not in self._stories:
            events = self._runs.events(run)
            self._stories[run] = Story.of(events)
            if not events and record.status.is_final:
                self._wanted.append(run)
                self._read_next()
        story = self._stories[run]
        if record.status.is_final:
            story.close(record)
        return story

    def _on_changed(self, record: RunRecord) -> None:
        is_new = record.id not in self._records
        self._records[record.id] = record
        if record.status.is_final:
            self._open.discard(record.id)
        else:
            self._open.add(record.id)
        self._note(record.id, pause_ms=0 if is_new else _PAUSE_MS)
        if self._open and not self._tick.isActive():
            self._tick.start()

    def _on_deleted(self, record: RunRecord) -> None:
        self._records.pop(record.id, None)
        self._stories.pop(record.id, None)
        self._open.discard(record.id)
        self._note(record.id, pause_ms=0)

    def _on_progressed(self, run: str, event: Event) -> None:
        story = self._stories.get(run)
        if story is None:
            self._stories[run] = Story.of(self._runs.events(run))  # this event is among them
        else:
            story.add(event)
        self._note(run)

    def _on_tick(self) -> None:
        """Times of runs under way go on without anybody telling."""
        for run in self._open:
            self._note(run)
        if not self._open:
            self._tick.stop()

    def _note(self, run: str, pause_ms: int = _PAUSE_MS) -> None:
        self._dirty.add(run)
        if not self._pause.isActive() or pause_ms < self._pause.interval():
            self._pause.start(pause_ms)

    def _tell(self) -> None:
        dirty, self._dirty = frozenset(self._dirty), set()
        self.changed.emit(dirty)

    def _read_next(self) -> None:
        """Fetches one story after the other, the one asked for last first."""
        if self._reading or not self._wanted or not self._context.session.is_open:
            return
        run = self._reading = self._wanted.pop()

        def read(project: Project) -> list[Event]:
            return [event for _, event in project.runs.events(run)]

        self._context.session.ask(read, lambda events: self._on_read(run, events), lambda _: self._on_read(run, []))

    def _on_read(self, run: str, events: Sequence[Event]) -> None:
        self._reading = ""
        if run in self._records:
            self._stories[run] = Story.of(events)
            self._note(run)
        self._read_next()
