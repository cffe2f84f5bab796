"""Rules on periods: one order, no gap, no overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from engine.expansion.periods import read_periods
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Theme, cells, rule
from engine.validation.rules.cells import read_date
from engine.validation.wording import figure

_DAYS_PER_YEAR = 365.25
_SLACK_DAYS = 3.0  # a quarter has 90 to 92 days, a month 28 to 31


def _starts(facts: Facts) -> list[tuple[date, float, int]]:
    """Start, length in days and row of each period with a readable start date, in time order."""
    frame = facts.frame("periods")
    dates = map(read_date, frame["start_date"])
    rows = zip(dates, frame["years"], strict=True)
    return sorted((start, years * _DAYS_PER_YEAR, row) for row, (start, years) in enumerate(rows) if start)


@rule(
    "period-order-ambiguous",
    Severity.ERROR,
    "Only some periods have a start date",
    message="start_date is blank while other periods have one; give every period a start date, or none.",
    why="Periods are ordered by their dates or by their names, and the two cannot be mixed.",
    fix="Fill the start dates, or clear all of them.",
)
def period_order_ambiguous(facts: Facts) -> Iterator[Finding]:
    """Some start dates are blank and some are not."""
    filled = facts.filled("periods", "start_date")
    if filled.any():
        yield from cells("periods", "start_date", ~filled)


@rule(
    "period-order-by-name",
    Severity.WARNING,
    "Periods stand in another order than their names",
    message="Without start dates, periods follow their names: {order}. The rows stand in another order.",
    why="Stock is carried and facilities open from one period to the next: a wrong order is a wrong answer.",
    fix="Give every period a start date, or names whose numbers count up.",
)
def period_order_by_name(facts: Facts) -> Iterator[Finding]:
    """Periods without dates are not in the order of their names."""
    names = facts.frame("periods")["period"].tolist()
    if names and not facts.filled("periods", "start_date").any():
        order = read_periods(facts.network).names.names.tolist()
        if order != names:
            yield Finding("periods", said={"order": ", ".join(order)})


@rule(
    "period-start-shared",
    Severity.ERROR,
    "Two periods start on the same day",
    message="start_date is {value}, as that of period {other}; each period starts on a day of its own.",
    why="Nobody can say which of the two comes first.",
    fix="Correct one of the dates.",
)
def period_start_shared(facts: Facts) -> Iterator[Finding]:
    """Two start dates are equal."""
    words = facts.words("periods", "period")
    for (start, _, row), (later, _, other) in pairwise(_starts(facts)):
        if start == later:
            yield Finding("periods", other, "start_date", {"other": words.at(row)})


def _seams(facts: Facts) -> Iterator[tuple[float, int, int]]:
    """Days from the end of each period to the start of the next, and the rows of both."""
    for (start, days, row), (later, _, other) in pairwise(_starts(facts)):
        if later > start and days > 0:
            yield (later - start).days - days, row, other


@rule(
    "period-overlap",
    Severity.WARNING,
    "A period begins before the one before it ends",
    message="start_date is {value}, about {days} days before period {other} ends by its length of {years} years.",
    why="Discounting and carrying cost count by length; days that two periods share are counted twice.",
    fix="Correct the start date, or the years of the period before.",
)
def period_overlap(facts: Facts) -> Iterator[Finding]:
    """A period is longer than the time to the next start."""
    for gap, row, other in _seams(facts):
        if gap < -_SLACK_DAYS:
            yield Finding("periods", other, "start_date", _seam(facts, -gap, row))


@rule(
    "period-gap",
    Severity.WARNING,
    "Time passes between two periods",
    message="start_date is {value}, about {days} days after period {other} has ended by its length of {years} years.",
    why="Nothing happens in the days between: neither demand nor cost.",
    fix="Correct the start date, or the years of the period before.",
)
def period_gap(facts: Facts) -> Iterator[Finding]:
    """A period is shorter than the time to the next start."""
    for gap, row, other in _seams(facts):
        if gap > _SLACK_DAYS:
            yield Finding("periods", other, "start_date", _seam(facts, gap, row))


def _seam(facts: Facts, days: float, row: int) -> dict[str, str]:
    name, years = facts.words("periods", "period").at(row), facts.numbers("periods", "years")[row]
    return {"days": f"{days:.0f}", "other": name, "years": figure(years)}


THEME = Theme(
    "Periods",
    (period_order_ambiguous, period_order_by_name, period_start_shared, period_overlap, period_gap),
)
