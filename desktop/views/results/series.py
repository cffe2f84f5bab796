"""From the figures of a run to what its charts show, on the page and in reports."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.charts.axis import exact, short
from desktop.charts.bars import Bar
from desktop.charts.columns import Histogram
from desktop.charts.stack import Stack
from desktop.compute.run_figures import FacilityFigures, LaneFigures, RunSummary
from desktop.views.results.words import NONE, bucket_name, money, named, percent, short_money

_BETWEEN = " → "


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def cost_bars(summary: RunSummary) -> list[Bar]:
    """A bar for each cost bucket, the largest first, with its share of the total."""
    currency = summary.units["currency"]
    largest = max((abs(amount) for amount in summary.costs.values()), default=0.0) or 1.0
    total = sum(summary.costs.values()) or 1.0
    rows = sorted(summary.costs.items(), key=lambda row: -abs(row[1]))
    return [
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


def period_stacks(summary: RunSummary) -> list[Stack]:
    """A stack of costs for each period."""
    return [Stack(period, period, named(parts)) for period, parts in summary.stacks.items()]


def facility_bars(summary: RunSummary) -> list[Bar]:
    """Utilisation of each facility, open ones first."""
    return [_facility_bar(row, summary.units["currency"]) for row in summary.facilities]


def lane_bars(summary: RunSummary) -> list[Bar]:
    """The largest flows between two sites."""
    most = max((lane.flow for lane in summary.lanes), default=1.0)
    return [_lane_bar(lane, most, summary) for lane in summary.lanes]


def service_histogram(summary: RunSummary) -> Histogram | None:
    """Units delivered by distance; None where no distance is known."""
    if not summary.edges:
        return None
    return Histogram(summary.edges, summary.amounts, summary.units["distance_unit"], _tr("units"))


def _facility_bar(row: FacilityFigures, currency: str) -> Bar:
    use = _tr("no limit") if row.utilisation is None else percent(row.utilisation, 0)
    capacity = "∞" if row.capacity is None else exact(row.capacity)
    words = [row.facility, f"{row.kind}, {row.state}", f"{exact(row.throughput)} / {capacity}"]
    return Bar(
        row.facility,
        row.facility,
        row.utilisation or 0.0,
        use if row.is_open else NONE,
        "\n".join([*words, short_money(row.cost, currency)]),
        hollow=not row.is_open,
    )


def _lane_bar(lane: LaneFigures, most: float, summary: RunSummary) -> Bar:
    name = f"{lane.origin}{_BETWEEN}{lane.destination}"
    way = NONE if lane.distance is None else f"{exact(lane.distance)} {summary.units['distance_unit']}"
    words = [name, f"{exact(lane.flow)} {_tr('units')}", money(lane.cost, summary.units["currency"]), way]
    return Bar(f"{lane.origin}\n{lane.destination}", name, lane.flow / most, exact(lane.flow), "\n".join(words))
