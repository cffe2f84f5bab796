"""The use case behind every run, on real networks and the real solver."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from engine.errors import KnownError
from engine.io.samples import load_sample
from engine.network import Network
from engine.runs.incumbent import Incumbent
from engine.runs.record import RunRecord, RunStatus, SolveOptions
from engine.runs.solve import Unwatched, result_of, solve_network
from engine.scenarios import effective


class Recorder(Unwatched):
    """Remembers what it is told; stops once a given phase begins."""

    def __init__(self, stop_at: str = "") -> None:
        self.phases: list[str] = []
        self.lanes: np.ndarray | None = None
        self.found_all: list[Incumbent] = []
        self.bounds: list[float] = []
        self._stop_at = stop_at

    def phase(self, name: str) -> None:
        self.phases.append(name)

    def narrowed(self, lanes: np.ndarray) -> None:
        self.lanes = lanes

    def found(self, x: np.ndarray, objective: float) -> None:
        self.found_all.append(Incumbent(objective, None, x.copy(), self.lanes))

    def improved(self, objective: float | None, bound: float | None) -> None:
        if bound is not None:
            self.bounds.append(bound)

    def cancelled(self) -> bool:
        return self._stop_at in self.phases


def location(facilities: int, customers: int, settings: Mapping[str, str] | None = None) -> Network:
    """A plain location problem with random places; a price on each product makes profits possible."""
    random = np.random.default_rng(7)
    origin = np.repeat(np.arange(facilities), customers)
    destination = np.tile(np.arange(customers), facilities)
    places, homes = random.random((facilities, 2)), random.random((customers, 2))
    cost = np.hypot(*(places[origin] - homes[destination]).T).round(4) + 0.001
    names = pd.Series([f"F{number}" for number in range(facilities)])
    customer = pd.Series([f"C{number}" for number in range(customers)])
    return Network.of(
        {
            "settings": pd.DataFrame({"name": list(settings or {}), "value": list((settings or {}).values())}),
            "products": pd.DataFrame({"product": ["P"], "unit_price": [3.0]}),
            "facilities": pd.DataFrame({"facility": names, "kind": "plant", "state": "candidate", "fixed_cost": 4.0}),
            "customers": pd.DataFrame({"customer": customer}),
            "production": pd.DataFrame({"facility": names, "product": "P", "unit_cost": 0.0}),
            "demand": pd.DataFrame({"customer": customer, "product": "P", "quantity": 1.0}),
            "lanes": pd.DataFrame(
                {
                    "origin": names.iloc[origin].to_numpy(),
                    "destination": customer.iloc[destination].to_numpy(),
                    "product": "P",
                    "unit_cost": cost,
                }
            ),
        }
    )


@pytest.fixture(scope="module")
def network() -> Network:
    return effective(load_sample("infeasible-on-purpose"), "Larger Reno").network


def test_that_a_result_has_status_figures_tables_and_its_check(network: Network) -> None:
    watcher = Recorder()
    result = solve_network(network, SolveOptions(), watcher)
    assert result.status is RunStatus.OPTIMAL
    assert result.checked is not None
    assert (result.checked.max_violation < 1e-6, result.broken) == (True, ())
    assert list(dict.fromkeys(watcher.phases)) == ["validate", "build", "solve", "results", "check"]
    assert set(result.seconds) == set(watcher.phases)
    record = result.completed(RunRecord(id="r", scenario="S", status=RunStatus.RUNNING))
    assert sum(record.costs.values()) == pytest.approx(record.objective)
    assert record.served == pytest.approx(network["demand"]["quantity"].sum())
    assert RunRecord.from_dict(record.to_dict()) == record


def test_that_an_infeasible_network_has_a_status_and_no_number() -> None:
    result = solve_network(effective(load_sample("infeasible-on-purpose")).network, SolveOptions())
    assert (result.status, result.objective, result.results) == (RunStatus.INFEASIBLE, None, None)


def test_that_a_network_with_errors_is_refused(network: Network) -> None:
    wrong = network.with_tables({"demand": network["demand"].assign(quantity=-1.0)})
    with pytest.raises(KnownError) as told:
        solve_network(wrong, SolveOptions())
    assert told.value.code == "model-has-errors"


@pytest.mark.parametrize(("facilities", "customers"), [(6, 9), (60, 70)])
def test_that_the_result_of_any_incumbent_can_be_made_again(facilities: int, customers: int) -> None:
    network = location(facilities, customers)
    watcher = Recorder()
    result = solve_network(network, SolveOptions(), watcher)
    assert result.status is RunStatus.OPTIMAL
    assert (watcher.lanes is not None) == (facilities > 6), "the large one is narrowed by bounds first"
    assert watcher.found_all
    for incumbent in watcher.found_all:
        again = result_of(network, incumbent, Unwatched())
        assert again.objective == pytest.approx(incumbent.objective)
        assert again.checked is not None
        assert again.checked.max_violation < 1e-6


def test_that_profit_is_told_as_profit_from_beginning_to_end() -> None:
    watcher = Recorder()
    result = solve_network(location(6, 9, {"objective": "max_profit"}), SolveOptions(), watcher)
    assert result.sense == "max"
    assert result.objective is not None
    assert result.bound is not None
    assert 0 < result.objective <= result.bound + 1e-9
    assert all(incumbent.objective <= result.objective + 1e-9 for incumbent in watcher.found_all)
    assert all(bound >= result.objective - 1e-6 for bound in watcher.bounds)


def test_that_a_run_that_is_to_stop_is_called_cancelled_and_never_optimal() -> None:
    network = effective(load_sample("europe-three-echelon")).network
    result = solve_network(network, SolveOptions(gap=0.0), Recorder(stop_at="solve"))
    assert result.status is RunStatus.CANCELLED
    assert (result.results is None) == (result.objective is None)


def test_that_a_run_without_time_and_solution_says_so() -> None:
    network = effective(load_sample("europe-three-echelon")).network
    with pytest.raises(KnownError) as told:
        solve_network(network, SolveOptions(gap=0.0, time_limit_s=0.0))
    assert told.value.code == "time-limit"


def test_that_equal_input_and_options_give_equal_answers(network: Network) -> None:
    first, second = (solve_network(network, SolveOptions(threads=1)) for _ in range(2))
    assert first.objective == second.objective
    pd.testing.assert_frame_equal(first.tables["result_flows"], second.tables["result_flows"])
