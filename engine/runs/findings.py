"""Everything there is to say against a scenario before it is run."""

from __future__ import annotations

from engine.issues import Issue
from engine.network import Network
from engine.network.network import BASELINE
from engine.scenarios import effective, scenario_issues
from engine.validation import validate


def findings(network: Network, scenario: str = BASELINE) -> list[Issue]:
    """Issues of the scenarios as such, of the overrides that make up this one, and of the tables under them.

    Raises:
        KnownError: There is no such scenario, or its parents do not lead to Baseline.
    """
    made = effective(network, scenario)
    told = dict.fromkeys(map(_identity, made.issues))
    general = (issue for issue in scenario_issues(network) if _identity(issue) not in told)
    return [*general, *made.issues, *validate(made.network)]


def _identity(issue: Issue) -> tuple[object, ...]:
    return issue.rule, issue.table, tuple(issue.key.items()), issue.column
