"""A suggestion carried out: a scenario on top of the one that was explained, with the changes as its overrides."""

from __future__ import annotations

import pandas as pd

from engine.changes import ChangeSet, insert_rows, merged
from engine.errors import KnownError
from engine.explain.explanation import Explanation
from engine.network import Network
from engine.network.network import BASELINE
from engine.scenarios import lineage

_FIRST, _STEP = 10.0, 10.0


def suggestion_change(
    network: Network, scenario: str, explanation: Explanation, *, new: str = "", way: int = 1
) -> ChangeSet:
    """The change set that gives a scenario a way of an explanation.

    Args:
        network: The tables of the project.
        scenario: The scenario that was explained.
        explanation: What came of it.
        new: Name of a scenario to be made on top of it; empty: its own overrides grow (not possible for Baseline).
        way: Number of the way.

    Raises:
        KnownError: ``scenario-unknown`` and others of `lineage`; ``explain-no-way``: the explanation has no such way;
            ``explain-baseline``: Baseline itself has no overrides.
        ChangeConflictError: A scenario of that name exists.
    """
    lineage(network, scenario)
    rows = [change.override for change in explanation.changes if change.way == way]
    if not rows:
        advice = "Explain the scenario again, with more time."
        raise KnownError("explain-no-way", "The explanation suggests no such changes.", what_to_do=advice)
    if not new and scenario == BASELINE:
        advice = "Give the name of a new scenario that is to have the changes."
        raise KnownError("explain-baseline", "Baseline itself has no overrides.", what_to_do=advice)
    orders = network["overrides"].loc[network["overrides"]["scenario"] == scenario, "order"]
    first = _FIRST if new or orders.empty else float(orders.max()) + _STEP
    orders_of_rows = [first + _STEP * place for place in range(len(rows))]
    frame = pd.DataFrame(rows).assign(scenario=new or scenario, order=orders_of_rows)
    overrides = insert_rows(network, "overrides", frame)
    if not new:
        return overrides
    parent = "" if scenario == BASELINE else scenario
    made = pd.DataFrame({"scenario": [new], "parent": parent, "description": f"{scenario}, with changes that work"})
    return merged([insert_rows(network, "scenarios", made), overrides])
