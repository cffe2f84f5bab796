"""The tables of a network while overrides are laid over them, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.changes.cells import replaced, unequal
from engine.conditions.parser import parse_where
from engine.conditions.where import Where
from engine.errors import KnownError
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.scenarios.override import Action, Override
from engine.scenarios.rows import implied_rows, inserted_row
from engine.scenarios.selection import pick_rows
from engine.scenarios.values import new_cells
from engine.schema import INPUT_TABLES

OVERRIDABLE = tuple(name for name in INPUT_TABLES if name not in {"scenarios", "overrides"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one override did.

    Attributes:
        column: Column that was written; empty where whole rows came or went.
        rows_hit: Rows that the condition picked; 1 for an insert.
        rows_changed: Rows that are different now, came, or went.
        rows_before: Rows of the table before.
        rows_after: Rows of the table after.
        sum_before: Sum of the numbers picked before, blanks left out; NaN where no numbers were written.
        sum_after: The same after.
        defaults_taken: Blank cells that counted as their column's default.
    """

    column: str = ""
    rows_hit: int = 0
    rows_changed: int = 0
    rows_before: int = 0
    rows_after: int = 0
    sum_before: float = float("nan")
    sum_after: float = float("nan")
    defaults_taken: int = 0


@dataclass(frozen=True, slots=True)
class Overridden:
    """Cells that an override wrote; where several wrote one cell, the last counts.

    Attributes:
        table: Table of the cells.
        rows: Their positions in the effective table, int64.
        column: Their column; empty for rows that the override inserted.
        scenario: Scenario of the override.
        order: Its place in the scenario's order.
    """

    table: str
    rows: np.ndarray
    column: str
    scenario: str
    order: float


class Overlay:
    """Working state: the tables so far, and which row of them is which.

    Rows get a number when a table is first touched and keep it while others come and go, so that what was overridden
    can be found in the table as it stands in the end.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._numbers: dict[str, np.ndarray] = {}
        self._next: dict[str, int] = {}
        self._written: list[Overridden] = []
        self._groups: GroupIndex | None = None

    def apply(self, override: Override) -> Effect:
        """Lays one override over the tables; they stay as they are if it is refused.

        Raises:
            KnownError: The override cannot be carried out; says why.
        """
        action = _checked(override)
        where = parse_where(override.where)
        if action is Action.INSERT:
            return self._insert(override, where)
        if action is Action.DELETE:
            return self._delete(override, where)
        return self._write(override, where)

    def overridden(self) -> tuple[Overridden, ...]:
        """What was written, at its place in the tables as they stand now; rows deleted since are left out."""
        found = []
        for cells in self._written:
            place = np.full(self._next[cells.table], -1, dtype=np.int64)
            place[self._numbers[cells.table]] = np.arange(len(self._numbers[cells.table]))
            rows = place[cells.rows]
            found.append(Overridden(cells.table, rows[rows >= 0], cells.column, cells.scenario, cells.order))
        return tuple(found)

    def _write(self, override: Override, where: Where) -> Effect:
        before = len(self.network[override.table])
        network = self._with_implied(override, where)
        rows = np.flatnonzero(pick_rows(network, override.table, where, self._group_index()))
        cells = new_cells(override, network, rows)
        frame = network[override.table]
        old = frame[cells.column].iloc[rows].reset_index(drop=True)
        changed = int(unequal(old, cells.values).sum())
        effect = Effect(
            column=cells.column,
            rows_hit=len(rows),
            rows_changed=changed,
            rows_before=before,
            rows_after=len(frame),
            sum_before=_total(old),
            sum_after=_total(cells.values),
            defaults_taken=cells.defaults_taken,
        )
        if not len(rows):
            return effect
        new = frame.copy(deep=False)
        new[cells.column] = replaced(frame[cells.column], rows, cells.values)
        self._number_rows(override.table, before)
        self._grow(override.table, len(frame) - before)
        self._replace(override.table, new)
        self._note(override, self._numbers[override.table][rows], cells.column)
        return effect

    def _insert(self, override: Override, where: Where) -> Effect:
        row = inserted_row(override, where, self.network)
        frame = self.network[override.table]
        self._number_rows(override.table, len(frame))
        number = self._grow(override.table, 1)
        self._replace(override.table, _below(frame, row))
        self._note(override, number, "")
        return Effect(rows_hit=1, rows_changed=1, rows_before=len(frame), rows_after=len(frame) + 1)

    def _delete(self, override: Override, where: Where) -> Effect:
        frame = self.network[override.table]
        gone = pick_rows(self.network, override.table, where, self._group_index())
        count = int(gone.sum())
        if count:
            self._number_rows(override.table, len(frame))
            self._numbers[override.table] = self._numbers[override.table][~gone]
            self._replace(override.table, frame[~gone].reset_index(drop=True))
        return Effect(rows_hit=count, rows_changed=count, rows_before=len(frame), rows_after=len(frame) - count)

    def _with_implied(self, override: Override, where: Where) -> Network:
        """The tables with those implied rows that the condition picks written out."""
        implied = implied_rows(override, where, self.network)
        if implied is None:
            return self.network
        alone = self.network.with_tables({override.table: implied})
        picked = pick_rows(alone, override.table, where, self._group_index())
        frame = self.network[override.table]
        if not picked.any():
            return self.network
        return self.network.with_tables({override.table: _below(frame, implied[picked])})

    def _group_index(self) -> GroupIndex:
        if self._groups is None:
            self._groups = GroupIndex(self.network)
        return self._groups

    def _replace(self, table: str, frame: pd.DataFrame) -> None:
        self.network = self.network.with_tables({table: frame})
        if table == "groups":
            self._groups = None

    def _number_rows(self, table: str, count: int) -> None:
        if table not in self._numbers:
            self._numbers[table] = np.arange(count, dtype=np.int64)
            self._next[table] = count

    def _grow(self, table: str, count: int) -> np.ndarray:
        """Numbers for rows that were put below the others."""
        fresh = np.arange(self._next[table], self._next[table] + count, dtype=np.int64)
        self._numbers[table] = np.concatenate([self._numbers[table], fresh])
        self._next[table] += count
        return fresh

    def _note(self, override: Override, numbers: np.ndarray, column: str) -> None:
        self._written.append(Overridden(override.table, numbers, column, override.scenario, override.order))


def _checked(override: Override) -> Action:
    """The action of an override whose table, action and blank cells are in order."""
    if override.table not in OVERRIDABLE:
        raise KnownError(
            "override-table",
            f"“{override.table}” is no table that a scenario can change.",
            what_to_do=f"Name one of {', '.join(OVERRIDABLE)}.",
        )
    if override.action not in set(Action):
        raise KnownError(
            "override-action",
            f"“{override.action}” is no action.",
            what_to_do=f"Use one of {', '.join(Action)}.",
        )
    action = Action(override.action)
    if action in {Action.INSERT, Action.DELETE} and (override.column or override.value):
        raise KnownError(
            "override-value",
            f"{action} takes no column and no value.",
            what_to_do="Leave both of them blank; the cells of a new row stand in where.",
        )
    return action


def _below(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    if not len(frame):
        return rows.reset_index(drop=True)
    return pd.concat([frame, rows], ignore_index=True)


def _total(cells: pd.Series) -> float:
    return float(cells.sum()) if cells.dtype == np.float64 else float("nan")
