"""The charts of a run: what it costs, what its facilities do, whom it serves from how far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.charts.axis import exact, short
from desktop.charts.bars import Bar, BarChart
from desktop.charts.columns import Histogram, HistogramChart
from desktop.charts.gantt import GanttChart
from desktop.charts.stack import Stack, StackChart
from desktop.compute.run_figures import FacilityFigures, RunSummary
from desktop.context import Context
from desktop.theme.tokens import SPACE
from desktop.views.results.chart_card import ChartCard
from desktop.views.results.words import NONE, bucket_name, money, named, percent, short_money

_BETWEEN = " → "


class ChartRow(QWidget):
    """Three cards; a site clicked in one is selected everywhere."""

    def __init__(self, context: Context, note: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.costs = BarChart(self.tr("Costs"), self.tr("No costs"))
        self.periods = StackChart(self.tr("Costs by period, present value"), "", self.tr("No costs"))
        self.facilities = BarChart(self.tr("Utilisation of facilities"), self.tr("The model has no facilities"))
        self.open = GanttChart(self.tr("Open facilities by period"), self.tr("No facility is open"))
        self.service = HistogramChart(self.tr("Units delivered by distance"), self.tr("No distances are known"))
        self.lanes = BarChart(self.tr("Largest flows"), self.tr("Nothing flows"))
        self._cost_card = ChartCard([(self.tr("Costs"), self.costs), (self.tr("By period"), self.periods)], note)
        self._facility_card = ChartCard(
            [(self.tr("Utilisation"), self.facilities), (self.tr("Open in"), self.open)], note
        )
        self._service_card = ChartCard(
            [(self.tr("Service distance"), self.service), (self.tr("Flows"), self.lanes)], note
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for card in (self._cost_card, self._facility_card, self._service_card):
            layout.addWidget(card, 1)
        for chart in (self.facilities, self.open, self.lanes):
            chart.chosen.connect(self._on_chosen)
        self.periods.chosen.connect(context.selection.choose_period)
        context.selection.sites_changed.connect(self._on_sites_changed)

    def show_summary(self, summary: RunSummary) -> None:
        """Shows another run or period."""
        currency = summary.units["currency"]
        self._show_costs(summary, currency)
        self.facilities.show_bars([_facility_bar(row, currency) for row in summary.facilities])
        self.open.show_states(summary.periods, summary.states)
        self._show_service(summary)
        self._show_lanes(summary)
        self._on_sites_changed(self._context.selection.sites)
        several = len(summary.periods) > 1
        for card in (self._cost_card, self._facility_card):
            card.offer(1, offered=several)
        if several and not summary.period:
            self._cost_card.show_chart(1)

    def _show_costs(self, summary: RunSummary, currency: str) -> None:
        largest = max((abs(amount) for amount in summary.costs.values()), default=0.0) or 1.0
        total = sum(summary.costs.values()) or 1.0
        rows = sorted(summary.costs.items(), key=lambda row: -abs(row[1]))
        self.costs.show_bars(
            [
                Bar(
                    bucket,
                    bucket_name(bucket),
                    abs(amount) / largest,
                    short(amount),
                    f"{bucket_name(bucket)}: {money(amount, currency)}",
                    share_text=percent(amount / total),
                )
                for bucket, amount in rows
                if amount
            ]
        )
        stacks = [Stack(period, period, named(parts)) for period, parts in summary.stacks.items()]
        self.periods.show_stacks(stacks, currency)

    def _show_service(self, summary: RunSummary) -> None:
        unit = summary.units["distance_unit"]
        histogram = Histogram(summary.edges, summary.amounts, unit, self.tr("units")) if summary.edges else None
        self.service.show_histogram(histogram)

    def _show_lanes(self, summary: RunSummary) -> None:
        currency, unit = summary.units["currency"], summary.units["distance_unit"]
        most = max((lane.flow for lane in summary.lanes), default=1.0)
        self.lanes.show_bars(
            [
                Bar(
                    f"{lane.origin}\n{lane.destination}",
                    f"{lane.origin}{_BETWEEN}{lane.destination}",
                    lane.flow / most,
                    exact(lane.flow),
                    f"{lane.origin}{_BETWEEN}{lane.destination}\n{exact(lane.flow)} {self.tr('units')}\n"
                    f"{money(lane.cost, currency)}\n{_way(lane.distance, unit)}",
                )
                for lane in summary.lanes
            ]
        )

    def _on_chosen(self, key: str) -> None:
        self._context.selection.choose_sites(key.split("\n"))

    def _on_sites_changed(self, sites: frozenset[str]) -> None:
        self.facilities.choose(sites)
        self.open.choose(sites)


def _facility_bar(row: FacilityFigures, currency: str) -> Bar:
    use = QCoreApplication.translate("results", "no limit")
    if row.utilisation is not None:
        use = percent(row.utilisation, 0)
    words = [row.facility, f"{row.kind}, {row.state}", f"{exact(row.throughput)} / {_capacity(row)}"]
    return Bar(
        row.facility,
        row.facility,
        row.utilisation or 0.0,
        use if row.is_open else NONE,
        "\n".join([*words, short_money(row.cost, currency)]),
        hollow=not row.is_open,
    )


def _capacity(row: FacilityFigures) -> str:
    return "∞" if row.capacity is None else exact(row.capacity)


def _way(distance: float | None, unit: str) -> str:
    return NONE if distance is None else f"{exact(distance)} {unit}"
