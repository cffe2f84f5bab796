"""One open project: its session and all that belongs to it, put together behind one window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.context import Calls, Context
from desktop.jobs import LocalRuns
from desktop.jobs.looked_at_runs import LookedAtRuns
from desktop.jobs.plan import LocalPlan
from desktop.preferences import Preferences
from desktop.remote import Connection, JoinedRuns, ServerRuns
from desktop.session import Findings, Selection, Session
from desktop.shell.actions import Actions
from desktop.shell.closing import close_sheet
from desktop.shell.edit_steps import EditSteps
from desktop.shell.help_steps import HelpSteps
from desktop.shell.lost_file import LostFile
from desktop.shell.main_window import MainWindow
from desktop.shell.navigation import Navigation
from desktop.shell.notice import Notice
from desktop.shell.page import PageEntry
from desktop.shell.recovery import tell_of_recovery
from desktop.shell.sheet import Choice
from desktop.turns import in_turns
from desktop.views.runs.steps import RunSteps
from desktop.views.sheets import add_sheets


@dataclass(frozen=True)
class Parts:
    """What all open projects share.

    Attributes:
        calls: Functions in other processes.
        preferences: What the user wishes.
        plan: How runs are computed.
        pages: Pages of a window.
        panels: Its panels.
        connection: To the shared server; None where there is to be none.
    """

    calls: Calls
    preferences: Preferences
    plan: LocalPlan
    pages: list[PageEntry]
    panels: list[PageEntry]
    connection: Connection | None = None


class OpenProject(QObject):
    """A project from its opening to its closing.

    Signals:
        opened(): The project is open; the window may be shown.
        refused(KnownError): The project could not be opened; there is no window.
        closed(): The window and the file are closed.
        copy_requested(): The user wants a copy of a project that is only looked at.
        copied(Path): The project, whose file had gone, stands in another one from now on.

    Attributes:
        path: The project file.
        context: What its pages are given.
    """

    opened = Signal()
    refused = Signal(object)
    closed = Signal()
    copy_requested = Signal()
    copied = Signal(object)

    def __init__(self, path: Path, parts: Parts, parent: QObject, *, is_read_only: bool = False) -> None:
        super().__init__(parent)
        self.path = path
        self._parts = parts
        self._session = Session(path, parts.preferences.author, self, is_read_only=is_read_only)
        self._selection = Selection(self)
        self._actions = Actions(self)
        self._local, self._runs = self._made_runs()
        self.context = Context(
            session=self._session,
            selection=self._selection,
            actions=self._actions,
            calls=parts.calls,
            runs=self._runs,
            findings=Findings(self._session, self._selection, parts.calls, self),
            navigation=Navigation(self),
            preferences=parts.preferences,
            connection=parts.connection,
        )
        EditSteps(self.context, self)
        RunSteps(self.context, self)
        self._window: MainWindow | None = None
        self._lost: LostFile | None = None
        self._is_shown = self._is_closing = False
        self._session.opened.connect(self._on_opened)
        self._session.refused.connect(self.refused)
        self._session.closed.connect(self._on_closed)

    def start(self) -> None:
        """Opens the file; ``opened`` or ``refused`` follows."""
        self._session.start()

    @property
    def window(self) -> MainWindow:
        """The window; there is one from ``opened`` to ``closed``."""
        assert self._window is not None
        return self._window

    @property
    def is_shown(self) -> bool:
        """Whether its window is complete."""
        return self._is_shown

    def set_plan(self, plan: LocalPlan) -> None:
        """Computes runs within other limits as soon as none is under way."""
        self._local.set_plan(plan)

    def close(self) -> None:
        """Closes the window; asks first where runs are under way, or what was entered is in no file."""
        if self._session.is_read_only:
            self.close_for_good()
            return
        busy = [record for record in self._local.records() if not record.status.is_final]
        if self._lost is not None and not self._session.is_placed:
            self._lost.ask_before_closing(self.close_for_good)
        elif busy and self._is_shown:
            close_sheet(self.window, len(busy), self.close_for_good)
        else:
            self.close_for_good()

    def _made_runs(self) -> tuple[LocalRuns | LookedAtRuns, LocalRuns | LookedAtRuns | JoinedRuns]:
        """Runs on this computer, and those joined with the server's; only those in the file of what is looked at."""
        if self._session.is_read_only:
            looked_at = LookedAtRuns(self._session, self)
            return looked_at, looked_at
        parts = self._parts
        local = LocalRuns(self._session, parts.calls, parts.plan, self)
        return local, local if parts.connection is None else self._joined(local, parts.connection)

    def _joined(self, local: LocalRuns, connection: Connection) -> JoinedRuns:
        remote = ServerRuns(self._session, self._parts.calls, connection, self._parts.plan.folder, self)
        return JoinedRuns(local, remote, self._parts.preferences, self)

    def _on_opened(self) -> None:
        window = self._window = MainWindow(self.context, self._parts.pages, self._parts.panels, in_parts=True)
        in_turns(window, window.opening(), self._on_made)

    def _on_made(self) -> None:
        window = self.window
        add_sheets(self.context, window)
        HelpSteps(self.context, window)
        window.restoreGeometry(self._parts.preferences.geometry)
        window.close_requested.connect(self.close)
        self._session.failed.connect(window.notice.tell_error)
        self._runs.failed.connect(window.notice.tell_error)
        if self._session.is_read_only:
            self._tell_of_looking(window.notice)
        tell_of_recovery(self.context, window.notice)
        self._lost = LostFile(self._session, window)
        self._lost.copied.connect(self.copied)
        self._is_shown = True
        self.opened.emit()
        window.prepare_pages()

    def _tell_of_looking(self, notice: Notice) -> None:
        told = self.tr("You only look at this project. What is changed where it is open for writing appears here, too.")
        notice.tell(told, Choice(self.tr("Open a copy"), self.copy_requested.emit))

    def close_for_good(self) -> None:
        """Closes the window without asking; runs under way stop. Other windows need not wait for that."""
        if self._is_closing:
            return
        self._is_closing = True
        if self._is_shown:
            self._parts.preferences.set_geometry(self.window.saveGeometry())
            self.window.setEnabled(False)
        self._runs.end(self._session.close)

    def stop(self) -> None:
        """Closes what is not closed yet, and waits for its processes; only at the end of the program."""
        self._runs.stop()
        self._session.close()

    def _on_closed(self) -> None:
        if self._window is not None:
            self._window.close_for_good()
            self._window.deleteLater()
            self._window = self._lost = None
            self._is_shown = False
        self.closed.emit()
