"""The page of results: one run of the chosen scenario, or of the user's choice among its runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.compute.run_figures import RunSummary, Stamp
from desktop.context import Call
from desktop.shell.page import Page
from desktop.theme.tokens import SPACE
from desktop.views.results.chart_row import ChartRow
from desktop.views.results.empty import NoResult
from desktop.views.results.grid import ResultGrid
from desktop.views.results.kpi_cards import KpiCards, cards_of
from desktop.views.results.next_dialog import NextDialog
from desktop.views.results.report_menu import ReportMenu
from desktop.views.results.stamp_line import StampLine
from desktop.views.results.why_dialog import WhyDialog
from desktop.views.results.words import gap_text, moment, objective_text, stamp_text, status_name
from engine.runs.codec import from_plain
from engine.runs.record import RunRecord, RunStatus

_PAUSE_MS = 600
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class ResultsPage(Page):
    """Key figures, charts and tables, linked with the selection of all pages."""

    def _made(self) -> Iterator[None]:
        context = self.context
        self._summary: RunSummary | None = None
        self._asked: Call | None = None
        self._is_due = True
        self._is_edited = False
        self._last: dict[str, RunStatus] = {}
        self._stamp = StampLine()
        self._cards = KpiCards()
        yield
        self._charts = ChartRow(context, self._note)
        yield
        self._grid = ResultGrid(context)
        yield
        self._nothing = NoResult()
        self._stack = QStackedWidget()
        self._runs = _run_chooser(self.tr("Run"))
        self.reports = ReportMenu(context)
        self._header = QWidget()
        self._edited = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        yield
        yield from self._arranging()
        self._connect()

    @property
    def summary(self) -> RunSummary | None:
        """What is shown; None for nothing."""
        return self._summary

    @property
    def grid(self) -> ResultGrid:
        """The tables of the run."""
        return self._grid

    @property
    def stamp(self) -> StampLine:
        """Where the figures come from."""
        return self._stamp

    def enter(self) -> None:
        """Fetches what has changed meanwhile."""
        if self._is_due:
            self._refresh()
        elif self._is_edited:
            self._ask_stale()

    def header(self) -> QWidget | None:
        """The chooser of runs, and reports of the one that is shown."""
        return self._header

    def run_again(self) -> None:
        """Solves the scenario as it is now."""
        self.context.runs.start([self.context.selection.scenario], self.context.preferences.solve_options)

    def explain(self) -> None:
        """Says why the scenario has no solution, in the sheet of its own."""
        self.context.actions["explain.scenario"].trigger()

    def _arranging(self) -> Iterator[None]:
        """From the outside in: a widget that is put into another takes all that it holds along, which takes time."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        found = QWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(found)
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._stamp)
        column.addWidget(self._cards)
        split = QSplitter(Qt.Orientation.Vertical)
        column.addWidget(split, 1)
        split.addWidget(self._charts)
        yield
        split.addWidget(self._grid)
        yield
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE)
        head = QHBoxLayout(self._header)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(SPACE)
        head.addWidget(self._runs)
        head.addStretch()
        head.addWidget(self.reports)

    def _connect(self) -> None:
        selection, runs, session = self.context.selection, self.context.runs, self.context.session
        for signal in (selection.scenario_changed, selection.period_changed, selection.run_changed):
            signal.connect(self._on_other_wanted)
        runs.stored.connect(self._on_stored)
        runs.deleted.connect(self._on_stored)
        runs.changed.connect(self._on_run)
        session.changed.connect(lambda *_: self._edited.start())
        self._edited.timeout.connect(self._ask_stale)
        self._charts.rows_requested.connect(self._grid.show_rows)
        self._grid.asked_about.connect(self._on_asked_about)
        self._stamp.again_requested.connect(self.run_again)
        self._nothing.run_requested.connect(self.run_again)
        self._nothing.explain_requested.connect(self.explain)
        self._nothing.runs_requested.connect(lambda: self.context.navigation.open_page("runs"))
        self._runs.activated.connect(lambda place: selection.choose_run(self._runs.itemData(place)))

    def _on_other_wanted(self, _name: str) -> None:
        self._is_due = True
        if self.isVisible():
            self._refresh()

    def _on_run(self, record: RunRecord) -> None:
        if record.scenario != self.context.selection.scenario:
            return
        begins_or_ends = self._last.get(record.id) is not record.status
        self._last[record.id] = record.status
        if begins_or_ends and (record.status.is_final or self._summary is None):
            self._on_other_wanted(record.id)

    def _on_stored(self, record: RunRecord) -> None:
        if record.scenario == self.context.selection.scenario:
            self._on_other_wanted(record.id)

    def _refresh(self) -> None:
        """Asks for the run; an answer that is no longer wanted is dropped."""
        self._is_due = False
        selection = self.context.selection
        if self._asked is not None:
            self._asked.cancel()
        arguments = {
            "file": str(self.context.session.path),
            "scenario": selection.scenario,
            "run": selection.run,
            "period": selection.period,
        }
        self._asked = self.context.calls.call("results:overview", arguments, self._show)

    def _show(self, answer: Mapping[str, Any]) -> None:
        self._asked = None
        self._fill_runs([from_plain(Stamp, stamp) for stamp in answer["runs"]])
        found = answer["summary"]
        self._summary = None if found is None else from_plain(RunSummary, found)
        self._offer_reports()
        if self._summary is None:
            last = answer["last"]
            self._nothing.show_state(self.context.selection.scenario, None if last is None else from_plain(Stamp, last))
            self._stack.setCurrentIndex(0)
            return
        summary = self._summary
        self._stamp.show_newer(_newer_without_result(summary, answer["last"]))
        self._stamp.show_stamp(summary.stamp, summary.units["currency"])
        self._cards.show_cards(cards_of(summary))
        self._charts.show_summary(summary)
        self._grid.show_period(summary.period)
        self._grid.show_run(summary.stamp.run, summary.units)
        self._stack.setCurrentIndex(1)
        self._stamp.show_stale(stale=False)
        self._ask_stale()

    def _offer_reports(self) -> None:
        if self._summary is None:
            self.reports.show_run("", "")
        else:
            name = f"{self.context.session.path.stem} {self._summary.stamp.scenario}"
            self.reports.show_run(self._summary.stamp.run, _NOT_IN_NAMES.sub("-", name))

    def _fill_runs(self, stamps: list[Stamp]) -> None:
        self._runs.clear()
        for place, stamp in enumerate(stamps):
            name = self.tr("Latest run") if place == 0 else moment(stamp.finished)
            self._runs.addItem(f"{name}  ·  {status_name(stamp.status)}  ·  {gap_text(stamp)}", stamp.run)
            self._runs.setItemData(place, objective_text(stamp, ""), Qt.ItemDataRole.ToolTipRole)
        place = self._runs.findData(self.context.selection.run)
        self._runs.setCurrentIndex(max(place, 0))
        self._runs.setVisible(len(stamps) > 1)

    def _on_asked_about(self, kind: str, site: str) -> None:
        """Answers a question about a facility or a customer in a window of its own."""
        if self._summary is not None:
            kinds: dict[str, type[WhyDialog | NextDialog]] = {"facility": WhyDialog, "customer": NextDialog}
            kinds[kind](self.context, self._summary, site, self).show()

    def _ask_stale(self) -> None:
        """Asks whether the input is still the one that was solved; where nobody looks, later."""
        self._is_edited = not self.isVisible()
        if self._summary is not None and self.isVisible():
            arguments = {"file": str(self.context.session.path), "run": self._summary.stamp.run}
            self.context.calls.call("results:stale", arguments, self._take_stale)

    def _take_stale(self, answer: Mapping[str, Any]) -> None:
        if self._summary is not None and answer["run"] == self._summary.stamp.run:
            self._stamp.show_stale(stale=answer["stale"])

    def _note(self) -> str:
        """What stands below a picture of a chart."""
        if self._summary is None:
            return ""
        return f"{self._summary.stamp.scenario}  ·  {stamp_text(self._summary.stamp, self._summary.units['currency'])}"


def _newer_without_result(summary: RunSummary, last: Mapping[str, Any] | None) -> Stamp | None:
    """The newest run of the scenario where it ended without a result."""
    newest = None if last is None else from_plain(Stamp, last)
    if newest is None or newest.objective is not None or newest.run == summary.stamp.run:
        return None
    return newest if RunStatus(newest.status).is_final else None


def _run_chooser(name: str) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setMinimumWidth(220)
    chooser.hide()
    return chooser
