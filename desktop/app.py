"""The application: everything the windows stand on, put together once."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.calls import CallPool
from desktop.calls.command import own_command
from desktop.collecting import Collector, settle
from desktop.display import require_display
from desktop.folders import Folders, user_folders
from desktop.jobs.plan import LocalPlan
from desktop.plain_imports import import_plainly
from desktop.preferences import Preferences
from desktop.project_files import ProjectFiles
from desktop.remote import Connection
from desktop.shell.defects import Defects
from desktop.shell.endings import Endings
from desktop.shell.first_start import FirstStart
from desktop.shell.main_window import MainWindow
from desktop.shell.open_project import OpenProject, Parts
from desktop.shell.sheet import Choice
from desktop.theme.theme import Theme
from desktop.views.entries import page_entries, panel_entries
from desktop.views.welcome import WelcomeWindow
from desktop.warming import Warmer
from engine.errors import KnownError

_SWITCH_S = 0.0005  # threads of Python hand over often enough for the window to stay fluid
_PROCESSES = 2
_QUIET_MS = 3_000  # after a window has opened its pages and libraries are there
_FIRST_PAINT_MS = 100
_COPY_HELPS = frozenset({"project-locked", "project-read-only"})


def run(arguments: list[str]) -> int:
    """Show the window of a project file, or the start window, until the last window is closed.

    Args:
        arguments: At most one project file.

    Raises:
        KnownError: ``no-display``: there is no screen to show a window on.
    """
    require_display()
    sys.setswitchinterval(_SWITCH_S)
    qt = QApplication([sys.argv[0]])
    qt.setApplicationName("NetWORX Essentials")
    qt.setQuitOnLastWindowClosed(False)
    if QLocale.system().language() is QLocale.Language.C:  # a system without a language: figures still want groups
        QLocale.setDefault(QLocale(QLocale.Language.English))
    folders = user_folders()
    first = FirstStart(folders.settings.parent)
    wanted = Path(arguments[0]).resolve() if arguments else None
    if not first.take(wanted):
        return 0
    application = Application(qt, folders)
    first.asked.connect(application.show)
    endings = Endings(application)
    endings.asked.connect(application.end)
    application.show(wanted)
    code = qt.exec()
    application.stop()
    return code


class Application(QObject):
    """Start window and windows of projects; the program ends with the last of them."""

    def __init__(self, qt: QApplication, folders: Folders) -> None:
        super().__init__()
        import_plainly()
        self._qt = qt
        Collector(self)
        self._folders = folders
        self._preferences = Preferences(folders.settings, self)
        self._theme = Theme(qt)
        self._theme.set_scheme(self._preferences.scheme)
        self._preferences.changed.connect(self._on_wishes_changed)
        self._calls = CallPool(own_command("--serve"), _PROCESSES, self)
        self._calls.failed.connect(self._tell)
        self._connection = Connection(self, folders.settings.with_name("servers.json"))
        self._connection.start()
        self._files = ProjectFiles(self._calls, folders.projects, self._front, self)
        self._files.began.connect(self._show_busy)
        self._files.told.connect(self._say)
        self._files.chosen.connect(self._open_from_welcome)
        self._files.import_chosen.connect(self._import)
        self._painter: CallPool | None = None
        self._warmer = Warmer(self)
        self._projects: dict[Path, OpenProject] = {}
        self._welcome: WelcomeWindow | None = None
        self._defects = Defects(self)
        self._defects.met.connect(self._tell)

    def show(self, path: Path | None) -> None:
        """Shows the window of a project, or the start window."""
        if path is None:
            self.show_welcome()
        else:
            self.open_project(path)

    def show_welcome(self) -> None:
        """Brings the start window to the front."""
        if self._welcome is None:
            self._welcome = self._made_welcome()
        _raise(self._welcome)
        QTimer.singleShot(_FIRST_PAINT_MS, self._warmer, self._warmer.start)

    def open_project(self, path: Path, *, is_read_only: bool = False) -> None:
        """Opens a project in a window of its own, or brings the one it has to the front."""
        if (there := self._projects.get(path)) is not None:
            if there.is_shown:  # else it is just being opened
                _raise(there.window)
            return
        project = self._projects[path] = OpenProject(path, self._parts(), self, is_read_only=is_read_only)
        self._add_file_actions(project)
        project.opened.connect(partial(self._on_opened, project))
        project.refused.connect(partial(self._on_refused, project))
        project.closed.connect(partial(self._on_closed, project))
        project.copy_requested.connect(partial(self._files.copy, path))
        project.copied.connect(partial(self._on_copied, project))
        project.start()

    def project(self, path: Path) -> OpenProject:
        """The project of a file that was opened.

        Raises:
            KeyError: It is not open.
        """
        return self._projects[path]

    def end(self) -> None:
        """Closes every window without asking; what was entered is kept."""
        if self._welcome is not None:
            self._welcome.close()
        for project in tuple(self._projects.values()):
            project.close_for_good()

    def stop(self) -> None:
        """Ends the processes and the thread beside the windows."""
        for project in self._projects.values():
            project.stop()
        self._warmer.stop()
        if self._painter is not None:
            self._painter.stop()
        self._calls.stop()
        self._connection.stop()

    def _parts(self) -> Parts:
        pages, panels = page_entries(), panel_entries()
        return Parts(self._calls, self._preferences, self._plan(), pages, panels, self._connection)

    def _plan(self) -> LocalPlan:
        return LocalPlan(
            folder=self._folders.jobs,
            command=tuple(own_command("--worker")),
            at_once=self._preferences.workers,
            memory_bytes=int(self._preferences.memory_share * psutil.virtual_memory().total),
        )

    def _on_wishes_changed(self) -> None:
        self._theme.set_scheme(self._preferences.scheme)
        for project in self._projects.values():
            project.set_plan(self._plan())

    def _made_welcome(self) -> WelcomeWindow:
        # Small maps are drawn apart, so that nobody who wants to work waits for them.
        self._painter = self._painter or CallPool(own_command("--serve"), 1, self)
        welcome = WelcomeWindow(self._preferences, self._painter, self._folders.pictures)
        welcome.open_requested.connect(self._on_open_requested)
        welcome.sample_requested.connect(self._files.make_sample)
        welcome.new_requested.connect(self._files.choose_new)
        welcome.import_requested.connect(self._on_import_requested)
        welcome.template_requested.connect(self._files.choose_template)
        welcome.closed.connect(self._on_welcome_closed)
        return welcome

    def _add_file_actions(self, project: OpenProject) -> None:
        add, tr = project.context.actions.add, self.tr
        add("file.new", tr("New project…"), self._files.choose_new, shortcut="Ctrl+N", symbol="file-plus")
        add("file.open", tr("Open a project…"), self._files.choose, shortcut="Ctrl+O", symbol="folder-open")
        add("import.template", tr("Save a blank workbook…"), self._files.choose_template, symbol="file-down")
        add("file.welcome", tr("Start page: recent projects and samples"), self.show_welcome, symbol="house")
        add("file.close", tr("Close project"), project.close, shortcut="Ctrl+W", symbol="x")
        add("file.quit", tr("Quit"), self._quit, shortcut="Ctrl+Q", symbol="log-out")

    def _quit(self) -> None:
        if self._welcome is not None:
            self._welcome.close()
        for project in tuple(self._projects.values()):
            project.close()

    def _on_opened(self, project: OpenProject) -> None:
        self._preferences.remember(project.path)
        project.window.show()
        QTimer.singleShot(_FIRST_PAINT_MS, self._warmer, self._warmer.start)
        QTimer.singleShot(_QUIET_MS, settle)
        if self._welcome is not None:
            self._welcome.hide()
            self._welcome.set_busy("")

    def _on_refused(self, project: OpenProject, error: KnownError) -> None:
        self._forget(project)
        self.show_welcome()
        look = Choice(self.tr("Only look at it"), partial(self.open_project, project.path, is_read_only=True))
        copy = Choice(self.tr("Open a copy"), partial(self._files.copy, project.path))
        self._tell(error, *((look, copy) if error.code in _COPY_HELPS else ()))

    def _on_closed(self, project: OpenProject) -> None:
        self._forget(project)
        self._quit_if_done()

    def _on_copied(self, project: OpenProject, path: Path) -> None:
        """The copy takes the place of the window whose file had gone."""
        project.close_for_good()
        self.open_project(path.resolve())

    def _on_welcome_closed(self) -> None:
        self._welcome = None
        self._quit_if_done()

    def _quit_if_done(self) -> None:
        if not self._projects and (self._welcome is None or not self._welcome.isVisible()):
            self._qt.quit()

    def _forget(self, project: OpenProject) -> None:
        self._projects.pop(project.path, None)
        project.deleteLater()

    def _on_open_requested(self, path: Path) -> None:
        if path == Path():
            self._files.choose()
        else:
            self._open_from_welcome(path)

    def _on_import_requested(self, path: Path) -> None:
        if path == Path():
            self._files.choose_workbook()
        else:
            self._files.import_workbook(path)

    def _show_busy(self, words: str) -> None:
        if self._welcome is not None:
            self._welcome.set_busy(words)

    def _open_from_welcome(self, path: Path) -> None:
        self._show_busy(self.tr("Opening {name} …").replace("{name}", path.stem))
        self.open_project(path.resolve())

    def _import(self, path: Path, workbook: Path) -> None:
        """Opens a blank project, and imports on top of it."""
        self._open_from_welcome(path)
        project = self._projects[path.resolve()]
        project.opened.connect(lambda: project.context.navigation.import_file(workbook))

    def _front(self) -> QWidget | None:
        shown = (project.window for project in self._projects.values() if project.is_shown)
        return self._qt.activeWindow() or self._welcome or next(shown, None)

    def _say(self, words: str) -> None:
        """Says that something was done in the window that the user looks at."""
        windows: list[MainWindow | WelcomeWindow] = [it.window for it in self._projects.values() if it.is_shown]
        if self._welcome is not None and self._welcome.isVisible():
            windows.append(self._welcome)
        for window in sorted(windows, key=QWidget.isActiveWindow)[-1:]:
            window.notice.tell(words)

    def _tell(self, error: KnownError, *ways: Choice) -> None:
        """Tells of an error in the window that the user looks at."""
        if self._welcome is not None:
            self._welcome.set_busy("")
            self._welcome.notice.tell_error(error, *ways)
        for project in self._projects.values():
            if project.is_shown:
                project.window.notice.tell_error(error)


def _raise(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
