"""The main window: rail, top bar, one page at a time, panels below, status bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.command_palette import CommandPalette
from desktop.shell.page import Page, PageEntry
from desktop.shell.panels import Panels
from desktop.shell.rail import Rail
from desktop.shell.status import Status
from desktop.shell.top_bar import TopBar
from desktop.theme.tokens import MARGIN, SPACE

_SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """One window for one project.

    Signals:
        close_requested(): The user closes the window; whoever composed it decides what about running work.
    """

    close_requested = Signal()

    def __init__(self, context: Context, entries: Sequence[PageEntry], panels: Sequence[PageEntry]) -> None:
        super().__init__()
        self.setWindowTitle(f"{context.session.path.stem} – NetWORX Essentials")
        self.resize(*_SIZE)
        self._context = context
        self._entries = {entry.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._may_close = False
        self._rail = Rail(entries)
        self._top = TopBar(context)
        self._stack = QStackedWidget()
        self.panels = Panels(context, panels)
        self._status = Status(context)
        self.setStatusBar(self._status)
        self._arrange()
        self._palette = CommandPalette(context.actions, self)
        context.actions.add("window.palette", self.tr("Find an action"), self._palette.open, shortcut="Ctrl+K")
        for action in context.actions:
            self.addAction(action)
        self._rail.chosen.connect(self.show_page)
        self._top.palette_requested.connect(self._palette.open)
        if entries:
            self.show_page(entries[0].name)

    def show_page(self, name: str) -> Page:
        """Brings a page to the front, made at the first time, and returns it."""
        if name not in self._pages:
            page = self._entries[name].make(self._context)
            self._pages[name] = page
            self._stack.addWidget(page)
        page = self._pages[name]
        self._stack.setCurrentWidget(page)
        self._rail.choose(name)
        self._top.show_page(self._entries[name].title, page.header())
        page.enter()
        return page

    def close_for_good(self) -> None:
        """Closes the window without asking again."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks first: work may be running."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_requested.emit()

    def _arrange(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._top)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._stack)
        split.addWidget(self.panels)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(right, 1)
        self.setCentralWidget(centre)
