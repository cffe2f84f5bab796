"""Rules on facilities: costs and statuses with an effect, throughput that is possible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.expansion.facilities import Status
from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Stage, Theme, cells, rule
from engine.validation.wording import figure


def _reopening_allowed(facts: Facts) -> bool:
    return bool(facts.filled("facility_limits", "max_openings").any())


@rule(
    "facility-opening-cost-unused",
    Severity.NOTE,
    "An existing facility has an opening cost",
    message="opening_cost is {value}, but the facility exists already: it is not paid.",
    why="Perhaps the facility is a candidate.",
    fix="Clear the cell, or set state to candidate.",
)
def facility_opening_cost_unused(facts: Facts) -> Iterator[Finding]:
    """An existing facility, which cannot open again, has an opening cost."""
    existing = facts.words("facilities", "state").isin({"existing"})
    if existing.any() and not _reopening_allowed(facts):
        costly = np.nan_to_num(facts.numbers("facilities", "opening_cost")) != 0
        yield from cells("facilities", "opening_cost", existing & costly)


@rule(
    "facility-closing-cost-unused",
    Severity.NOTE,
    "A candidate has a closing cost in a model of one period",
    message="closing_cost is {value}, but a candidate that opens in the only period cannot close: it is not paid.",
    why="Perhaps the facility exists already.",
    fix="Clear the cell, or set state to existing.",
)
def facility_closing_cost_unused(facts: Facts) -> Iterator[Finding]:
    """A candidate has a closing cost, and there is no later period in which it could close."""
    if facts.size("periods") <= 1:
        candidate = facts.words("facilities", "state").isin({"", "candidate"})
        costly = np.nan_to_num(facts.numbers("facilities", "closing_cost")) != 0
        yield from cells("facilities", "closing_cost", candidate & costly)


@rule(
    "facility-period-excluded",
    Severity.ERROR,
    "A facility is excluded in a single period",
    message="status is exclude in one period; a facility is in the model or not, for all periods.",
    why="An excluded facility has no state that the next period could follow from.",
    fix="Use closed here, or set status to exclude in facilities.",
)
def facility_period_excluded(facts: Facts) -> Iterator[Finding]:
    """A row of facility_periods excludes."""
    yield from cells("facility_periods", "status", facts.excluded("facility_periods"))


_NAMING_SITES = {
    "demand": {"customer": "customers"},
    "supply": {"supplier": "suppliers"},
    "production": {"facility": "facilities"},
    "inventory": {"facility": "facilities"},
    "bills": {"facility": "facilities"},
    "capacity_options": {"facility": "facilities"},
    "facility_periods": {"facility": "facilities"},
    "lanes": {"origin": "suppliers facilities", "destination": "facilities customers"},
}


@rule(
    "excluded-site-row",
    Severity.NOTE,
    "A row is about a site that is not in the model",
    message="'{value}' has the status exclude, so this row of {table} has no effect.",
    why="Rows that do nothing are told, so that none is lost in silence.",
    fix="Nothing where the site is meant to be left out.",
)
def excluded_site_row(facts: Facts) -> Iterator[Finding]:
    """A row names a site whose status is exclude."""
    for table, columns in _NAMING_SITES.items():
        for column, kinds in columns.items():
            out = {name for kind in kinds.split() for name in _excluded_names(facts, kind)}
            if out:
                yield from cells(table, column, facts.words(table, column).isin(out))


def _excluded_names(facts: Facts, table: str) -> list[str]:
    names = list(facts.names(table).items())
    excluded = facts.excluded(table)
    return [name for name, row in names if excluded[row]]


@rule(
    "facility-throughput-impossible",
    Severity.ERROR,
    "A facility's least throughput is above its largest in a period",
    message="Facility '{facility}' has a least throughput of {least} and a largest of {most}{when}, options included.",
    why="No throughput satisfies both, so the facility could not be open.",
    fix="Lower min_throughput or raise max_throughput, here or in facilities.",
    stage=Stage.FLOWS,
)
def facility_throughput_impossible(facts: Facts) -> Iterator[Finding]:
    """Values of facilities and facility_periods together leave no throughput."""
    facilities, most = facts.expanded.facilities, facts.throughput
    bad = (facilities.min_throughput > most) & (facilities.period_row >= 0) & (facilities.status != Status.CLOSED)
    for facility, period in np.argwhere(bad).tolist():
        said = {
            "facility": facility_name(facts, facility),
            "when": facts.when(period),
            "least": figure(facilities.min_throughput[facility, period]),
            "most": figure(most[facility, period]),
        }
        yield Finding("facility_periods", int(facilities.period_row[facility, period]), "min_throughput", said)


@rule(
    "facility-open-idle",
    Severity.WARNING,
    "A facility must be open but can pass nothing",
    message="Facility '{facility}' must be open{when}, but its largest throughput is 0.",
    why="Its fixed cost is paid for nothing.",
    fix="Raise max_throughput, or let the facility be closed.",
    stage=Stage.FLOWS,
)
def facility_open_idle(facts: Facts) -> Iterator[Finding]:
    """Status open beside a largest throughput of zero."""
    facilities = facts.expanded.facilities
    idle = (facilities.status == Status.OPEN) & (facts.throughput <= 0)
    for facility, period in np.argwhere(idle).tolist():
        said = {
            "facility": facility_name(facts, facility),
            "when": facts.when(period),
        }
        yield Finding("facilities", int(facilities.row[facility]), "max_throughput", said)


def facility_name(facts: Facts, facility: int) -> str:
    """The name of a facility by its place among the facilities in the model."""
    return str(facts.expanded.sites.names.names[facts.expanded.sites.suppliers + facility])


@rule(
    "facility-status-changes",
    Severity.ERROR,
    "The statuses of a facility open or close it more than once",
    message="The statuses {statuses} open '{value}' {openings} times and close it {closings} times; each may happen "
    "once.",
    why="A facility may open once and close once, unless facility_limits allows more.",
    fix="Change the statuses in facility_periods, or allow more by max_openings and max_closings of facility_limits.",
    stage=Stage.FLOWS,
)
def facility_status_changes(facts: Facts) -> Iterator[Finding]:
    """Fixed statuses force more than one opening or closing."""
    if _reopening_allowed(facts) or facts.filled("facility_limits", "max_closings").any():
        return
    facilities = facts.expanded.facilities
    varied = (facilities.status != facilities.status[:, :1]).any(axis=1)

    for facility in np.flatnonzero(varied).tolist():
        openings, closings = _changes(bool(facilities.existing[facility]), facilities.status[facility].tolist())
        if openings > 1 or closings > 1:
            words = ", ".join(Status(status).name.lower() for status in facilities.status[facility].tolist())
            said = {"statuses": words, "openings": str(openings), "closings": str(closings)}
            yield Finding("facilities", int(facilities.row[facility]), "facility", said)


def _changes(existing: bool, statuses: list[int]) -> tuple[int, int]:
    """Openings and closings that fixed statuses force, beginning from today's state."""
    fixed = [existing, *(status == Status.OPEN for status in statuses if status != Status.CONSIDER)]
    pairs = list(pairwise(fixed))
    return sum(not a and b for a, b in pairs), sum(a and not b for a, b in pairs)


THEME = Theme(
    "Facilities",
    (
        facility_opening_cost_unused,
        facility_closing_cost_unused,
        facility_period_excluded,
        excluded_site_row,
        facility_throughput_impossible,
        facility_open_idle,
        facility_status_changes,
    ),
)
