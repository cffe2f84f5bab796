"""Facts: what rules ask again and again about a network, computed once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from engine.expansion import Expanded, Lanes, expand, useful
from engine.network import Network
from engine.network.frames import split_costs
from engine.network.groups import GroupIndex
from engine.network.network import BASELINE
from engine.schema import SETTINGS, Table, input_table
from engine.validation.cut import Shortage, product_shortages
from engine.validation.flow_graph import FlowGraphs
from engine.validation.reach import Reach, largest_throughput, reach
from engine.validation.scenario_findings import ScenarioFinding, scenario_findings
from engine.validation.wording import listed
from engine.validation.words import Words

ONLY_PERIOD = "1"
SITES = ("suppliers", "facilities", "customers")
NAMED = (*SITES, "products", "periods", "modes", "groups", "scenarios", "step_costs")


class Facts:
    """A network as rules see it: encoded texts, numbers, names and settings, each worked out at most once.

    Attributes:
        network: The network that is checked.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._words: dict[tuple[str, str], Words] = {}
        self._numbers: dict[tuple[str, str], tuple[np.ndarray, np.ndarray | None]] = {}
        self._shortages: dict[bool, list[tuple[int, Shortage]]] = {}
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
        return self._split(table, column)[0]

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
        return self._split(table, column)[1]

    def _split(self, table: str, column: str) -> tuple[np.ndarray, np.ndarray | None]:
        place = (table, column)
        if place not in self._numbers:
            self._numbers[place] = split_costs(self.network[table][column])
        return self._numbers[place]

    def filled(self, table: str, column: str) -> np.ndarray:
        """Which of the n cells of a column are not blank."""
        if not input_table(table).column(column).is_number:
            return ~self.words(table, column).blank
        numbers, names = self._split(table, column)
        filled: np.ndarray = ~np.isnan(numbers)
        return filled if names is None else filled | (names != "")

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
    def expanded(self) -> Expanded:
        """The network as arrays.

        Raises:
            KnownError: The rows of lanes stand for more lanes than fit in memory.
        """
        return expand(self.network)

    def when(self, *periods: int) -> str:
        """Periods by code as words after a sentence, e.g. `` in period 2027``; nothing in a model without periods."""
        if not self.size("periods"):
            return ""
        names = [str(self.expanded.periods.names.names[period]) for period in periods]
        return f" in period{'s' if len(names) > 1 else ''} {listed(names, most=20)}"

    @cached_property
    def throughput(self) -> np.ndarray:
        """Largest throughput of each facility in each period with every option taken: F × T."""
        return largest_throughput(self.expanded)

    @cached_property
    def reach(self) -> Reach:
        """What can reach what, period by period."""
        return reach(self.expanded, self.throughput)

    @cached_property
    def useful(self) -> np.ndarray:
        """Which lane entries can carry something to where it is of use: n booleans."""
        lanes = self.expanded.lanes
        used: np.ndarray = self.reach.flowing & useful(self.expanded)[lanes.destination, lanes.product]
        return used

    def shortages(self, *, required: bool) -> list[tuple[int, Shortage]]:
        """Regions that cannot get their demand, each with its product, or -1 for all products together.

        Args:
            required: Whether only demand counts that must be served; else all of it.
        """
        if required not in self._shortages:
            quantity = self.required_demand if required else self.expanded.demand.quantity
            self._shortages[required] = product_shortages(self._graphs, quantity)
        return self._shortages[required]

    @cached_property
    def required_demand(self) -> np.ndarray:
        """The quantity of each entry of demand that must be served."""
        demand = self.expanded.demand
        must: np.ndarray = demand.quantity * np.where(np.isnan(demand.unmet_cost), 1.0, demand.min_share)
        return must

    @cached_property
    def _graphs(self) -> FlowGraphs:
        return FlowGraphs(self.expanded, self.throughput, self.reach.flowing, self.reach.served)

    @cached_property
    def used_lanes(self) -> Lanes:
        """The lane entries of use."""
        lanes = self.expanded.lanes
        return lanes if self.useful.all() else lanes.take(self.useful)

    @cached_property
    def scenario_findings(self) -> dict[str, list[ScenarioFinding]]:
        """What applying every scenario finds, by the code of the rule."""
        return scenario_findings(self.network)

    @cached_property
    def groups(self) -> GroupIndex:
        """Members of groups through any depth."""
        return GroupIndex(self.network)

    @cached_property
    def settings(self) -> dict[str, str]:
        """Every setting as text: its row, else its default."""
        frame = self.network["settings"]
        rows = dict(zip(frame["name"].tolist(), frame["value"].str.strip().tolist(), strict=True))
        return {setting.name: rows.get(setting.name) or setting.default for setting in SETTINGS}

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
