"""The scenarios of a project at one glance: their tree, and the overrides of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.network import Network
from engine.network.network import BASELINE
from engine.scenarios import Override, scenario_tree
from engine.scenarios.override import overrides_at
from sync.store import Project


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario and its place among the others.

    Attributes:
        name: Name of the scenario.
        parent: Scenario on which it builds; empty for Baseline.
        description: What it is about.
        tags: Words to find it by.
        above: Position of the parent in the outline; −1 for none.
        place: Its place among those of the same parent.
    """

    name: str
    parent: str
    description: str
    tags: str
    above: int
    place: int


@dataclass(frozen=True)
class Outline:
    """All scenarios in tree order.

    Attributes:
        rows: The scenarios.
        below: Positions of the scenarios that build on each; those of −1 build on nothing.
        overrides: Overrides by scenario, in their order.
        places: Position of each scenario by its name.
    """

    rows: tuple[ScenarioRow, ...] = ()
    below: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    overrides: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    def find(self, name: str) -> int:
        """Position of a scenario; −1 where there is none of that name."""
        return self.places.get(name, -1)

    def has_shape_of(self, other: Outline) -> bool:
        """Whether the same scenarios stand at the same places of the tree."""
        return self.places == other.places and self.below == other.below

    def own(self, name: str) -> tuple[Override, ...]:
        """The overrides of a scenario without those of its parents."""
        return self.overrides.get(name, ())

    def descendants(self, name: str) -> tuple[str, ...]:
        """Scenarios that build on a scenario, on those that build on it, and so on."""
        found: list[str] = []
        waiting = list(self.below.get(self.find(name), ()))
        while waiting:
            at = waiting.pop(0)
            found.append(self.rows[at].name)
            waiting = [*self.below.get(at, ()), *waiting]
        return tuple(found)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Scenarios on which a scenario builds, the first one first, without Baseline and itself."""
        chain: list[str] = []
        at = self.find(name)
        while at >= 0 and (at := self.rows[at].above) >= 0:
            chain.append(self.rows[at].name)
        return tuple(reversed([above for above in chain if above != BASELINE]))


def scenario_tables(project: Project) -> Network:
    """The two tables of scenarios as a network whose other tables are empty; all that editing them needs."""
    return Network.of({name: project.table(name) for name in ("scenarios", "overrides")})


def read_outline(project: Project) -> Outline:
    """The outline of a project as it stands."""
    return outline_of(scenario_tables(project))


def outline_of(network: Network) -> Outline:
    """The outline of the scenarios of a network."""
    texts = {
        name: (description, tags)
        for name, description, tags in network["scenarios"][["scenario", "description", "tags"]].itertuples(index=False)
    }
    nodes = scenario_tree(network)
    position = {node.name: at for at, node in enumerate(nodes)}
    rows: list[ScenarioRow] = []
    below: dict[int, list[int]] = {}
    for at, node in enumerate(nodes):
        # A scenario that no way connects with Baseline stands beside it, so that none is lost.
        above = position.get(node.parent, -1) if node.depth else -1
        siblings = below.setdefault(above, [])
        description, tags = texts.get(node.name, ("", ""))
        rows.append(ScenarioRow(node.name, node.parent, description, tags, above, len(siblings)))
        siblings.append(at)
    children = {above: tuple(places) for above, places in below.items()}
    return Outline(tuple(rows), children, _by_scenario(network), position)


def _by_scenario(network: Network) -> dict[str, tuple[Override, ...]]:
    found: dict[str, list[Override]] = {}
    order = np.argsort(network["overrides"]["order"].to_numpy(dtype=float), kind="stable")
    for override in overrides_at(network, order.tolist()):
        found.setdefault(override.scenario, []).append(override)
    return {name: tuple(own) for name, own in found.items()}
