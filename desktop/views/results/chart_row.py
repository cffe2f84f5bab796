"""The charts of a run: what it costs, what its facilities do, whom it serves from how far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.charts.bars import BarChart
from desktop.charts.columns import HistogramChart
from desktop.charts.gantt import GanttChart
from desktop.charts.stack import StackChart
from desktop.compute.run_figures import RunSummary
from desktop.context import Call, Context
from desktop.theme.tokens import SPACE
from desktop.views.results.chart_card import ChartCard
from desktop.views.results.series import (
    cost_bars,
    facility_bars,
    lane_bars,
    limit_bars,
    period_stacks,
    service_histogram,
)


class ChartRow(QWidget):
    """Three cards; what is clicked in one is selected everywhere.

    Signals:
        rows_requested(str, str, str): The rows of a result table in which a column holds a text are to be shown.
    """

    rows_requested = Signal(str, str, str)

    def __init__(self, context: Context, note: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._summary: RunSummary | None = None
        self._asked: Call | None = None
        self.costs = BarChart(self.tr("Costs"), self.tr("No costs"))
        self.periods = StackChart(self.tr("Costs by period, present value"), "", self.tr("No costs"))
        self.facilities = BarChart(self.tr("Utilisation of facilities"), self.tr("The model has no facilities"))
        self.open = GanttChart(self.tr("Open facilities by period"), self.tr("No facility is open"))
        self.limits = BarChart(self.tr("Limits that bind, by price"), self.tr("No limit binds at a price"))
        self.service = HistogramChart(self.tr("Units delivered by distance"), self.tr("No distances are known"))
        self.lanes = BarChart(self.tr("Largest flows"), self.tr("Nothing flows"))
        self._cost_card = ChartCard([(self.tr("Costs"), self.costs), (self.tr("By period"), self.periods)], note)
        facilities = [
            (self.tr("Utilisation"), self.facilities),
            (self.tr("Open in"), self.open),
            (self.tr("Binding limits"), self.limits),
        ]
        self._facility_card = ChartCard(facilities, note)
        service = [(self.tr("Service distance"), self.service), (self.tr("Flows"), self.lanes)]
        self._service_card = ChartCard(service, note)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for card in (self._cost_card, self._facility_card, self._service_card):
            layout.addWidget(card, 1)
        for chart in (self.facilities, self.open, self.lanes):
            chart.chosen.connect(self._on_chosen)
        self.limits.chosen.connect(self._on_limit_chosen)
        self.costs.chosen.connect(lambda bucket: self.rows_requested.emit("result_costs", "bucket", bucket))
        self.service.chosen.connect(self._on_distance_chosen)
        self.periods.chosen.connect(context.selection.choose_period)
        context.selection.sites_changed.connect(self._on_sites_changed)

    def show_summary(self, summary: RunSummary) -> None:
        """Shows another run or period."""
        self._summary = summary
        self.costs.show_bars(cost_bars(summary))
        self.periods.show_stacks(period_stacks(summary), summary.units["currency"])
        self.facilities.show_bars(facility_bars(summary))
        self.open.show_states(summary.periods, summary.states)
        self.limits.show_bars(limit_bars(summary))
        self.service.show_histogram(service_histogram(summary))
        self.lanes.show_bars(lane_bars(summary))
        self._on_sites_changed(self._context.selection.sites)
        several = len(summary.periods) > 1
        for card in (self._cost_card, self._facility_card):
            card.offer(1, offered=several)
        if several and not summary.period:
            self._cost_card.show_chart(1)

    def _on_chosen(self, key: str) -> None:
        self._context.selection.choose_sites(key.split("\n"))

    def _on_limit_chosen(self, key: str) -> None:
        """Shows the rows of the limit; a facility's own limit selects the facility, too."""
        table, row = key.split("\n", 1)
        self.rows_requested.emit("result_limits", "row", row)
        if table == "facilities":
            self._context.selection.choose_sites([row])

    def _on_distance_chosen(self, key: str) -> None:
        """Selects the customers that are reached from so far."""
        if self._summary is None:
            return
        if self._asked is not None:
            self._asked.cancel()
        low, high = map(float, key.split("\n"))
        arguments = {
            "file": str(self._context.session.path),
            "run": self._summary.stamp.run,
            "period": self._summary.period,
            "low": low,
            "high": high,
        }
        self._asked = self._context.calls.call("results:customers_at", arguments, self._context.selection.choose_sites)

    def _on_sites_changed(self, sites: frozenset[str]) -> None:
        self.facilities.choose(sites)
        self.open.choose(sites)
        self.lanes.choose(frozenset(key for key in self.lanes.keys if sites.issuperset(key.split("\n"))))
