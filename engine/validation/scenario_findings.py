"""What applying every scenario of a project finds, by rule and row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import KnownError
from engine.issues import Issue
from engine.network import Network
from engine.scenarios import effective, scenario_issues, scenario_names


@dataclass(frozen=True, slots=True)
class ScenarioFinding:
    """One finding about a scenario or an override.

    Attributes:
        table: scenarios or overrides.
        row: Position of the row in it.
        column: Column of the cell.
        message: The whole sentence.
    """

    table: str
    row: int
    column: str
    message: str


def scenario_findings(network: Network) -> dict[str, list[ScenarioFinding]]:
    """Findings by the code of their rule; nothing for an effective network, which has no scenarios left."""
    found: dict[str, list[ScenarioFinding]] = {}
    if not len(network["scenarios"]) and not len(network["overrides"]):
        return found
    for code, finding in (*_of_tree(network), *_of_overrides(network)):
        known = found.setdefault(code, [])
        if finding not in known:
            known.append(finding)
    return found


def _of_tree(network: Network) -> Iterator[tuple[str, ScenarioFinding]]:
    for issue in scenario_issues(network):
        yield issue.rule, ScenarioFinding(issue.table, _row(network, issue), issue.column, issue.message)


def _row(network: Network, issue: Issue) -> int:
    """Position of the first row with the key of an issue; -1 where there is none."""
    count = range(len(network[issue.table]))
    return next((row for row in count if network.row_key(issue.table, row) == dict(issue.key)), -1)


def _of_overrides(network: Network) -> Iterator[tuple[str, ScenarioFinding]]:
    for scenario in scenario_names(network):
        try:
            report = effective(network, scenario).report
        except KnownError:  # the tree has told it
            continue
        for entry in report:
            if entry.override.scenario == scenario:
                for issue in entry.issues:
                    place = ScenarioFinding("overrides", entry.override.row, issue.column, issue.message)
                    yield issue.rule, place
