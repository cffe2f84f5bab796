"""The panel of runs: what is under way and what has just ended, below any page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.page import Page
from desktop.views.runs.book import RunBook
from desktop.views.runs.steps import actions_of_one, aim
from desktop.views.runs.table import RunsTable
from desktop.views.runs.table_model import Column


class RunsPanel(Page):
    """The list of runs in short; opening one leads to its page."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.book = RunBook(context, self)
        self.table = RunsTable(self.book, hidden=(Column.ASKED,))
        self.table.offer(actions_of_one(context.actions), context.actions["run.delete"])
        self.table.opened.connect(self._open)
        self.table.touched.connect(self._aim)
        self.table.run_changed.connect(self._aim)
        self._message = QLabel(self.tr("No scenario has been run yet. F5 runs the selected one."))
        self._message.setProperty("kind", "muted")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.book.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self.book.order() else 0)

    def _aim(self) -> None:
        if self.isVisible():
            aim(self.context.actions, self.book.record(self.table.run))

    def _open(self, run: str) -> None:
        record = self.book.record(run)
        if record is not None:
            self.context.selection.choose_scenario(record.scenario)
            self.context.selection.choose_run(run)
        self.context.navigation.open_page("runs")
