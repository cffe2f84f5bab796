"""The database thread: the only place where the application touches the project file."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal

from desktop.listening import is_heard
from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.store import Project

Question = Callable[["Project"], Any]


@dataclass(eq=False)
class Ticket:
    """One question to the database; cancelled, its answer is not delivered."""

    question: Question
    answer: Callable[[Any], None]
    failed: Callable[[KnownError], None]
    cancelled: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits for the answer: not after `cancel`, nor when who would hear is destroyed."""
        return not self.cancelled and is_heard(self.answer)

    def cancel(self) -> None:
        """The answer is no longer wanted; a question not begun yet is not asked."""
        self.cancelled = True


class Database(QThread):
    """Opens a project and answers questions in order, on a thread of its own.

    Signals:
        opened(Project): The project is open; only this thread may use it.
        refused(KnownError): It could not be opened; the thread ends.
        answered(Ticket, answer): A question was answered.
        broken(Ticket, KnownError): A question met a known error.
    """

    opened = Signal(object)
    refused = Signal(object)
    answered = Signal(object, object)
    broken = Signal(object, object)

    def __init__(self, open_project: Callable[[], Project], parent: QObject) -> None:
        super().__init__(parent)
        self._open_project = open_project
        self._tickets: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()

    def ask(self, ticket: Ticket) -> None:
        """Puts a question at the end of the queue; never waits."""
        self._tickets.put(ticket)

    def finish(self) -> None:
        """Ends the thread after the questions that are queued."""
        self._tickets.put(None)

    def run(self) -> None:
        """Qt's entrance of the thread."""
        try:
            project = self._open_project()
        except KnownError as error:
            self.refused.emit(error)
            return
        with project:
            self.opened.emit(project)
            while (ticket := self._tickets.get()) is not None:
                self._serve(project, ticket)

    def _serve(self, project: Project, ticket: Ticket) -> None:
        if ticket.cancelled:
            return
        try:
            answer = ticket.question(project)
        except KnownError as error:
            self.broken.emit(ticket, error)
        else:
            self.answered.emit(ticket, answer)
