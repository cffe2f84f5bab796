"""Tiny networks written as tables, solved by HiGHS and by CBC, which must agree."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from engine.expansion import expand
from engine.formulation import Formulation, formulate
from engine.network import Network
from engine.results import Results, check, tabulate
from engine.solvers import Answer, Silent, SolveOptions, Status
from engine.solvers.solve import solve

EXACT = SolveOptions(gap=0.0)


@dataclass(frozen=True)
class Solved:
    """An optimal answer with its results."""

    formulation: Formulation
    answer: Answer
    results: Results

    @property
    def objective(self) -> float:
        """The objective as the user sees it."""
        return self.formulation.objective(self.answer.objective)

    @property
    def costs(self) -> dict[str, float]:
        """Cost buckets above or below zero."""
        return {bucket: money for bucket, money in self.results.costs.items() if abs(money) > 1e-9}

    def flow(self, origin: str, destination: str, **where: str) -> float:
        """Total flow of a pair."""
        flows = self.results.tables["result_flows"]
        rows = flows[(flows["origin"] == origin) & (flows["destination"] == destination)]
        for column, value in where.items():
            rows = rows[rows[column] == value]
        return float(rows["flow"].sum())

    def table(self, name: str) -> pd.DataFrame:
        """A result table."""
        return self.results.tables[name]


def network_of(tables: dict[str, list[dict[str, object]]]) -> Network:
    """A network of rows."""
    return Network.of({name: pd.DataFrame(rows) for name, rows in tables.items()})


@pytest.fixture
def build() -> Callable[..., Formulation]:
    """Formulates a network of tables."""

    def formulated(**tables: list[dict[str, object]]) -> Formulation:
        return formulate(expand(network_of(tables)))

    return formulated


@pytest.fixture
def solved(build: Callable[..., Formulation]) -> Callable[..., Solved]:
    """Solves a network of tables by HiGHS; CBC must come to the same objective."""

    def solution(**tables: list[dict[str, object]]) -> Solved:
        formulation = build(**tables)
        answer = solve(formulation.program, EXACT, Silent())
        assert answer.status is Status.OPTIMAL, answer.message
        other = solve(formulation.program, SolveOptions(gap=0.0, solver="cbc"), Silent())
        assert other.status is Status.OPTIMAL
        assert other.objective == pytest.approx(answer.objective, rel=1e-6, abs=1e-6)
        results = tabulate(formulation, answer)
        checked = check(formulation.expanded.network, results.tables, formulation.objective(answer.objective))
        assert not checked.findings
        assert max(checked.max_violation, checked.cost_difference) <= 1e-6
        return Solved(formulation, answer, results)

    return solution


@pytest.fixture
def status(build: Callable[..., Formulation]) -> Callable[..., Status]:
    """Status of a network of tables; HiGHS and CBC must agree."""

    def verdict(**tables: list[dict[str, object]]) -> Status:
        program = build(**tables).program
        answer = solve(program, EXACT, Silent())
        assert solve(program, SolveOptions(gap=0.0, solver="cbc"), Silent()).status is answer.status
        return answer.status

    return verdict
