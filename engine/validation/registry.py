"""Every rule, gathered from its theme."""

from __future__ import annotations

from collections.abc import Iterator

from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Rule, Theme, rule
from engine.validation.rules import (
    capacity,
    cells,
    demand,
    facilities,
    groups,
    inventory,
    keys,
    lane_numbers,
    lanes,
    limits,
    needs,
    outliers,
    periods,
    places,
    ranges,
    reachability,
    references,
    scenarios,
    service,
    settings,
    steps,
    supply,
)


@rule(
    "checks-postponed",
    Severity.NOTE,
    "Checks of flows wait",
    message="Whether demand can be reached and capacity suffices is checked once these errors are mended.",
    why="Checks of flows need rows whose cells and references are sound.",
    fix="Mend the errors, then validate again.",
)
def postponed(_facts: Facts) -> Iterator[Finding]:
    """One note for the whole network."""
    yield Finding("")


POSTPONED: Rule = postponed

THEMES: tuple[Theme, ...] = (
    keys.THEME,
    cells.THEME,
    ranges.THEME,
    references.THEME,
    settings.THEME,
    periods.THEME,
    groups.THEME,
    places.THEME,
    outliers.THEME,
    demand.THEME,
    supply.THEME,
    inventory.THEME,
    steps.THEME,
    facilities.THEME,
    lanes.THEME,
    needs.THEME,
    lane_numbers.THEME,
    limits.THEME,
    reachability.THEME,
    capacity.THEME,
    service.THEME,
    scenarios.THEME,
)

RULES: tuple[Rule, ...] = tuple(rule for theme in THEMES for rule in theme.rules)
