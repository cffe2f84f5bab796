"""What validation calls infeasible, the solver finds infeasible; what has a solution, validation lets pass."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from benchmarks.instances.mixed import Mix, mixed
from engine.expansion import expand
from engine.formulation import formulate
from engine.issues import Severity
from engine.network import Network
from engine.solvers import Silent, SolveOptions, Status
from engine.solvers.solve import solve
from engine.validation import validate

MIX = Mix(plants=2, warehouses=4, customers=6, nearest=2, products=2, periods=2)
NO_SOLUTION = {
    "demand-unreachable",
    "demand-above-capacity",
    "service-limit-impossible",
    "flow-limit-minimum-impossible",
    "facility-limit-too-many",
    "facility-limit-too-few",
    "minimum-cannot-leave",
}

Change = Callable[[dict[str, pd.DataFrame]], object]


def _scaled(table: str, column: str, factor: float) -> Change:
    return lambda tables: tables[table].__setitem__(column, tables[table][column] * factor)


def _without_lane(row: int) -> Change:
    return lambda tables: tables.__setitem__("lanes", tables["lanes"].drop(index=row).reset_index(drop=True))


CHANGES: dict[str, Change] = {
    "half the throughput": _scaled("facilities", "max_throughput", 0.5),
    "a third of the production": _scaled("production", "max_quantity", 0.3),
    "a tenth of the supply": _scaled("supply", "max_quantity", 0.1),
    "twice the demand": _scaled("demand", "quantity", 2.0),
    "half the service distance": _scaled("service_limits", "max_distance", 0.5),
    "one lane less": _without_lane(7),
    "another lane less": _without_lane(12),
}


def _errors(network: Network) -> set[str]:
    return {issue.rule for issue in validate(network) if issue.severity is Severity.ERROR}


@pytest.mark.parametrize("seed", range(5))
def test_that_a_network_with_a_solution_has_no_errors(seed: int) -> None:
    assert _errors(mixed(MIX, seed)) == set()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", [0, 1])
def test_that_nothing_is_called_infeasible_that_has_a_solution(change: str, seed: int) -> None:
    tables = {name: frame.copy() for name, frame in mixed(MIX, seed).tables.items()}
    CHANGES[change](tables)
    network = mixed(MIX, seed).with_tables(tables)
    found = _errors(network)
    answer = solve(formulate(expand(network)).program, SolveOptions(gap=0.5), Silent())
    assert answer.status in {Status.OPTIMAL, Status.FEASIBLE, Status.INFEASIBLE}
    if answer.status is not Status.INFEASIBLE:
        assert not found & NO_SOLUTION


def test_that_too_little_throughput_is_found_before_the_solver_is_asked() -> None:
    network = mixed(MIX, 0)
    facilities = network["facilities"].assign(max_throughput=1.0, min_throughput=np.nan)
    assert "demand-above-capacity" in _errors(network.with_tables({"facilities": facilities}))
