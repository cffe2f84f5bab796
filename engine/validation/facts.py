"""Facts: what rules ask again and again about a network, computed once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from engine.network import Network
from engine.network.frames import split_costs
from engine.network.groups import GroupIndex
from engine.network.network import BASELINE
from engine.schema import SETTINGS, Table, input_table
from engine.validation.words import Words

ONLY_PERIOD = "1"
SITES = ("suppliers", "facilities", "customers")
NAMED = (*SITES, "products", "periods", "modes", "groups", "scenarios", "step_costs")


class Facts:
    """A network as rules see it: encoded texts, numbers, names and settings, each worked out at most once.

    Attributes:
        network: The network that is checked; an effective one, with its scenario applied.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._words: dict[tuple[str, str], Words] = {}
        self._extents: dict[tuple[str, str], tuple[float, float]] = {}
        self._names: dict[str, dict[str, int]] = {}

    def frame(self, table: str) -> pd.DataFrame:
        """The frame of a table."""
        return self.network[table]

    def size(self, table: str) -> int:
        """Number of rows of a table."""
        return len(self.network[table])

    def words(self, table: str, column: str) -> Words:
        """A text column, encoded."""
        place = (table, column)
        if place not in self._words:
            self._words[place] = Words.of(self.network[table][column])
        return self._words[place]

    def numbers(self, table: str, column: str) -> np.ndarray:
        """A number column as n floats; NaN where a cell is blank or names a step cost."""
        return split_costs(self.network[table][column])[0]

    def extent(self, table: str, column: str) -> tuple[float, float]:
        """Smallest and largest number of a column; NaN where it has none."""
        place = (table, column)
        if place not in self._extents:
            numbers = self.numbers(table, column)
            low, high = np.fmin.reduce(numbers, initial=np.nan), np.fmax.reduce(numbers, initial=np.nan)
            self._extents[place] = (float(low), float(high))
        return self._extents[place]

    def cost_names(self, table: str, column: str) -> np.ndarray | None:
        """The step costs that a COST column names as n texts, blank where a cell names none; None where none does."""
        return split_costs(self.network[table][column])[1]

    def filled(self, table: str, column: str) -> np.ndarray:
        """Which of the n cells of a column are not blank."""
        if not input_table(table).column(column).is_number:
            return ~self.words(table, column).blank
        return self.network[table][column].notna().to_numpy(dtype=bool)

    def excluded(self, table: str) -> np.ndarray:
        """Which of the n rows of a table have the status exclude."""
        return self.words(table, "status").isin({"exclude"})

    def at_row(self, table: str, column: str, named: str, numbers: np.ndarray) -> np.ndarray:
        """Numbers of a named table taken at the rows that a reference names; NaN where it names none.

        Args:
            table: Table of the reference.
            column: Reference column, n cells.
            named: Table that it refers to.
            numbers: A number for each row of the named table.
        """
        places = self.words(table, column).places(self.names(named))
        taken = np.full(len(places), np.nan)
        taken[places >= 0] = numbers[places[places >= 0]]
        return taken

    def names(self, table: str) -> dict[str, int]:
        """Names that rows of a table have, each with the position of its first row.

        Without rows, ``periods`` has the one period of a model without periods; ``scenarios`` always has Baseline.
        Names that stand in no row have position -1.
        """
        if table not in self._names:
            self._names[table] = self._read_names(table)
        return self._names[table]

    def _read_names(self, table: str) -> dict[str, int]:
        values = self.network[table][input_table(table).key[0]].tolist()
        found = {value: len(values) - 1 - place for place, value in enumerate(reversed(values)) if value}
        if table == "periods" and not values:
            return {ONLY_PERIOD: -1}
        if table == "scenarios":
            found.setdefault(BASELINE, -1)
        return found

    def tables_of(self, name: str) -> tuple[str, ...]:
        """Tables in which a row has that name."""
        return tuple(table for table in NAMED if name in self.names(table))

    @cached_property
    def groups(self) -> GroupIndex:
        """Members of groups through any depth."""
        return GroupIndex(self.network)

    @cached_property
    def settings(self) -> dict[str, str]:
        """Every setting as text: its row, else its default; a known name only."""
        return {setting.name: self.network.setting(setting.name) for setting in SETTINGS}

    def setting_number(self, name: str) -> float:
        """A number setting; NaN where it is neither set nor has a default, or is no number."""
        try:
            return float(self.settings[name])
        except ValueError:
            return float("nan")


def key_columns(table: Table) -> str:
    """The key columns of a table as words, e.g. ``customer, product and period``."""
    *first, last = table.key
    return f"{', '.join(first)} and {last}" if first else last
