"""Overrides tried on the tables: what each of a scenario does, what a new one would do, and what it may say."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from desktop.compute.stored import stored_network
from engine.changes import encode
from engine.conditions import parse_where
from engine.conditions.columns import find_column
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.network.network import BASELINE, key_text
from engine.scenarios import Action, Effective, OverrideReport, effective, lineage
from engine.scenarios.overlay import Effect
from engine.scenarios.selection import pick_rows
from engine.scenarios.sweep import MOST_SCENARIOS, sweep
from engine.schema import INPUT_TABLES, SETTINGS

_SHOWN = 50
_WORDS = 400
_POINTS = 200


def report(project: str, scenario: str) -> list[dict[str, Any]]:
    """What became of each override of a scenario and its parents, in the order in which they are applied.

    Args:
        project: Path of the project file.
        scenario: Name of the scenario.

    Raises:
        KnownError: There is no such scenario, or its parents do not lead to Baseline.
    """
    return [_entry(entry) for entry in effective(stored_network(project), scenario).report]


def preview(project: str, scenario: str, cells: dict[str, str], order: float) -> dict[str, Any]:
    """What an override would do at its place in a scenario: rows hit, and the first of them before and after.

    Args:
        project: Path of the project file.
        scenario: Scenario to which it belongs.
        cells: Its table, where, column, action and value.
        order: Its place; the override that stands there now does not count.

    Returns:
        ``report`` as an entry of `report`; ``columns``: names of the columns shown; ``column``: the one that changes,
        empty where whole rows do; ``rows``: at most fifty of ``before`` and ``after``, each None where the row is not.

    Raises:
        KnownError: There is no such scenario, or its parents do not lead to Baseline.
    """
    network = stored_network(project)
    before = effective(_until(network, scenario, order, None), scenario)
    after = effective(_until(network, scenario, order, cells), scenario)
    tried = after.report[-1]
    if tried.effect is None:
        return {"report": _entry(tried), "columns": [], "column": "", "rows": []}
    rows = _rows_hit(before, after, tried)
    columns = _columns_shown(tried, rows, (before.network, after.network))
    table = tried.override.table
    old, new = (_texts(side.network[table], rows, columns) for side in (before, after))
    if tried.override.action == Action.DELETE:
        new = [None] * len(rows)
    pairs = [{"before": a, "after": b} for a, b in zip(old, new, strict=True)]
    return {"report": _entry(tried), "columns": columns, "column": tried.effect.column, "rows": pairs}


def words(project: str, table: str, column: str, begins: str = "") -> list[str]:
    """Words that a cell of a column may hold: choices, names of rows and groups, or what the column holds already.

    Args:
        project: Path of the project file.
        table: Table of the column.
        column: Name as in a condition: ``quantity`` or ``customer.region``.
        begins: How the words begin; case does not count.

    Raises:
        KnownError: The table has no such column.
    """
    network = stored_network(project)
    target = find_column(INPUT_TABLES[table], column)
    if target.column.choices:
        found = list(target.column.choices)
    elif (table, column) == ("settings", "name"):
        found = [setting.name for setting in SETTINGS]
    elif target.column.refers_to:
        frames = [network[name].iloc[:, 0] for name in target.column.refers_to]
        found = sorted({str(word) for frame in frames for word in frame.unique()})
    elif target.column.is_number:
        found = []
    else:
        frames = [network[name][target.column.name] for name in target.tables or (table,)]
        found = sorted({str(word) for frame in frames for word in frame.unique() if word})
    wanted = begins.casefold()
    return [word for word in found if word.casefold().startswith(wanted)][:_WORDS]


def sweep_points(project: str, axes: list[str], parent: str, change_file: str = "") -> dict[str, Any]:
    """The scenarios that a sweep would make.

    Args:
        project: Path of the project file.
        axes: Axes as text.
        parent: Scenario on which they build.
        change_file: Where to write the change set that makes them; empty for nowhere.

    Returns:
        ``count``; ``columns`` of the grid; its first ``rows``; all ``names`` where a change set is written.

    Raises:
        KnownError: An axis cannot be read or does not suit its column, or there are too many combinations.
    """
    network = stored_network(project)
    made = sweep(network, axes, parent or BASELINE, MOST_SCENARIOS)
    if change_file:
        Path(change_file).write_bytes(encode(made.change_set(network)))
    return {
        "count": len(made.names),
        "columns": [str(name) for name in made.grid.columns],
        "rows": made.grid.head(_POINTS).astype(str).to_numpy().tolist(),
        "names": list(made.names) if change_file else [],
    }


def _until(network: Network, scenario: str, order: float, cells: dict[str, str] | None) -> Network:
    """The network with the overrides of a scenario before a place, and perhaps another one there."""
    lineage(network, scenario)
    frame = network["overrides"]
    kept = frame[~((frame["scenario"] == scenario) & ~(frame["order"] < order))]
    if cells is not None:
        row = pd.DataFrame([{**cells, "scenario": scenario, "order": order}])
        kept = pd.concat([kept, row], ignore_index=True)
    return network.with_tables({"overrides": kept.reset_index(drop=True)})


def _rows_hit(before: Effective, after: Effective, tried: OverrideReport) -> np.ndarray:
    """First positions of the rows that an override met, in the table before or (if it wrote any) after."""
    if tried.override.action == Action.DELETE:
        network = before.network
        where = parse_where(tried.override.where)
        hit = pick_rows(network, tried.override.table, where, GroupIndex(network))
        return np.flatnonzero(hit)[:_SHOWN]
    if not tried.effect or not tried.effect.rows_hit:
        return np.empty(0, dtype=np.int64)
    return after.overridden[-1].rows[:_SHOWN]


def _columns_shown(tried: OverrideReport, rows: np.ndarray, networks: tuple[Network, Network]) -> list[str]:
    """The key, what the condition asks for, and the changed column; of whole rows every filled column."""
    table = INPUT_TABLES[tried.override.table]
    assert tried.effect is not None
    if tried.effect.column:
        own = [term.column for term in parse_where(tried.override.where).terms if term.column in table.by_name]
        return list(dict.fromkeys([*table.key, *own, tried.effect.column]))
    frame = networks[tried.override.action == Action.INSERT][table.name].iloc[rows]
    return [name for name in table.column_names if name in table.key or any(map(key_text, frame[name].tolist()))]


def _texts(frame: pd.DataFrame, rows: np.ndarray, columns: list[str]) -> list[list[str] | None]:
    """Cells of rows as text; None for a row that the frame does not have."""
    inside = rows[rows < len(frame)]
    cells = frame[columns].iloc[inside]
    texts = [list(map(key_text, row)) for row in zip(*(cells[name].tolist() for name in columns), strict=True)]
    return [*texts, *[None] * (len(rows) - len(inside))]


def _entry(entry: OverrideReport) -> dict[str, Any]:
    return {
        "scenario": entry.override.scenario,
        "order": None if math.isnan(entry.override.order) else entry.override.order,
        "sentence": entry.sentence,
        "effect": None if entry.effect is None else _plain(entry.effect),
        "issues": [issue.to_dict() for issue in entry.issues],
    }


def _plain(effect: Effect) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in asdict(effect).items()}
