"""The page of one run: its head, the live chart of incumbent and bound, phases, log, and how it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from desktop.charts.bars import Bar, BarChart
from desktop.charts.progress import ProgressChart
from desktop.theme.tokens import MARGIN, SPACE
from desktop.views.runs.facts import facts_of
from desktop.views.runs.facts_view import FactsView
from desktop.views.runs.figures import duration
from desktop.views.runs.head import RunHead
from desktop.views.runs.log_view import LogView
from desktop.views.runs.states import phase_name
from desktop.views.runs.story import Story, in_focus, seconds_of
from engine.runs.record import RunRecord
from engine.runs.same_input import is_taken_over

_NOT_PHASES = frozenset({"total"})


class RunDetail(QFrame):
    """Everything about one run."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.head = RunHead(actions)
        self.chart = ProgressChart(self.tr("Incumbent and bound over time"), "")
        self.phases = BarChart(self.tr("Time of each phase"), self.tr("No phase has begun."))
        self.log = LogView()
        self.facts = FactsView(self.tr("Options, size and origin"))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        column.setSpacing(MARGIN)
        column.addWidget(self.head)
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        row.addLayout(self._chart_side(), 3)
        row.addWidget(self._tabs(), 2)
        column.addLayout(row, 1)

    def show_run(self, record: RunRecord, story: Story) -> None:
        """Shows another run, or the same one as it is now."""
        self.head.show_run(record, story)
        self.chart.say_when_empty(self._nothing_words(record))
        self.chart.show_progress(*in_focus(story))
        self.phases.show_bars(_bars(record, story))
        self.log.show_lines(record.id, story.log)
        self.facts.show_facts(facts_of(record))

    def _nothing_words(self, record: RunRecord) -> str:
        if not record.status.is_final:
            return self.tr("The first solution and the first bound will stand here.")
        if record.objective is None:
            return self.tr("The run ended before it had a solution or a bound.")
        if is_taken_over(record):
            return self.tr("Another run has found this solution.")
        return self.tr("The way to this solution was not kept.")

    def _chart_side(self) -> QVBoxLayout:
        title = QLabel(self.tr("Incumbent and bound"))
        title.setProperty("kind", "heading")
        side = QVBoxLayout()
        side.setSpacing(SPACE)
        side.addWidget(title)
        side.addWidget(self.chart, 1)
        return side

    def _tabs(self) -> QTabWidget:
        phases = QScrollArea()
        phases.setFrameShape(QFrame.Shape.NoFrame)
        phases.setWidgetResizable(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.addWidget(self.phases, 0, Qt.AlignmentFlag.AlignTop)
        phases.setWidget(inside)
        for widget in (inside, phases.viewport()):
            widget.setAutoFillBackground(False)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.addTab(phases, self.tr("Phases"))
        tabs.addTab(self.log, self.tr("Log"))
        tabs.addTab(self.facts, self.tr("Options and origin"))
        return tabs


def _bars(record: RunRecord, story: Story) -> list[Bar]:
    """Phases in their order, as long as they took."""
    took = {name: seconds for name, seconds in record.seconds.items() if name not in _NOT_PHASES}
    if not record.status.is_final:
        took |= story.seconds_of_phases(seconds_of(record) or 0.0)
    longest = max(took.values(), default=0.0) or 1.0
    return [
        Bar(name, phase_name(name), seconds / longest, duration(seconds), f"{phase_name(name)}: {duration(seconds)}")
        for name, seconds in took.items()
    ]
