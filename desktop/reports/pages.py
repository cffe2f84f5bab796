"""The pages of a report, each a function that paints on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from desktop.charts.axis import exact
from desktop.charts.bars import BarChart
from desktop.charts.columns import HistogramChart
from desktop.charts.stack import StackChart
from desktop.map.painting import paint_map
from desktop.map.scene import Scene
from desktop.reports.content import ReportContent
from desktop.reports.list_pages import ReportPage, assumption_pages, facility_pages, left_out, period_pages, stamp_pages
from desktop.reports.paper import BODY, EDGE, WIDTH, Paper, PaperColumn
from desktop.reports.stamp import checked_words
from desktop.reports.words import tr
from desktop.views.results.kpi_cards import Card, cards_of
from desktop.views.results.series import cost_bars, facility_bars, lane_bars, period_stacks, service_histogram
from desktop.views.results.words import NONE, bucket_name, moment, percent, status_name

_GAP = 24.0
_CARD_HEIGHT = 62.0
_BAR_ROW = 24.0 * 0.74
_MAP_SCALE = 0.74


def pages_of(content: ReportContent, scene: Scene, paper: Paper) -> list[ReportPage]:
    """All pages in order.

    Args:
        content: What to show.
        scene: What stands on the map.
        paper: Measures texts.
    """
    pages = [
        ReportPage(tr("Cover"), lambda paper: _cover(paper, content)),
        ReportPage(tr("Key figures"), lambda paper: _figures(paper, content)),
        ReportPage(tr("Map"), lambda paper: _map(paper, content, scene)),
        ReportPage(tr("Facilities"), lambda paper: _facilities(paper, content)),
        ReportPage(tr("Service"), lambda paper: _service(paper, content)),
    ]
    if len(content.summary.periods) > 1:
        pages += period_pages(content)
    return [*pages, *facility_pages(content), *assumption_pages(content, paper), *stamp_pages(content, paper)]


def _cover(paper: Paper, content: ReportContent) -> None:
    tokens, record = paper.tokens, content.record
    paper.box(QRectF(0, 0, 10, 595), tokens.accent, 0)
    width = WIDTH - 2 * EDGE
    paper.text(QRectF(EDGE, 120, width, 18), tr("Network design report"), 12, colour=tokens.muted)
    paper.text(QRectF(EDGE, 144, width, 44), content.project, 34, bold=True)
    size = next(size for size in (20, 16, 13, 1) if size == 1 or paper.width_of(record.scenario, size) <= width)
    if size > 1:
        paper.text(QRectF(EDGE, 192, width, 26), record.scenario, size, colour=tokens.accent)
    else:
        paper.paragraph(QRectF(EDGE, 190, width, 32), record.scenario, 11, colour=tokens.accent)
    if content.is_stale:
        told = tr("Stale: the input of this scenario has been edited since the run.")
        paper.text(QRectF(EDGE, 222, width, 16), told, 10, colour=tokens.warn, bold=True)
    _cards(paper, cards_of(content.summary), 262)
    rows = [
        (tr("Status"), status_name(record.status.value)),
        (tr("Checked"), checked_words(content)),
        (tr("Solved"), f"{moment(record.finished)}  ·  {record.versions.solver}  ·  {tr('run {id}', id=record.id)}"),
        (tr("Input"), tr("hash {hash}", hash=record.input_hash)),
        (tr("Report made"), f"{moment(content.made)}  ·  NetWORX Essentials {record.versions.application}"),
    ]
    for number, (name, value) in enumerate(rows):
        y = 372 + number * 17
        paper.text(QRectF(EDGE, y, 90, 14), name, 9, colour=tokens.muted)
        paper.text(QRectF(EDGE + 92, y, width - 92, 14), value, 9)


def _cards(paper: Paper, cards: Sequence[Card], top: float) -> None:
    width = (WIDTH - 2 * EDGE - 10 * (len(cards) - 1)) / len(cards)
    for number, card in enumerate(cards):
        area = QRectF(EDGE + number * (width + 10), top, width, _CARD_HEIGHT)
        paper.box(area, paper.tokens.window, 4)
        inner = area.adjusted(9, 6, -6, -6)
        paper.text(QRectF(inner.left(), inner.top(), inner.width(), 12), card.title, 8, colour=paper.tokens.muted)
        paper.text(QRectF(inner.left(), inner.top() + 14, inner.width(), 20), card.figure, 15, bold=True)
        note = QRectF(inner.left(), inner.top() + 37, inner.width(), 12)
        paper.text(note, card.note, 7.4, colour=paper.tokens.muted)


def _figures(paper: Paper, content: ReportContent) -> None:
    currency = content.summary.units["currency"]
    paper.heading(tr("Key figures and costs"), tr("Present value in {currency}", currency=currency))
    _cards(paper, cards_of(content.summary), BODY.top())
    below = BODY.adjusted(0, _CARD_HEIGHT + _GAP, 0, 0)
    half = (below.width() - _GAP) / 2
    left = QRectF(below.left(), below.top(), half, below.height())
    if len(content.summary.periods) > 1:
        stack = StackChart("", currency, "")
        stack.show_stacks(period_stacks(content.summary), currency)
        paper.chart(left, tr("Costs by period"), stack)
    else:
        bars = BarChart("", "")
        bars.show_bars(cost_bars(content.summary))
        paper.chart(left, tr("Costs"), bars)
    columns = (
        PaperColumn(tr("Cost"), 0.44),
        PaperColumn(tr("Present value, {currency}", currency=currency), 0.36, is_number=True),
        PaperColumn(tr("Share"), 0.2, is_number=True),
    )
    total = sum(content.summary.costs.values())
    has_shares = total > 0 and min(content.summary.costs.values()) >= 0  # a profit has none
    rows = [
        (bucket_name(bucket), exact(cost), percent(cost / total) if has_shares else NONE)
        for bucket, cost in content.summary.costs.items()
        if cost
    ]
    area = QRectF(below.left() + half + _GAP, below.top(), half, below.height())
    whole = (tr("Total"), exact(total), percent(1.0) if has_shares else NONE)
    paper.table(area, columns, [*rows, whole], has_total=True)


def _map(paper: Paper, content: ReportContent, scene: Scene) -> None:
    note = tr("Flows of {scenario}, all periods and products together", scenario=content.record.scenario)
    paper.heading(tr("Map"), note)
    area = BODY
    painter = paper.painter
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(_MAP_SCALE, _MAP_SCALE)
    painter.setFont(paper.font(13))
    paint_map(painter, QRectF(0, 0, area.width() / _MAP_SCALE, area.height() / _MAP_SCALE), scene, paper.tokens)
    painter.restore()


def _facilities(paper: Paper, content: ReportContent) -> None:
    most = int((BODY.height() - 20) / _BAR_ROW)
    bars = facility_bars(content.summary)[: 2 * most]
    note = tr("Utilisation is throughput / capacity while open")
    paper.heading(tr("Facilities"), f"{note}{left_out(len(bars), content.summary.figures.facilities)}")
    columns = 1 if len(bars) <= most else 2
    width = (BODY.width() - (columns - 1) * 2 * _GAP) / columns
    rows = -(-len(bars) // columns)
    for number in range(columns):
        chart = BarChart("", "")
        chart.show_bars(bars[number * rows : (number + 1) * rows])
        left = BODY.left() + number * (width + 2 * _GAP)
        title = tr("Utilisation") if not number else ""
        paper.chart(QRectF(left, BODY.top(), width, BODY.height()), title, chart)


def _service(paper: Paper, content: ReportContent) -> None:
    summary = content.summary
    unit = summary.units["distance_unit"]
    average = NONE if summary.figures.distance is None else f"{exact(summary.figures.distance)} {unit}"
    paper.heading(tr("Service and flows"), tr("Average distance to customers: {average}", average=average))
    half = (BODY.width() - 2 * _GAP) / 2
    service = HistogramChart("", tr("No distances are known"))
    service.show_histogram(service_histogram(summary))
    left = QRectF(BODY.left(), BODY.top(), half, BODY.height() * 0.72)
    paper.chart(left, tr("Units delivered by distance, {unit}", unit=unit), service)
    lanes = BarChart("", tr("Nothing flows"))
    lanes.show_bars(lane_bars(summary)[: int((BODY.height() - 20) / _BAR_ROW)])
    right = QRectF(left.right() + 2 * _GAP, BODY.top(), half, BODY.height())
    paper.chart(right, tr("Largest flows, units"), lanes)
