"""What a scenario's overrides do to some rows of a table; for marks in the grid, on the database thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.conditions import find_column, parse_where
from engine.errors import KnownError
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.network.network import BASELINE
from engine.scenarios.lineage import lineage
from engine.scenarios.overlay import Overlay
from engine.scenarios.override import Action, Override, override_sentence, overrides_of
from engine.scenarios.selection import pick_rows
from engine.schema import input_table
from sync.store import Project


@dataclass(frozen=True, slots=True)
class OverriddenCell:
    """A cell that a scenario changes.

    Attributes:
        value: What the scenario makes of it; None where the row is deleted.
        sentences: The overrides that do it, in order.
    """

    value: object
    sentences: tuple[str, ...]


Overridden = dict[tuple[int, str], OverriddenCell]


def override_counts(project: Project, scenario: str) -> dict[str, int]:
    """How many overrides of a scenario and its parents change each table."""
    counts: dict[str, int] = {}
    for override in _overrides(_scenario_tables(project), scenario):
        counts[override.table] = counts.get(override.table, 0) + 1
    return counts


def overridden_cells(project: Project, scenario: str, table: str, places: Sequence[int]) -> Overridden:
    """Cells of some rows that a scenario changes; the empty column stands for a row that it deletes.

    The overrides are laid over these rows and the tables that their conditions look into, not over the whole network.

    Args:
        project: The open project.
        scenario: Name of the scenario.
        table: Table of the rows.
        places: Ids of the rows.
    """
    if scenario == BASELINE or not places:
        return {}
    stored = _scenario_tables(project)
    overrides = _overrides(stored, scenario)
    own = [override for override in overrides if override.table == table]
    if not own:
        return {}
    needed = {name for override in own for name in _looked_into(override)} | {"groups"}
    tables = {name: project.table(name) for name in needed - {table}}
    overlay = Overlay(Network.of({**tables, table: project.rows.frame(table, places)}))
    found: Overridden = {}
    numbers = np.arange(len(places))
    for override in overrides:
        if override.table == table:
            numbers = _lay(overlay, override, numbers, places, found)
        elif override.table in needed:
            _try(overlay, override)
    return found


def _lay(
    overlay: Overlay, override: Override, numbers: np.ndarray, places: Sequence[int], found: Overridden
) -> np.ndarray:
    """Lays one override over the rows and notes what it did; returns which row of the network is which of ours."""
    if override.action == Action.INSERT:
        return numbers
    picked = _picked(overlay.network, override)
    if picked is None or not _try(overlay, override):
        return numbers
    picked = picked[: len(numbers)]
    column = _column_of(override)
    frame = overlay.network[override.table]
    for row in np.flatnonzero(picked):
        spot = (places[int(numbers[row])], column)
        before = found[spot].sentences if spot in found else ()
        value = frame[column].iat[int(row)] if column else None
        found[spot] = OverriddenCell(value, (*before, override_sentence(override)))
    return numbers[~picked] if override.action == Action.DELETE else numbers


def _picked(network: Network, override: Override) -> np.ndarray | None:
    try:
        return pick_rows(network, override.table, parse_where(override.where), GroupIndex(network))
    except KnownError:
        return None  # validation tells of it


def _try(overlay: Overlay, override: Override) -> bool:
    try:
        overlay.apply(override)
    except KnownError:
        return False  # validation tells of it
    return True


def _column_of(override: Override) -> str:
    if override.action in (Action.INCLUDE, Action.EXCLUDE):
        return "status"
    return "" if override.action == Action.DELETE else override.column


def _looked_into(override: Override) -> set[str]:
    table = input_table(override.table)
    try:
        targets = [find_column(table, term.column) for term in parse_where(override.where).terms]
    except KnownError:
        return set()
    return {name for target in targets for name in target.tables}


def _scenario_tables(project: Project) -> Network:
    return Network.of({name: project.table(name) for name in ("scenarios", "overrides")})


def _overrides(network: Network, scenario: str) -> tuple[Override, ...]:
    try:
        chain = lineage(network, scenario)
    except KnownError:
        return ()
    return overrides_of(network, chain[1:])
