"""Change sets of what a user does with scenarios and overrides; each is one step that can be undone.

The networks given hold the tables of scenarios and overrides; no other table is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from engine.changes import ChangeSet, delete_rows, insert_rows, merged, rename_key, set_cells
from engine.errors import KnownError
from engine.network import Network
from engine.network.network import BASELINE
from engine.scenarios.lineage import lineage, scenario_names
from engine.schema import input_table

STEP = 10.0
CELLS = ("table", "where", "column", "action", "value")


def free_name(taken: Collection[str], wanted: str) -> str:
    """The wanted name, with a number behind it where it is taken."""
    numbered = (f"{wanted} {number}" for number in itertools.count(2))
    return next(name for name in itertools.chain([wanted], numbered) if name not in taken)


def new_scenario(network: Network, name: str, parent: str) -> ChangeSet:
    """A scenario without overrides of its own.

    Raises:
        KnownError: The name is blank or taken.
    """
    _check_name(network, name)
    row = pd.DataFrame([{"scenario": name, "parent": _parent_cell(parent)}])
    return insert_rows(network, "scenarios", row)


def duplicate_scenario(network: Network, name: str, copy: str) -> ChangeSet:
    """A scenario with the same parent and the same overrides under another name.

    Raises:
        KnownError: The name is blank or taken.
    """
    _check_name(network, copy)
    row, copied = (_typed(network, table, name).assign(scenario=copy) for table in ("scenarios", "overrides"))
    if not len(row):
        row = pd.DataFrame([{"scenario": copy}])
    parts = [insert_rows(network, "scenarios", row)]
    if len(copied):
        parts.append(insert_rows(network, "overrides", copied))
    return merged(parts)


def rename_scenario(network: Network, old: str, new: str) -> ChangeSet:
    """A new name for a scenario, in its overrides and in those that build on it, too.

    Raises:
        KnownError: The name is blank or taken, or the scenario is Baseline.
    """
    if old == BASELINE:
        raise KnownError("scenario-baseline", "Baseline is the tables as they stand and keeps its name.")
    return rename_key(network, "scenarios", old, new.strip())


def delete_scenarios(network: Network, names: Collection[str]) -> ChangeSet:
    """Scenarios deleted with their overrides; Baseline stays, whatever is asked."""
    wanted = set(names) - {BASELINE}
    parts = []
    for table in ("scenarios", "overrides"):
        places = np.flatnonzero(network[table]["scenario"].isin(wanted).to_numpy(dtype=bool))
        if len(places):
            parts.append(delete_rows(network, table, places))
    return merged(parts)


def describe_scenario(network: Network, name: str, column: str, text: str) -> ChangeSet:
    """A cell of a scenario set: its description, its tags or its parent.

    Raises:
        KnownError: The new parent builds on the scenario.
    """
    places = np.flatnonzero((network["scenarios"]["scenario"] == name).to_numpy(dtype=bool))
    value = _parent_cell(text) if column == "parent" else text.strip()
    if not len(places):
        return insert_rows(network, "scenarios", pd.DataFrame([{"scenario": name, column: value}]))
    change = set_cells(network, "scenarios", places[:1], {column: [value]})
    if column == "parent":
        rows = network["scenarios"].copy()
        rows.loc[places[0], "parent"] = value
        lineage(network.with_tables({"scenarios": rows}), name)
    return change


def next_order(network: Network, scenario: str) -> float:
    """The place behind the last override of a scenario."""
    orders = network["overrides"].loc[network["overrides"]["scenario"] == scenario, "order"].dropna()
    return float(orders.max()) + STEP if len(orders) else STEP


def add_overrides(network: Network, scenario: str, rows: Sequence[Mapping[str, str]]) -> ChangeSet:
    """Overrides put behind those that a scenario has.

    Args:
        network: The tables of scenarios and overrides.
        scenario: The scenario.
        rows: Table, where, column, action and value of each.

    Raises:
        KnownError: The scenario is Baseline.
    """
    if scenario == BASELINE:
        raise _baseline_has_none()
    first = next_order(network, scenario)
    cells = [
        {**{name: row.get(name, "") for name in CELLS}, "scenario": scenario, "order": first + STEP * number}
        for number, row in enumerate(rows)
    ]
    return insert_rows(network, "overrides", pd.DataFrame(cells))


def new_scenario_with(network: Network, name: str, parent: str, rows: Sequence[Mapping[str, str]]) -> ChangeSet:
    """A scenario with overrides.

    Raises:
        KnownError: The name is blank or taken.
    """
    return merged([new_scenario(network, name, parent), add_overrides(network, name, rows)])


def change_override(network: Network, scenario: str, order: float, cells: Mapping[str, str]) -> ChangeSet:
    """Other cells for an override.

    Raises:
        KnownError: ``override-gone``: somebody has deleted it.
    """
    places = _places(network, scenario, [order])
    return set_cells(network, "overrides", places, {name: [cells.get(name, "")] for name in CELLS})


def delete_overrides(network: Network, scenario: str, orders: Sequence[float]) -> ChangeSet:
    """Overrides taken away.

    Raises:
        KnownError: ``override-gone``: somebody has deleted one.
    """
    return delete_rows(network, "overrides", _places(network, scenario, orders))


def order_overrides(network: Network, scenario: str, orders: Sequence[float]) -> ChangeSet:
    """The overrides of a scenario in another order, numbered anew.

    Args:
        network: The tables of scenarios and overrides.
        scenario: The scenario.
        orders: The place that each override has now, in the order wanted.

    Raises:
        KnownError: ``override-gone``: somebody has deleted one.
    """
    places = _places(network, scenario, orders)
    return set_cells(network, "overrides", places, {"order": [STEP * (at + 1) for at in range(len(places))]})


def _typed(network: Network, table: str, scenario: str) -> pd.DataFrame:
    """The rows of a scenario as if they were typed in: without where they came from."""
    frame = network[table]
    own = frame.loc[frame["scenario"] == scenario, list(input_table(table).column_names)]
    return own.reset_index(drop=True)


def _places(network: Network, scenario: str, orders: Sequence[float]) -> np.ndarray:
    frame = network["overrides"]
    own = np.flatnonzero((frame["scenario"] == scenario).to_numpy(dtype=bool))
    at = dict(zip(frame["order"].iloc[own].tolist(), own.tolist(), strict=True))
    if missing := [order for order in orders if order not in at]:
        raise KnownError(
            "override-gone",
            f"The override {missing[0]:g} of {scenario} is not there any more.",
            what_to_do="Look at the overrides as they stand now.",
        )
    return np.array([at[order] for order in orders], dtype=np.int64)


def _check_name(network: Network, name: str) -> None:
    if not name.strip():
        raise KnownError("scenario-blank", "A scenario needs a name.", what_to_do="Type one.")
    if name in scenario_names(network):
        raise KnownError("scenario-taken", f"There is a scenario {name} already.", what_to_do="Type another name.")


def _parent_cell(parent: str) -> str:
    return "" if parent == BASELINE else parent


def _baseline_has_none() -> KnownError:
    return KnownError(
        "baseline-override",
        "Baseline is the tables as they stand and has no overrides.",
        what_to_do="Add a scenario on Baseline, and the override to that.",
    )
