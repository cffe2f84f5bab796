"""The tree of scenarios: parents, order, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from engine.errors import KnownError
from engine.issues import Issue, Severity
from engine.network import Network
from engine.network.network import BASELINE


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A scenario and its place in the tree.

    Attributes:
        name: Name of the scenario.
        parent: Scenario on which it builds; empty for Baseline.
        depth: Steps to Baseline; 0 where no way leads there.
    """

    name: str
    parent: str
    depth: int


def scenario_names(network: Network) -> tuple[str, ...]:
    """Names of all scenarios in tree order: Baseline, then each scenario followed by those that build on it."""
    return tuple(node.name for node in scenario_tree(network))


def scenario_tree(network: Network) -> tuple[ScenarioNode, ...]:
    """All scenarios in tree order; those that no way connects with Baseline come last, so that none is lost."""
    parents = scenario_parents(network)
    children: dict[str, list[str]] = {}
    for name, parent in parents.items():
        children.setdefault(parent, []).append(name)
    nodes = []
    waiting = [ScenarioNode(BASELINE, "", 0)]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += [ScenarioNode(name, node.name, node.depth + 1) for name in reversed(children.get(node.name, []))]
    placed = {node.name for node in nodes}
    return (*nodes, *(ScenarioNode(name, parent, 0) for name, parent in parents.items() if name not in placed))


def scenario_parents(network: Network) -> dict[str, str]:
    """The parent of every scenario but Baseline, in the order of rows; a blank parent is Baseline."""
    rows = network["scenarios"]
    pairs = zip(rows["scenario"].tolist(), rows["parent"].tolist(), strict=True)
    return {name: parent or BASELINE for name, parent in pairs if name not in {"", BASELINE}}


def lineage(network: Network, scenario: str) -> tuple[str, ...]:
    """The scenarios whose overrides make up a scenario: Baseline first, the scenario itself last.

    Raises:
        KnownError: ``scenario-unknown``, ``scenario-parent-unknown`` or ``scenario-circle``.
    """
    return _chain(scenario_parents(network), scenario)


def _chain(parents: Mapping[str, str], scenario: str) -> tuple[str, ...]:
    chain = [scenario]
    while chain[-1] != BASELINE:
        name = chain[-1]
        if name not in parents:
            raise _unknown(name, scenario, list(parents))
        chain.append(parents[name])
        if chain[-1] in chain[:-1]:
            circle = " → ".join(chain[chain.index(chain[-1]) :])
            raise KnownError(
                "scenario-circle",
                f"Scenario {scenario} never comes to Baseline: {circle}.",
                where="scenarios",
                what_to_do="Give one of them another parent, or none.",
            )
    return tuple(reversed(chain))


def lineage_issues(network: Network) -> list[Issue]:
    """Scenarios whose parents are unknown or go in a circle."""
    rows = network["scenarios"]
    parents = scenario_parents(network)
    issues = []
    for row, name in enumerate(rows["scenario"].tolist()):
        try:
            _chain(parents, name or BASELINE)
        except KnownError as error:
            issues.append(_parent_issue(network, row, error.code, str(error)))
    return issues


def baseline_parent_issues(network: Network) -> list[Issue]:
    """Rows that give Baseline a parent."""
    rows = network["scenarios"]
    wrong = np.flatnonzero(((rows["scenario"] == BASELINE) & (rows["parent"] != "")).to_numpy(dtype=bool))
    told = "Baseline is the tables as they stand and builds on nothing: leave its parent blank."
    return [_parent_issue(network, int(row), "baseline-parent", told) for row in wrong]


def _parent_issue(network: Network, row: int, rule: str, message: str) -> Issue:
    parent = str(network["scenarios"]["parent"].iat[row])
    key, source = network.row_key("scenarios", row), network.cell_source("scenarios", row, "parent")
    return Issue(Severity.ERROR, rule, message, "scenarios", key, "parent", parent, source)


def _unknown(name: str, wanted: str, known: list[str]) -> KnownError:
    near = get_close_matches(name, [BASELINE, *known], n=3)
    names = " or ".join(near) if near else ", ".join([BASELINE, *known][:10])
    if name == wanted:
        told = f"There is no scenario {name}."
        return KnownError("scenario-unknown", told, what_to_do=f"{'Did you mean' if near else 'There are'}: {names}.")
    return KnownError(
        "scenario-parent-unknown",
        f"Scenario {wanted} builds on {name}, which is no scenario.",
        where="scenarios",
        what_to_do=f"Give it a parent that exists ({names}), or none.",
    )
