"""Everything that can be done to the table in view, as actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from desktop.shell.actions import Actions
from desktop.views.data.grid import Chosen

if TYPE_CHECKING:
    from desktop.views.data.page import DataPage


class TableActions(QObject):
    """Adds the actions of the page and keeps them enabled while it is in front."""

    def __init__(self, page: DataPage, actions: Actions) -> None:
        super().__init__(page)
        self._page, self._actions = page, actions
        self._names: list[str] = []
        self._add("add_row", self.tr("Add a row"), page.begin_draft, "Ctrl++", "plus")
        self._add("duplicate", self.tr("Duplicate rows"), self._duplicate, "Ctrl+Shift+D", "rows-3")
        self._add("delete", self.tr("Delete rows"), self._delete, "Ctrl+-", "trash-2")
        self._add("copy", self.tr("Copy cells"), self._on_chosen(page.edits.copy), "Ctrl+C", "copy")
        self._add("cut", self.tr("Cut cells"), self._cut, "Ctrl+X")
        self._add("paste", self.tr("Paste cells"), self.paste, "Ctrl+V", "clipboard-paste")
        self._add("clear", self.tr("Clear cells"), self._on_chosen(page.edits.clear), "Del")
        self._add(
            "fill_down", self.tr("Fill down"), self._on_chosen(page.edits.fill_down), "Ctrl+D", "arrow-down-to-line"
        )
        self._add("find", self.tr("Find in the table"), lambda: page.find_bar.open(replacing=False), "Ctrl+F", "search")
        self._add(
            "replace", self.tr("Find and replace"), lambda: page.find_bar.open(replacing=True), "Ctrl+H", "replace"
        )
        self._add("filter", self.tr("Filter rows"), self._filter, "Ctrl+Shift+L", "funnel")
        self._add("pane", self.tr("Show the row beside the table"), self._show_pane, "F4", "panel-right")
        page.installEventFilter(self)

    def paste(self) -> None:
        """Pastes from the first chosen cell on; into an empty table from its first column on."""
        page = self._page
        end = page.model.draft_row
        chosen = self._chosen() if page.grid.isVisible() else Chosen(range(end, end + 1), range(1))
        if chosen is not None:
            page.edits.paste(chosen)

    def update_enabled(self) -> None:
        """What needs chosen rows is offered where there are some."""
        is_chosen = bool(self._page.grid.chosen_rows())
        for name in ("duplicate", "delete"):
            self._actions[f"table.{name}"].setEnabled(is_chosen and self._page.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of this page do nothing while another one is in front."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            for name in self._names:
                self._actions[name].setEnabled(event.type() == QEvent.Type.Show)
            self.update_enabled()
        return super().eventFilter(watched, event)

    def _add(self, name: str, text: str, run: Callable[[], None], keys: str, symbol: str = "") -> None:
        self._names.append(f"table.{name}")
        self._actions.add(f"table.{name}", text, run, shortcut=keys, symbol=symbol)

    def _on_chosen(self, run: Callable[[Chosen], None]) -> Callable[[], None]:
        def run_on_chosen() -> None:
            chosen = self._chosen()
            if chosen is not None:
                run(chosen)

        return run_on_chosen

    def _chosen(self) -> Chosen | None:
        """The chosen block; says so where there is none."""
        chosen = self._page.grid.chosen()
        if chosen is None:
            self._page.notice.tell(self.tr("Choose one block of cells first."))
        return chosen

    def _cut(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._page.edits.copy(chosen)
            self._page.edits.clear(chosen)

    def _delete(self) -> None:
        self._page.edits.delete(self._page.grid.chosen_rows())

    def _duplicate(self) -> None:
        page = self._page
        if page.edits.duplicate(page.grid.chosen_rows()):
            page.begin_draft()
            page.notice.tell(self.tr("The row stands below as a new one: change its key to keep it."))

    def _filter(self) -> None:
        header = self._page.grid.header
        header.show_filters(not header.shows_filters)
        if header.shows_filters:
            column = max(self._page.grid.currentIndex().column(), 0)
            header.focus_filter(self._page.model.column(column).name)

    def _show_pane(self) -> None:
        self._page.pane.setVisible(not self._page.pane.isVisible())
