"""Pages of a report that are lists, over as many pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.charts.axis import exact
from desktop.charts.gantt import GanttChart
from desktop.reports.content import ReportContent
from desktop.reports.paper import BODY, Paper, PaperColumn, rows_fitting
from desktop.reports.stamp import stamp_facts
from desktop.reports.words import tr
from desktop.views.results.words import NONE, percent

_MOST_GANTT_ROWS = 22


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page: its name for whoever waits, and how it is painted."""

    name: str
    paint: Callable[[Paper], None]


def facility_pages(content: ReportContent) -> Iterator[ReportPage]:
    """Facilities in figures, over as many pages as they need."""
    columns = (
        PaperColumn(tr("Facility"), 0.22),
        PaperColumn(tr("Kind"), 0.1),
        PaperColumn(tr("State"), 0.1),
        PaperColumn(tr("Open"), 0.13),
        PaperColumn(tr("Throughput"), 0.13, is_number=True),
        PaperColumn(tr("Capacity while open"), 0.12, is_number=True),
        PaperColumn(tr("Utilisation"), 0.08, is_number=True),
        PaperColumn(tr("Own cost, {currency}", currency=content.summary.units["currency"]), 0.12, is_number=True),
    )
    rows = [
        (
            row.facility,
            row.kind,
            row.state,
            _when(row.is_open, opened=row.opened, closed=row.closed),
            exact(row.throughput),
            NONE if row.capacity is None else exact(row.capacity),
            percent(row.utilisation),
            exact(row.cost),
        )
        for row in content.summary.facilities
    ]
    note = tr("Sums over all periods. Own cost: fixed, opening, closing, options and handling, as paid")
    note += left_out(len(rows), content.summary.figures.facilities)
    yield from _paged(tr("Facilities in figures"), note, columns, rows)


def left_out(shown: int, total: int) -> str:
    """What is said where not all facilities find room; empty where they do."""
    if shown >= total:
        return ""
    return ". " + tr(
        "The {shown} with the largest throughput of {total}; the workbook has all",
        shown=exact(shown),
        total=exact(total),
    )


def period_pages(content: ReportContent) -> Iterator[ReportPage]:
    """When facilities are open, over as many pages as they need."""
    title = tr("Open facilities by period")
    note = tr("Facilities that are open, open or close at any time")
    states = list(content.summary.states.items())
    note += left_out(len(content.summary.facilities), content.summary.figures.facilities)
    for first in range(0, max(len(states), 1), _MOST_GANTT_ROWS):
        part = dict(states[first : first + _MOST_GANTT_ROWS])

        def paint(paper: Paper, part: Mapping[str, Sequence[str]] = part) -> None:
            chart = GanttChart("", tr("No facility is open"))
            chart.show_states(content.summary.periods, part)
            paper.heading(title, note)
            paper.chart(BODY, "", chart)

        yield ReportPage(title, paint)


def _when(is_open: bool, *, opened: bool, closed: bool) -> str:
    words = [word for word, holds in ((tr("opened"), opened), (tr("closed"), closed)) if holds]
    return ", ".join(words) or (tr("open") if is_open else tr("not open"))


def _paged(
    title: str, note: str, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]
) -> Iterator[ReportPage]:
    most = rows_fitting(BODY.height())
    for first in range(0, len(rows), most):
        part = rows[first : first + most]

        def paint(paper: Paper, part: Sequence[Sequence[str]] = part) -> None:
            paper.heading(title, note)
            paper.table(BODY, columns, part)

        yield ReportPage(title, paint)


def _wrapped(
    paper: Paper, heading: tuple[str, str], columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]
) -> Iterator[ReportPage]:
    """Pages of a table whose texts are never cut."""
    rest = rows
    while rest:
        room = paper.rows_with_room(BODY, columns, rest)
        part, rest = rest[:room], rest[room:]

        def paint(paper: Paper, part: Sequence[Sequence[str]] = part) -> None:
            paper.heading(*heading)
            paper.wrapped_table(BODY, columns, part)

        yield ReportPage(heading[0], paint)


def assumption_pages(content: ReportContent, paper: Paper) -> Iterator[ReportPage]:
    """What the result rests on."""
    columns = (
        PaperColumn(tr("Kind"), 0.07),
        PaperColumn(tr("Item"), 0.17),
        PaperColumn(tr("What holds"), 0.34),
        PaperColumn(tr("Meaning"), 0.42),
    )
    rows = [(line.kind, line.item, line.value, line.meaning) for line in content.assumptions]
    heading = (tr("Assumptions"), tr("Under which the result holds"))
    yield from _wrapped(paper, heading, columns, rows)


def stamp_pages(content: ReportContent, paper: Paper) -> Iterator[ReportPage]:
    """Where the result comes from."""
    columns = (PaperColumn(tr("Fact"), 0.22), PaperColumn(tr("Value"), 0.78))
    rows = [(name, value if isinstance(value, str) else _number(value)) for name, value in stamp_facts(content)]
    heading = (tr("Run stamp"), tr("What is needed to trust this result and to get it again"))
    yield from _wrapped(paper, heading, columns, rows)


def _number(value: float) -> str:
    return exact(value) if float(value).is_integer() else f"{value:,.6g}" if abs(value) < 1e5 else exact(value, 2)
