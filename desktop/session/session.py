"""Session: an open project as the user interface sees it. Views ask; they hear of every change, whoever made it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.session.database import Database, Ticket
from desktop.session.file_watch import FileWatch
from desktop.session.steps import Steps, steps_of
from engine.errors import KnownError

if TYPE_CHECKING:
    from engine.changes import ChangeSet
    from sync.store import Origin, Project

T = TypeVar("T")

_LOOK_MS = 3_000


class Session(QObject):
    """One open project.

    Nothing here waits: questions and edits go to the database thread, answers come back to the user interface's.

    Signals:
        opened(): The project is open and may be asked.
        refused(KnownError): It could not be opened.
        changed(ChangeSet, str): Rows have changed; the text is the origin (edit, import, undo …).
        steps_changed(Steps): What can be undone and redone.
        placed(bool): Whether the file is still where it was opened; it was moved, renamed or deleted, or is back.
        failed(KnownError): A question or an edit met a known error that nobody else handles.
        closed(): The file is closed.

    Attributes:
        path: The project file.
        author: Written into its history.
        is_open: Whether it may be asked.
        is_read_only: Whether it is only looked at; what others change in it is heard as if it were changed here.
        is_placed: Whether its file is where it was opened.
        was_cut_off: Whether the program that had it open before did not come to its end.
    """

    opened = Signal()
    refused = Signal(object)
    changed = Signal(object, str)
    steps_changed = Signal(object)
    placed = Signal(bool)
    failed = Signal(object)
    closed = Signal()

    def __init__(self, path: Path, author: str, parent: QObject | None = None, *, is_read_only: bool = False) -> None:
        super().__init__(parent)
        self.is_read_only = is_read_only
        self._seen = 0
        self.path = path
        self.author = author
        self.is_open = False
        self.is_placed = True
        self.was_cut_off = False
        self._watch = FileWatch(path)
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._database = Database(self._open, self)
        self._database.opened.connect(self._on_opened)
        self._database.refused.connect(self.refused)
        self._database.answered.connect(self._on_answered)
        self._database.broken.connect(self._on_broken)
        self._database.finished.connect(self.closed)

    def start(self) -> None:
        """Opens the project; ``opened`` or ``refused`` follows."""
        self._database.start()

    def ask(
        self,
        question: Callable[[Project], T],
        answer: Callable[[T], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> Ticket:
        """Asks the project something on the database thread.

        Args:
            question: Runs on the database thread; must return plain data and touch no widget.
            answer: Runs on the user interface's thread with what came out.
            failed: Runs there with a known error; without it ``failed`` is emitted.
        """
        ticket = Ticket(question, answer, failed or self.failed.emit)
        self._database.ask(ticket)
        return ticket

    def edit(
        self,
        make: Callable[[Project], ChangeSet],
        label: str,
        *,
        origin: Origin | None = None,
        done: Callable[[int], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> Ticket:
        """Makes a change set on the database thread and commits it as one step that can be undone.

        Args:
            make: Makes the change set from the project as it is then.
            label: Name of the step, e.g. ``Paste 2,000 rows``.
            origin: Where the change comes from; None for an edit.
            done: Runs with the new version.
            failed: Runs with a known error; without it ``failed`` is emitted.
        """

        def commit(project: Project) -> int:
            from sync.store import Origin

            return project.commit(make(project), author=self.author, origin=origin or Origin.EDIT, label=label)

        return self._step(commit, done, failed)

    def undo(self) -> None:
        """Takes the last step back, as a new step."""
        self._step(lambda project: project.undo(author=self.author), None, None)

    def redo(self) -> None:
        """Does the last undone step again."""
        self._step(lambda project: project.redo(author=self.author), None, None)

    def rollback(self, version: int) -> None:
        """Brings back the state of a version, as a new step."""
        self._step(lambda project: project.rollback(version, author=self.author), None, None)

    def copy_to(self, target: Path, done: Callable[[None], None], failed: Callable[[KnownError], None]) -> Ticket:
        """Copies the project as it stands, wherever its file has gone; nothing may be at the target yet."""
        return self.ask(lambda project: project.copy_to(target), done, failed)

    def close(self) -> None:
        """Closes the file after what is queued; ``closed`` follows."""
        self._looking.stop()
        self._database.finish()

    def wait_closed(self, milliseconds: int = 10_000) -> bool:
        """Waits for the thread to end; only for the very end of the program and of tests."""
        return self._database.wait(milliseconds)

    def _open(self) -> Project:
        """Runs on the database thread: opens the file and listens to its changes.

        The libraries of the store are imported here, while the window is already being drawn.
        """
        from sync.store import OpenMode, Project
        from sync.store.lock import lock_path

        left_behind = lock_path(self.path).exists() and not self.is_read_only
        project = Project.open(self.path, OpenMode.READ if self.is_read_only else OpenMode.WRITE)
        self._seen = project.version
        self.was_cut_off = left_behind  # nobody holds the lock, so whoever did has died
        self._watch.begin()
        project.subscribe(lambda change_set, entry: self.changed.emit(change_set, str(entry.origin)))
        return project

    def _step(
        self,
        step: Callable[[Project], int],
        done: Callable[[int], None] | None,
        failed: Callable[[KnownError], None] | None,
    ) -> Ticket:
        def take(project: Project) -> tuple[int, Steps, bool]:
            if self.is_read_only:
                raise _only_looked_at(project)
            version = step(project)
            return version, steps_of(project), self._watch.is_there()

        def answered(outcome: tuple[int, Steps, bool]) -> None:
            version, steps, is_placed = outcome
            self.steps_changed.emit(steps)
            self._on_looked(is_placed)
            if done is not None:
                done(version)

        return self.ask(take, answered, failed)

    def _on_opened(self) -> None:
        self.is_open = True
        self._looking.start()
        self.opened.emit()
        if not self.is_read_only:
            self.ask(steps_of, self.steps_changed.emit)

    def _look(self) -> None:
        self.ask(lambda _project: self._watch.is_there(), self._on_looked)
        if self.is_read_only:
            self.ask(self._news, self._on_news)

    def _news(self, project: Project) -> ChangeSet | None:
        """Runs on the database thread: what somebody else has changed since it was asked last; None for nothing."""
        before, self._seen = self._seen, project.version
        return project.change_since(before) if self._seen != before else None

    def _on_news(self, change_set: ChangeSet | None) -> None:
        if change_set is not None:
            self.changed.emit(change_set, "edit")

    def _on_looked(self, is_placed: bool) -> None:
        if is_placed != self.is_placed:
            self.is_placed = is_placed
            self.placed.emit(is_placed)

    def _on_answered(self, ticket: Ticket, answer: Any) -> None:
        if ticket.is_wanted:
            ticket.answer(answer)

    def _on_broken(self, ticket: Ticket, error: KnownError) -> None:
        if ticket.is_wanted:
            ticket.failed(error)


def _only_looked_at(project: Project) -> KnownError:
    return KnownError(
        "project-looked-at",
        "This window only looks at the project; nothing was changed.",
        where=project.path.name,
        what_to_do="Open a copy to change it, or open it again when nobody else has it open.",
    )
