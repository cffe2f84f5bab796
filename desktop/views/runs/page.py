"""The page of runs: the list, and below it the run that is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import Context
from desktop.shell.page import Page
from desktop.theme.tokens import GAP, MARGIN, SPACE
from desktop.views.runs.book import RunBook
from desktop.views.runs.detail import RunDetail
from desktop.views.runs.options_button import OptionsButton
from desktop.views.runs.place_button import PlaceButton
from desktop.views.runs.steps import actions_of_one, aim
from desktop.views.runs.table import RunsTable

_WORDS_WIDTH = 480


class RunsPage(Page):
    """Runs of the project, queued, under way and done."""

    def _made(self) -> Iterator[None]:
        context = self.context
        self.book = RunBook(context, self)
        actions = actions_of_one(context.actions)
        self.table = RunsTable(self.book)
        self.table.offer(actions, context.actions["run.delete"])
        yield
        self.detail = RunDetail(actions)
        yield
        self._seen: frozenset[str] = frozenset(self.book.order())
        self._header = _header(context)
        self._run = QPushButton()
        yield
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        layout.addWidget(self._stack)
        self._stack.addWidget(self._nothing())
        yield
        self._stack.addWidget(self._runs())
        yield
        self.table.run_changed.connect(self._on_run_changed)
        self.table.opened.connect(self._open_results)
        self.table.touched.connect(self._aim)
        self.detail.head.touched.connect(self._aim)
        self.book.changed.connect(self._on_changed)
        context.selection.run_changed.connect(self.table.choose)
        self._show_any()

    def enter(self) -> None:
        """The list takes the keys, or the button where there is no list."""
        (self.table if self._stack.currentIndex() else self._run).setFocus()
        self._aim()

    def header(self) -> QWidget | None:
        """What is asked of the solver, and the button that runs."""
        return self._header

    def _show_any(self) -> None:
        order = self.book.order()
        self._stack.setCurrentIndex(1 if order else 0)
        if order and not self.table.run:
            self.table.choose(self.context.selection.run or order[0])

    def _on_changed(self, runs: frozenset[str]) -> None:
        self._show_any()
        self._look_at_new(runs)
        if self.table.run in runs:
            self._on_run_changed(self.table.run)

    def _look_at_new(self, runs: frozenset[str]) -> None:
        """A run that was just asked for is looked at, unless another one that is not done yet is."""
        new = [run for run in self.book.order() if run in runs - self._seen]
        self._seen |= runs
        looked_at = self.book.record(self.table.run)
        if new and (looked_at is None or looked_at.status.is_final) and not self.book.is_final(new[0]):
            self.table.choose(new[0])

    def _on_run_changed(self, run: str) -> None:
        record = self.book.record(run)
        self._aim()
        if record is not None:
            self.detail.show_run(record, self.book.story(run))

    def _aim(self) -> None:
        """The panel has a current run of its own: the actions mean the one of the list that was touched last."""
        if self.isVisible():
            aim(self.context.actions, self.book.record(self.table.run))

    def _open_results(self) -> None:
        self._aim()
        self.context.actions["run.results"].trigger()

    def _runs(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        inside.addWidget(self.table)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(card)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        split.setHandleWidth(SPACE)
        split.setChildrenCollapsible(False)
        return split

    def _nothing(self) -> QWidget:
        title = QLabel(self.tr("No scenario has been run yet"))
        title.setProperty("kind", "title")
        words = QLabel(
            self.tr(
                "A run solves a scenario as it stands when you ask for it; you can go on editing meanwhile. "
                "Here you will see how far each run is, how good its solution is proven to be, and what it took."
            ),
            wordWrap=True,
        )
        words.setProperty("kind", "muted")
        words.setFixedWidth(_WORDS_WIDTH)
        run = self._run
        run.setText(self.tr("Run the selected scenario (F5)"))
        run.setProperty("kind", "primary")
        run.clicked.connect(self.context.actions["run.selected"].trigger)
        column = QVBoxLayout()
        column.setSpacing(MARGIN)
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(run, 0, Qt.AlignmentFlag.AlignLeft)
        nothing = QWidget()
        around = QHBoxLayout(nothing)
        around.addStretch()
        around.addLayout(column)
        around.addStretch()
        around.setAlignment(column, Qt.AlignmentFlag.AlignVCenter)
        return nothing


def _header(context: Context) -> QWidget:
    header = QWidget()
    row = QHBoxLayout(header)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    row.addStretch()
    if context.connection is not None:
        row.addWidget(PlaceButton(context.preferences, context.connection, context.actions))
    row.addWidget(OptionsButton(context.preferences))
    return header
