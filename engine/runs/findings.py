"""Everything there is to say against a scenario before it is run."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import KnownError
from engine.issues import Issue, Severity
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


def model_error(issues: Sequence[Issue]) -> KnownError:
    """The error of a run that refuses to start, with the first of the errors that stop it."""
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    first = errors[0]
    key = ", ".join(value or "blank" for value in first.key.values())
    place = " ".join(part for part in (first.table, f"({key})" if key else "", first.column) if part)
    count = f"The model has {len(errors):,} errors; the first" if len(errors) > 1 else "The model has an error"
    return KnownError(
        "model-has-errors",
        f"{count}: {first.message}",
        where=first.source or place,
        what_to_do="Validate the scenario to see all of them, and correct them.",
    )


def _identity(issue: Issue) -> tuple[object, ...]:
    return issue.rule, issue.table, tuple(issue.key.items()), issue.column
