"""From the figures of a run to what its charts show, on the page and in reports."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.charts.axis import exact, short
from desktop.charts.bars import Bar
from desktop.charts.chart import ARROW
from desktop.charts.columns import Histogram
from desktop.charts.stack import Stack
from desktop.compute.run_figures import FacilityFigures, LaneFigures, LimitFigures, RunSummary
from desktop.views.results.words import NONE, bucket_name, money, named, percent, short_money


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def cost_bars(summary: RunSummary) -> list[Bar]:
    """A bar for each cost bucket, the largest first, with its share of the total."""
    currency = summary.units["currency"]
    largest = max((abs(amount) for amount in summary.costs.values()), default=0.0) or 1.0
    total = sum(summary.costs.values())
    has_shares = total > 0 and min(summary.costs.values()) >= 0  # a profit has none
    rows = sorted(summary.costs.items(), key=lambda row: -abs(row[1]))
    return [
        Bar(
            bucket,
            bucket_name(bucket),
            abs(amount) / largest,
            short(amount),
            f"{bucket_name(bucket)}: {money(amount, currency)}",
            share_text=percent(amount / total) if has_shares else "",
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


def limit_bars(summary: RunSummary) -> list[Bar]:
    """Limits that bind, by what a unit more of each would change."""
    dearest = max((abs(limit.shadow_price) for limit in summary.limits), default=1.0)
    unit = summary.units["currency"] if summary.stamp.is_money else ""
    several = len(summary.periods) > 1
    return [_limit_bar(limit, dearest, unit, several=several) for limit in summary.limits]


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
    name = f"{lane.origin}{ARROW}{lane.destination}"
    way = NONE if lane.distance is None else f"{exact(lane.distance)} {summary.units['distance_unit']}"
    words = [name, f"{exact(lane.flow)} {_tr('units')}", money(lane.cost, summary.units["currency"]), way]
    return Bar(f"{lane.origin}\n{lane.destination}", name, lane.flow / most, exact(lane.flow), "\n".join(words))


def _limit_bar(limit: LimitFigures, dearest: float, unit: str, *, several: bool) -> Bar:
    """A limit; its place is told where there are several, e.g. periods."""
    name = f"{limit.row} ({limit.place})" if limit.place and several else limit.row
    price = f"{short(limit.shadow_price)} {unit}".strip()
    told = _tr("{price} for each unit more of {column}, now {limit}").replace("{price}", price)
    told = told.replace("{column}", limit.column).replace("{limit}", exact(limit.limit, 2))
    return Bar(
        f"{limit.table}\n{limit.row}", name, abs(limit.shadow_price) / dearest, price, f"{limit.table}: {name}\n{told}"
    )
