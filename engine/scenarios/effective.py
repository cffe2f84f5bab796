"""The effective network of a scenario: the tables as they stand, with its overrides and those of its parents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import KnownError
from engine.issues import Issue, Severity, has_errors
from engine.network import Network, empty_frame
from engine.network.network import BASELINE
from engine.scenarios.lineage import baseline_parent_issues, lineage, lineage_issues, scenario_parents
from engine.scenarios.overlay import Effect, Overlay, Overridden
from engine.scenarios.override import Action, Override, override_sentence, overrides_at, overrides_of
from engine.schema import INPUT_TABLES

_BLAMED = {
    "override-table": "table",
    "override-action": "action",
    "override-column": "column",
    "override-key-column": "column",
    "override-no-number": "column",
    "override-no-status": "table",
    "override-step-cost": "where",
    "override-blank-cell": "where",
    "override-setting": "where",
}


@dataclass(frozen=True, slots=True)
class OverrideReport:
    """What became of one override.

    Attributes:
        override: The override.
        effect: What it did; None if it was refused and nothing was changed.
        issues: What there is to say about it.
    """

    override: Override
    effect: Effect | None
    issues: tuple[Issue, ...] = ()

    @property
    def sentence(self) -> str:
        """The override as a sentence."""
        return override_sentence(self.override)


@dataclass(frozen=True)
class Effective:
    """What a scenario makes of a network.

    Attributes:
        scenario: Name of the scenario.
        lineage: Scenarios whose overrides were applied, Baseline first.
        network: The tables that a run reads; those of scenarios and overrides are empty.
        report: What became of each override, in the order in which they were applied.
        overridden: Cells that overrides wrote; the last one counts where several wrote one cell.
        issues: All findings; a run does not start while there is an error among them.
    """

    scenario: str
    lineage: tuple[str, ...]
    network: Network
    report: tuple[OverrideReport, ...] = ()
    overridden: tuple[Overridden, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether an override could not be applied."""
        return has_errors(self.issues)


def effective(network: Network, scenario: str = BASELINE) -> Effective:
    """The effective network of a scenario.

    An override that cannot be carried out changes nothing and leaves an issue; the others are applied all the same.

    Args:
        network: The network of a project, with its scenarios and overrides.
        scenario: Name of the scenario.

    Raises:
        KnownError: There is no such scenario, or its parents do not lead to Baseline.
    """
    chain = lineage(network, scenario)
    overlay = Overlay(network)
    report = tuple(_reports(overlay, network, overrides_of(network, chain[1:])))
    bare = overlay.network.with_tables({name: empty_frame(INPUT_TABLES[name]) for name in ("scenarios", "overrides")})
    issues = (*_baseline_issues(network), *(issue for entry in report for issue in entry.issues))
    return Effective(scenario, chain, bare, report, overlay.overridden(), issues)


def scenario_issues(network: Network) -> tuple[Issue, ...]:
    """What is wrong with the scenarios as such, without applying any: parents, circles, overrides of no scenario."""
    known = {BASELINE, *scenario_parents(network)}
    names = network["overrides"]["scenario"]
    orphans = np.flatnonzero(~names.isin(known).to_numpy(dtype=bool))
    lost = [_orphan_issue(network, override) for override in overrides_at(network, orphans)]
    return (*lineage_issues(network), *_baseline_issues(network), *lost)


def _reports(overlay: Overlay, network: Network, overrides: Sequence[Override]) -> Iterator[OverrideReport]:
    seen: set[tuple[str, float]] = set()
    for override in overrides:
        place = (override.scenario, override.order)
        if np.isnan(override.order) or place in seen:
            told = "needs an order" if np.isnan(override.order) else f"shares its order {override.key['order']}"
            message = (
                f"An override of {override.scenario} {told}; give each override of a scenario a number of its own."
            )
            yield OverrideReport(override, None, (_issue(network, override, "override-order", message, "order"),))
            continue
        seen.add(place)
        yield _applied(overlay, network, override)


def _applied(overlay: Overlay, network: Network, override: Override) -> OverrideReport:
    try:
        effect = overlay.apply(override)
    except KnownError as error:
        issue = _issue(network, override, error.code, str(error), _blamed(override, error.code))
        return OverrideReport(override, None, (issue,))
    return OverrideReport(override, effect, tuple(_remarks(network, override, effect)))


def _remarks(network: Network, override: Override, effect: Effect) -> Iterator[Issue]:
    sentence = override_sentence(override)
    if not effect.rows_hit:
        message = f"No row of {override.table} meets the condition, so nothing is changed: {sentence}."
        yield _issue(network, override, "override-hits-nothing", message, "where", Severity.WARNING)
    elif not effect.rows_changed:
        message = f"All {effect.rows_hit} rows picked have the value already: {sentence}."
        yield _issue(network, override, "override-changes-nothing", message, "value", Severity.NOTE)
    if effect.defaults_taken:
        message = f"{effect.defaults_taken} blank cells counted as the default of {effect.column}: {sentence}."
        yield _issue(network, override, "override-default-taken", message, "column", Severity.NOTE)


def _baseline_issues(network: Network) -> tuple[Issue, ...]:
    """Findings about a Baseline that has a parent or overrides of its own."""
    told = "Baseline is the tables as they stand and has no overrides: give the override to another scenario."
    own = overrides_of(network, [BASELINE])
    return (
        *baseline_parent_issues(network),
        *(_issue(network, override, "baseline-override", told, "scenario") for override in own),
    )


def _orphan_issue(network: Network, override: Override) -> Issue:
    told = (
        f"“{override.scenario}” is no scenario, so its override is never applied; add the scenario or delete the row."
    )
    return _issue(network, override, "override-scenario", told, "scenario")


def _issue(
    network: Network,
    override: Override,
    rule: str,
    message: str,
    column: str,
    severity: Severity = Severity.ERROR,
) -> Issue:
    value = override.key.get(column) or str(getattr(override, column))
    source = network.cell_source("overrides", override.row, column)
    return Issue(severity, rule, message, "overrides", override.key, column, "" if value == "nan" else value, source)


def _blamed(override: Override, code: str) -> str:
    """The cell of an override in which an error with that code lies."""
    if code.startswith(("where-", "insert-")) or override.action == Action.INSERT:
        return "where"
    return _BLAMED.get(code, "value")
