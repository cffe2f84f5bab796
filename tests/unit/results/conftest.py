"""Solved networks with their result tables."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from engine.expansion import expand
from engine.formulation import formulate
from engine.network import Network
from engine.results import Check, check, tabulate
from engine.solvers import Silent, SolveOptions
from engine.solvers.solve import solve


@dataclass(frozen=True)
class Solution:
    """A network, its result tables and its objective."""

    network: Network
    tables: dict[str, pd.DataFrame]
    objective: float

    def checked(self, **tables: pd.DataFrame) -> Check:
        """The check of the tables, with some of them replaced."""
        return check(self.network, {**self.tables, **tables}, self.objective)

    def changed(self, table: str, line: int, **cells: object) -> Check:
        """The check with cells of one line replaced."""
        frame = self.tables[table].copy()
        for column, value in cells.items():
            frame[column] = frame[column].astype(object)
            frame.loc[frame.index[line], column] = value
        return self.checked(**{table: frame})

    def of(self, **tables: list[dict[str, object]]) -> Check:
        """The check against another network: input tables replaced, the solution as it is."""
        network = self.network.with_tables({name: pd.DataFrame(rows) for name, rows in tables.items()})
        return check(network, self.tables, self.objective)


def solution_of(network: Network, gap: float = 0.0) -> Solution:
    """Solves a network and tabulates it."""
    formulation = formulate(expand(network))
    answer = solve(formulation.program, SolveOptions(gap=gap, time_limit_s=60.0), Silent())
    assert answer.x is not None, answer.status
    results = tabulate(formulation, answer)
    return Solution(network, dict(results.tables), formulation.objective(answer.objective))


@pytest.fixture(scope="session")
def solved() -> Callable[..., Solution]:
    """Solves a network of rows."""

    def solution(**tables: list[dict[str, object]]) -> Solution:
        return solution_of(Network.of({name: pd.DataFrame(rows) for name, rows in tables.items()}))

    return solution


@pytest.fixture(scope="session")
def solve_network() -> Callable[..., Solution]:
    """Solves a network."""
    return solution_of
