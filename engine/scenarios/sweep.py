"""Sweeps: a scenario for every combination of the values of some axes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from engine.changes import ChangeSet, insert_rows, merged
from engine.errors import KnownError
from engine.network import Network
from engine.network.network import BASELINE
from engine.scenarios.axis import FORM, Axis, Step, parse_axis
from engine.scenarios.lineage import lineage, scenario_names
from engine.scenarios.override import override_sentence

MOST_SCENARIOS = 10_000
_CELLS = ("table", "where", "column", "action", "value")


@dataclass(frozen=True)
class Sweep:
    """Scenarios to add to a network.

    Attributes:
        axes: What is varied.
        scenarios: Rows of scenarios to add, n of them.
        overrides: Rows of overrides to add, one for each scenario and axis.
        grid: n rows: ``scenario``, then the step of each axis under the axis' name.
    """

    axes: tuple[Axis, ...]
    scenarios: pd.DataFrame
    overrides: pd.DataFrame
    grid: pd.DataFrame

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, the last axis running fastest."""
        return tuple(self.scenarios["scenario"].tolist())

    def change_set(self, network: Network) -> ChangeSet:
        """The change set that adds the scenarios to the network for which the sweep was made."""
        return merged(
            [insert_rows(network, "scenarios", self.scenarios), insert_rows(network, "overrides", self.overrides)]
        )


def sweep(network: Network, axes: Sequence[str], parent: str = BASELINE, limit: int = MOST_SCENARIOS) -> Sweep:
    """Scenarios for every combination of the values of some axes.

    Args:
        network: The network of a project.
        axes: Axes as text.
        parent: Scenario on which the new ones build.
        limit: Most scenarios that are made.

    Raises:
        KnownError: An axis cannot be read or does not suit its column, there are too many combinations, or the parent
            is unknown.
    """
    lineage(network, parent)
    read = tuple(parse_axis(axis, network) for axis in axes)
    if not read:
        raise KnownError("sweep-empty", "The sweep varies nothing.", what_to_do=FORM)
    count = math.prod(len(axis.steps) for axis in read)
    if count > limit:
        product = " × ".join(str(len(axis.steps)) for axis in read)
        raise KnownError(
            "sweep-too-large",
            f"The sweep would make {product} = {count:,} scenarios; {limit:,} are allowed.",
            what_to_do="Give fewer values, or vary fewer cells at a time.",
        )
    return _built(read, list(itertools.product(*(axis.steps for axis in read))), network, parent)


def _built(axes: tuple[Axis, ...], points: list[tuple[Step, ...]], network: Network, parent: str) -> Sweep:
    names = _names(axes, points, parent, set(scenario_names(network)))
    made = [axis.override(step) for point in points for axis, step in zip(axes, point, strict=True)]
    sentences = [override_sentence(override) for override in made]
    scenarios = {
        "scenario": names,
        "parent": "" if parent == BASELINE else parent,
        "description": ["; ".join(sentences[at : at + len(axes)]) for at in range(0, len(sentences), len(axes))],
        "tags": "sweep",
    }
    overrides = {
        "scenario": [name for name in names for _ in axes],
        "order": [10.0 * place for _ in names for place in range(1, len(axes) + 1)],
        **{name: [getattr(override, name) for override in made] for name in _CELLS},
    }
    grid = {axis.name: [str(point[place]) for point in points] for place, axis in enumerate(axes)}
    return Sweep(axes, pd.DataFrame(scenarios), pd.DataFrame(overrides), pd.DataFrame({"scenario": names, **grid}))


def _names(axes: tuple[Axis, ...], points: list[tuple[Step, ...]], parent: str, taken: set[str]) -> list[str]:
    """A name for each point that tells its values, and none that is taken."""
    labels = [axis.label for axis in axes]
    labels = [axis.name if labels.count(axis.label) > 1 else axis.label for axis in axes]
    start = "" if parent == BASELINE else f"{parent}: "
    names = []
    for point in points:
        name = start + ", ".join(f"{label} {step}" for label, step in zip(labels, point, strict=True))
        free = next(chosen for chosen in _numbered(name) if chosen not in taken)
        taken.add(free)
        names.append(free)
    return names


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in itertools.count(2):
        yield f"{name} ({number})"
