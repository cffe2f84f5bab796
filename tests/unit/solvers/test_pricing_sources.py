"""Networks of two stages: prices on what sources give prove bounds, and change nothing but the time."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.instances.generate import Shape
from benchmarks.instances.generate import network as generated
from engine.bounds.tighten import tighten
from engine.expansion import expand
from engine.formulation import formulate, formulate_base, read_base
from engine.network import Network
from engine.solvers import Silent, SolveOptions, Status, priced
from engine.solvers.optimise import optimise
from engine.solvers.priced import solve_by_prices
from engine.solvers.solve import solve
from engine.solvers.sources import read_sources

SMALL = Shape(plants=3, warehouses=10, customers=30, nearest=5, products=2)
EXACT = SolveOptions(gap=1e-9)


def two_stages(seed: int = 0, tight: float = 1.1) -> Network:
    """Plants whose production is `tight` times what is wanted, candidate warehouses, customers."""
    network = generated(SMALL, seed)
    wanted = network["demand"].groupby("product")["quantity"].sum()
    made = network["production"]
    limit = np.ceil(tight * made["product"].map(wanted) / SMALL.plants)
    return network.with_tables({"production": made.assign(max_quantity=limit)})


def supplied(seed: int = 0) -> Network:
    """The same with suppliers in the place of plants."""
    network = two_stages(seed)
    facilities, made = network["facilities"], network["production"]
    return network.with_tables(
        {
            "suppliers": pd.DataFrame({"supplier": facilities.loc[facilities["kind"] == "plant", "facility"]}),
            "facilities": facilities[facilities["kind"] != "plant"],
            "supply": made.rename(columns={"facility": "supplier"})[
                ["supplier", "product", "unit_cost", "max_quantity"]
            ],
            "production": made.iloc[:0],
        }
    )


@pytest.fixture(autouse=True)
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priced, "_LEAST_LANES", 1)


@pytest.mark.parametrize("make", [two_stages, supplied])
@pytest.mark.parametrize("seed", range(3))
def test_that_any_prices_leave_a_bound_of_the_network(make, seed):
    base = read_base(expand(make(seed)))
    sources = read_sources(base)
    assert sources is not None
    optimum = solve(formulate_base(base).program, EXACT, Silent()).objective
    random = np.random.default_rng(seed)
    for most in (0.0, 1.0, 20.0):
        supply, production = (
            np.where(np.isfinite(made.maximum), random.uniform(0, most, len(made.site)), 0.0)
            for made in sources.makings
        )
        problem, beside = sources.problem((supply, production))
        assert tighten(problem).lower_bound + beside <= optimum * (1 + 1e-9)


@pytest.mark.parametrize("make", [two_stages, supplied])
@pytest.mark.parametrize("seed", range(3))
def test_that_prices_prove_a_gap_that_holds(make, seed):
    formulation = formulate(expand(make(seed)))
    optimum = solve(formulation.program, EXACT, Silent()).objective
    found = solve_by_prices(formulation, SolveOptions(gap=1e-3), Silent())
    assert found is not None
    assert found.bound <= optimum * (1 + 1e-9)
    assert found.objective >= optimum * (1 - 1e-9)
    assert (found.status is Status.OPTIMAL) == (found.gap <= 1e-3)
    assert formulation.program.objective(found.x) == pytest.approx(found.objective)


def test_that_prices_of_scarce_sources_raise_the_bound():
    base = read_base(expand(two_stages(1, tight=1.001)))
    sources = read_sources(base)
    assert sources is not None
    free = tuple(np.zeros(len(made.site)) for made in sources.makings)
    problem, beside = sources.problem((free[0], free[1]))
    found = solve_by_prices(formulate_base(base), EXACT, Silent())
    assert found is not None
    assert found.bound > tighten(problem).lower_bound + beside


@pytest.mark.parametrize("make", [two_stages, supplied])
def test_that_the_solver_goes_on_where_prices_do_not_suffice(make):
    expanded = expand(make(2))
    whole = solve(formulate(expanded).program, EXACT, Silent())
    found = optimise(expanded, EXACT, Silent()).answer
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(whole.objective, rel=1e-8)
    assert found.row_dual is not None


def test_that_a_network_without_capacity_is_called_infeasible():
    found = optimise(expand(two_stages(0, tight=0.5)), EXACT, Silent()).answer
    assert found.status is Status.INFEASIBLE
    assert found.objective is None


class Impatient(Silent):
    """Stops as soon as there is a solution."""

    def __init__(self) -> None:
        self.objective: float | None = None

    def found(self, x, objective):
        self.objective = objective

    def cancelled(self):
        return self.objective is not None


def test_that_a_cancelled_run_keeps_what_prices_had_found():
    watcher = Impatient()
    found = optimise(expand(two_stages(2)), EXACT, watcher).answer
    assert found.status is Status.CANCELLED
    assert found.objective == watcher.objective
    assert found.bound <= found.objective


def decided_plants(network):
    return {"facilities": network["facilities"].assign(status="consider", state="candidate", fixed_cost=10.0)}


def third_stage(network):
    more = pd.DataFrame({"origin": ["W01"], "destination": ["W02"], "unit_cost": [1.0]})
    return {"lanes": pd.concat([network["lanes"], more], ignore_index=True)}


BEYOND = {
    "decided plants": decided_plants,
    "a third stage": third_stage,
    "least production": lambda network: {"production": network["production"].assign(min_quantity=1.0)},
    "single source": lambda network: {"customers": network["customers"].assign(single_source="customer")},
    "periods": lambda _: {"periods": pd.DataFrame({"period": ["1", "2"], "years": 1.0})},
    "fixed cost of lanes": lambda network: {"lanes": network["lanes"].assign(fixed_cost=1.0)},
}


@pytest.mark.parametrize("change", BEYOND)
def test_that_other_networks_are_left_to_the_solver(change):
    network = two_stages()
    assert read_sources(read_base(expand(network))) is not None
    assert read_sources(read_base(expand(network.with_tables(BEYOND[change](network))))) is None
