"""The main window: rail, top bar, one page at a time, panels below, status bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.command_palette import CommandPalette
from desktop.shell.menus import Menus
from desktop.shell.notice import Notice
from desktop.shell.page import Page, PageEntry
from desktop.shell.panels import Panels
from desktop.shell.rail import Rail
from desktop.shell.status import Status
from desktop.shell.top_bar import TopBar
from desktop.theme.tokens import MARGIN, SPACE
from desktop.turns import in_turns
from engine.issues import Severity

_SIZE = (1440, 900)
_DATA, _PROBLEMS = "data", "problems"
_QUIET_MS, _BETWEEN_MS = 1_500, 120
_AT_ONCE = 40  # widgets given their style in one turn


class MainWindow(QMainWindow):
    """One window for one project.

    Signals:
        close_requested(): The user closes the window; whoever composed it decides what about running work.

    Attributes:
        notice: Message at the top.
        panels: Panels at the bottom.
    """

    close_requested = Signal()

    def __init__(
        self, context: Context, entries: Sequence[PageEntry], panels: Sequence[PageEntry], *, in_parts: bool = False
    ) -> None:
        """Make the window.

        Args:
            context: What its pages are given.
            entries: Its pages.
            panels: The panels below.
            in_parts: Whether it is completed by `opening` before it is used; all at once otherwise.
        """
        super().__init__()
        looks = self.tr(" (read-only)") if context.session.is_read_only else ""
        self.setWindowTitle(f"{context.session.path.stem}{looks} – NetWORX Essentials")
        self.resize(*_SIZE)
        self._context = context
        self._entries = {entry.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._may_close = False
        self._parts = self._made(panels)
        if not in_parts:
            for _ in self._parts:
                pass

    def _made(self, panels: Sequence[PageEntry]) -> Iterator[None]:
        context, entries = self._context, list(self._entries.values())
        self._rail = Rail(entries)
        yield
        self._top = TopBar(context)
        self._stack = QStackedWidget()
        self.notice = Notice()
        self.panels = Panels(context, panels)
        yield
        self.setStatusBar(Status(context))
        self._arrange()
        yield
        self._palette = CommandPalette(context, self)
        self._add_actions(entries)
        self._connect()
        yield

    def opening(self) -> Iterator[None]:
        """Makes the window, then the first page, and shows it, part by part; see `in_turns`."""
        yield from self._parts
        for first in tuple(self._entries)[:1]:
            yield from self._making(first)
            self.show_page(first)
            yield
        yield from self._polishing()

    def prepare_pages(self) -> None:
        """Makes the other pages, and the panels, while the user looks at the first one."""
        pages = (self._making(name) for name in self._entries)
        parts = (part for making in chain(pages, [self.panels.making()]) for part in making if not self._may_close)
        QTimer.singleShot(_QUIET_MS, self, lambda: in_turns(self, parts, lambda: None, _BETWEEN_MS))

    def show_page(self, name: str) -> Page:
        """Brings a page to the front, made at the first time, and returns it."""
        page = self._page(name)
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

    def _page(self, name: str) -> Page:
        for _ in self._making(name):
            pass
        return self._pages[name]

    def _making(self, name: str) -> Iterator[None]:
        """A page is made, then put into its place, where it is given its style."""
        if name not in self._pages:
            self._pages[name] = self._entries[name].make(self._context)
            yield
        page = self._pages[name]
        yield from page.completing()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
            yield

    def _polishing(self) -> Iterator[None]:
        """Whatever the style sheet costs is paid before the window is shown."""
        for number, widget in enumerate(self.findChildren(QWidget), start=1):
            widget.ensurePolished()
            if number % _AT_ONCE == 0:
                yield

    def _add_actions(self, entries: Sequence[PageEntry]) -> None:
        actions = self._context.actions
        for number, entry in enumerate(entries, start=1):
            keys = f"Ctrl+{number}" if number <= 9 else ""
            text = self.tr("Go to {page}").replace("{page}", entry.title)
            actions.add(f"page.{entry.name}", text, self._opener(entry.name), shortcut=keys, symbol=entry.symbol)
        actions.add("window.palette", self.tr("Find anything"), self._palette.open, shortcut="Ctrl+K", symbol="search")
        for action in actions:
            self.addAction(action)
        Menus(self.menuBar(), actions)
        actions.added.connect(self._on_action_added)

    def _connect(self) -> None:
        navigation = self._context.navigation
        navigation.page_requested.connect(self.show_page)
        navigation.panel_requested.connect(self._on_panel_requested)
        navigation.badge_changed.connect(self.panels.set_badge)
        navigation.cell_requested.connect(self._on_cell_requested)
        if self.panels.has(_PROBLEMS):
            self._context.findings.changed.connect(self._on_findings_changed)
            self._on_findings_changed()
        self._rail.chosen.connect(self.show_page)
        self._top.palette_requested.connect(self._palette.open)

    def _on_findings_changed(self) -> None:
        findings = self._context.findings
        count = findings.count(Severity.ERROR) + findings.count(Severity.WARNING)
        self.panels.set_badge(_PROBLEMS, QLocale().toString(count) if count else "")

    def _opener(self, name: str) -> Callable[[], None]:
        return lambda: self._context.navigation.open_page(name)

    def _on_action_added(self, action: QAction) -> None:
        self.addAction(action)

    def _on_panel_requested(self, name: str) -> None:
        """Unfolds a panel, unless the page of the same name is in front, which tells more."""
        if self._stack.currentWidget() is not self._pages.get(name, self.panels):
            self.panels.show_panel(name)

    def _on_cell_requested(self, table: str, key: Mapping[str, str], column: str) -> None:
        if _DATA in self._entries:
            self.show_page(_DATA).jump_to(table, key, column)

    def _arrange(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._top)
        column.addWidget(self.notice)
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
