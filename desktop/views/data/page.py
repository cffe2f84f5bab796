"""The page of the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.marks import FindingMarks
from desktop.models.table_list import TableListModel
from desktop.models.table_model import TableModel
from desktop.shell.notice import Notice
from desktop.shell.page import Page
from desktop.theme.tokens import GAP, SPACE
from desktop.views.data.empty_table import EmptyTable
from desktop.views.data.find_bar import FindBar
from desktop.views.data.grid import GridView
from desktop.views.data.refused_paste import RefusedPaste
from desktop.views.data.row_count import RowCount
from desktop.views.data.shared_sites import SharedSites
from desktop.views.data.side_pane import SidePane
from desktop.views.data.sum_line import SumLine
from desktop.views.data.table_actions import TableActions
from desktop.views.data.table_edits import TableEdits
from desktop.views.data.table_tree import TableTree
from desktop.views.data.toolbar import Toolbar
from engine.errors import KnownError
from engine.schema import INPUT_TABLES
from sync.store import Asked

_FIRST = "facilities"
_TREE, _PANE = 236, 320


class DataPage(Page):
    """Tree of tables, grid, and the row in view."""

    def _made(self) -> Iterator[None]:
        context = self.context
        self.marks = FindingMarks(context.findings, self)
        self.model = TableModel(context.session, context.selection, self.marks, self)
        self.tables = TableListModel(context.session, context.selection, self.marks, self)
        self.tree = TableTree(self.tables)
        yield
        self.grid = GridView(self.model, context.session)
        self.edits = TableEdits(self.model, context.session, self)
        yield
        self.find_bar = FindBar(self.grid, context.session)
        self.pane = SidePane(self.model, context)
        self.empty = EmptyTable(context.actions)
        self.refused = RefusedPaste()
        yield
        self.notice = Notice()
        self.sites = SharedSites(self.grid, context, self)
        self.actions_of_page = TableActions(self, context.actions)
        self.toolbar = Toolbar(context.actions)
        self.count, self.sums = RowCount(), SumLine(self.grid)
        self._wanted: tuple[str, Mapping[str, str], str] | None = None
        self._stack = QStackedWidget()
        yield
        self._arrange()
        self._connect()
        yield
        self.show_table(_FIRST)

    def show_table(self, table: str) -> None:
        """Shows another table, all of its rows in the user's order."""
        if table != self.model.table.name or self.model.asked.table != table:
            self.notice.hide()
            self.refused.hide()
            self.model.show(Asked(table))
        self.tree.choose(table)

    def header(self) -> QWidget | None:
        """Number of rows shown, in the top bar."""
        return self.count

    def enter(self) -> None:
        """The grid has the keys."""
        self.grid.setFocus()

    def jump_to(self, table: str, key: Mapping[str, str], column: str) -> None:
        """Shows a cell, whatever filters are in force; see `Page`."""
        if table not in INPUT_TABLES:
            return
        self.show_table(table)
        if key:
            self._wanted = (table, key, column)
            self.context.session.ask(lambda project: project.rows.place_of(table, key), self._on_found)
        elif column:
            self._choose_column(table, column)

    def _choose_column(self, table: str, column: str) -> None:
        """Goes to the first cell of a column, as soon as the table is there."""
        if self.model.is_loading:
            way = Qt.ConnectionType.SingleShotConnection
            self.model.opened.connect(lambda: self._choose_column(table, column), way)
        elif self.model.table.name == table and self.model.total:
            self.grid.choose([0], self.model.table.column_names.index(column))
            self.grid.setFocus()

    def _on_found(self, place: int | None) -> None:
        """Goes to the row, without filters where they hide it; says so where it is gone."""
        if self._wanted is None:
            return
        table, _, column = self._wanted
        row = self.model.row_of(place) if place is not None else -1
        if place is None:
            self._wanted = None
            self.notice.tell(self.tr("That row is not there any more."))
        elif self.model.is_loading or self.model.table.name != table:
            self.model.opened.connect(lambda: self._on_found(place), Qt.ConnectionType.SingleShotConnection)
        elif row < 0 and (self.model.asked.filters or self.model.asked.search):
            self.model.opened.connect(lambda: self._on_found(place), Qt.ConnectionType.SingleShotConnection)
            self.grid.header.clear_filters()
        else:
            self._wanted = None
            number = self.model.table.column_names.index(column) if column in self.model.table.by_name else -1
            self.grid.choose([row], number)
            self.grid.setFocus()

    def _on_opened(self) -> None:
        self.grid.header.mark_wrong("")
        is_empty = self.model.total == 0 and self.model.draft.is_empty
        self.empty.show_table(self.model.table)
        self._stack.setCurrentWidget(self.empty if is_empty else self.grid)
        self.sites.choose_shared()

    def _on_filter_refused(self, error: KnownError) -> None:
        self.grid.header.mark_wrong(error.where)
        self.notice.tell_error(error)

    def _on_cell_refused(self, place: int, column: str, text: str, words: str) -> None:
        row = self.model.row_of(place)
        if row >= 0:
            self.grid.edit_again(row, self.model.table.column_names.index(column), text, words)

    def _on_row_left(self, row: int) -> None:
        if row == self.model.draft_row and not self.model.draft.missing:
            self.edits.keep_draft()

    def _on_draft_finished(self) -> None:
        if self.edits.keep_draft():
            self.begin_draft()

    def _on_draft_changed(self) -> None:
        refusal = self.model.draft.refusal
        if refusal:
            self.notice.tell(refusal)
        elif not self.model.draft.is_empty:
            self._stack.setCurrentWidget(self.grid)

    def begin_draft(self) -> None:
        """Goes to the first cell of the new row."""
        self._stack.setCurrentWidget(self.grid)
        self.grid.setFocus()
        self.grid.choose([self.model.draft_row], 0)

    def _on_chosen_changed(self) -> None:
        index = self.grid.currentIndex()
        self.pane.show_cell(index.row(), index.column())
        self.sums.update_sums()
        self.actions_of_page.update_enabled()

    def _connect(self) -> None:
        model, edits = self.model, self.edits
        self.tree.table_chosen.connect(self.show_table)
        model.opened.connect(self._on_opened)
        model.counted.connect(lambda shown, total: self.count.show_counts(model.table.name, shown, total))
        model.filter_refused.connect(self._on_filter_refused)
        model.draft_changed.connect(self._on_draft_changed)
        header = self.grid.header
        header.sort_requested.connect(lambda sort: model.show(replace(model.asked, sort=sort)))
        header.filters_requested.connect(lambda filters: model.show(replace(model.asked, filters=filters)))
        self.grid.chosen_changed.connect(self._on_chosen_changed)
        self.grid.row_left.connect(self._on_row_left)
        self.grid.draft_finished.connect(self._on_draft_finished)
        edits.told.connect(self.sums.tell)
        edits.failed.connect(self.notice.tell_error)
        edits.cell_refused.connect(self._on_cell_refused)
        edits.paste_refused.connect(self.refused.tell)
        self.refused.paste_requested.connect(edits.paste_again)
        self.find_bar.replace_requested.connect(lambda wanted: edits.replace_all(model.asked, wanted))
        self.empty.row_requested.connect(self.begin_draft)
        self.empty.paste_requested.connect(self.actions_of_page.paste)

    def _arrange(self) -> None:
        """From the outside in: a widget that is put into another takes all that it holds along, which takes time."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(SPACE)
        layout.addWidget(split)
        left, middle = QFrame(), QFrame()
        for part in (left, middle, self.pane):
            split.addWidget(part)
        for card in (left, middle):
            card.setProperty("card", "true")
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([_TREE, 10_000, _PANE])
        column = QVBoxLayout(left)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self.tree)
        self._arrange_middle(middle)

    def _arrange_middle(self, middle: QFrame) -> None:
        column = QVBoxLayout(middle)
        column.setContentsMargins(1, GAP, 1, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.toolbar)
        for widget in (self.find_bar, self.notice, self.refused):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        column.addWidget(self.sums)
