"""Location networks: narrowed by bounds they have the same optimum as without."""

import numpy as np
import pandas as pd
import pytest

from engine.expansion import expand
from engine.formulation import formulate, read_base
from engine.network import Network
from engine.results import tabulate
from engine.solvers import Silent, SolveOptions, Status
from engine.solvers.location import as_location
from engine.solvers.narrowed import narrow
from engine.solvers.optimise import optimise
from engine.solvers.solve import solve

FACILITIES, CUSTOMERS = 25, 90
EXACT = SolveOptions(gap=1e-9)


def location(seed=0, *, capacity=np.inf, single="no", unmet=np.nan, **limits):
    """A random plane with candidate plants, customers and lanes between all of them."""
    random = np.random.default_rng(seed)
    plants = [f"P{i}" for i in range(FACILITIES)]
    customers = [f"C{j}" for j in range(CUSTOMERS)]
    quantity = random.integers(5, 40, CUSTOMERS).astype(float)
    distance = np.linalg.norm(random.random((FACILITIES, 1, 2)) - random.random((1, CUSTOMERS, 2)), axis=2)
    existing = random.random(FACILITIES) < 0.3
    tables = {
        "products": pd.DataFrame({"product": ["w"]}),
        "facilities": pd.DataFrame(
            {
                "facility": plants,
                "kind": "plant",
                "state": np.where(existing, "existing", "candidate"),
                "fixed_cost": random.integers(50, 200, FACILITIES).astype(float),
                "opening_cost": 40.0,
                "closing_cost": 25.0,
                "max_throughput": capacity,
                "handling_cost": random.integers(0, 3, FACILITIES).astype(float),
            }
        ),
        "production": pd.DataFrame({"facility": plants, "product": "w", "unit_cost": random.random(FACILITIES)}),
        "customers": pd.DataFrame({"customer": customers, "single_source": single}),
        "demand": pd.DataFrame({"customer": customers, "product": "w", "quantity": quantity, "unmet_cost": unmet}),
        "lanes": pd.DataFrame(
            {
                "origin": np.repeat(plants, CUSTOMERS),
                "destination": np.tile(customers, FACILITIES),
                "unit_cost": distance.ravel() * 8,
            }
        ),
    }
    if limits:
        tables["facility_limits"] = pd.DataFrame([{"name": "count", **limits}])
    return Network.of(tables)


CASES = {
    "uncapacitated": {},
    "capacitated": {"capacity": 300.0},
    "single source": {"capacity": 300.0, "single": "customer"},
    "counted": {"min_open": 6.0, "max_open": 6.0},
    "unmet": {"unmet": 6.0},
}


@pytest.mark.parametrize("case", CASES)
def test_that_bounds_change_nothing_but_the_time(case):
    expanded = expand(location(**CASES[case]))
    base = read_base(expanded)
    narrowed = narrow(base, EXACT, Silent())
    assert narrowed is not None
    assert narrowed.kept.sum() < len(narrowed.kept)
    whole = solve(formulate(expanded).program, EXACT, Silent())
    found = optimise(expanded, EXACT, Silent())
    assert found.answer.status is Status.OPTIMAL
    assert found.answer.objective == pytest.approx(whole.objective, rel=1e-9)
    assert found.answer.bound <= found.answer.objective
    results = tabulate(found.formulation, found.answer)
    assert sum(results.costs.values()) == pytest.approx(whole.objective, rel=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_that_the_location_problem_has_the_objective_of_the_program(case):
    expanded = expand(location(3, **CASES[case]))
    base = read_base(expanded)
    narrowed = narrow(base, SolveOptions(gap=1e-3), Silent())
    assert narrowed is not None
    incumbent = narrowed.found.incumbent
    whole = solve(formulate(expanded).program, EXACT, Silent())
    offset = narrowed.location.offset
    assert narrowed.found.lower_bound + offset <= whole.objective * (1 + 1e-9)
    assert incumbent.objective + offset >= whole.objective * (1 - 1e-9)


MORE = {
    "flow limits": {"flow_limits": pd.DataFrame([{"name": "n", "max_flow": 1e9}])},
    "stock": {"inventory": pd.DataFrame([{"facility": "P0", "product": "w", "holding_cost": 1.0}])},
    "periods": {"periods": pd.DataFrame([{"period": p, "years": 1.0} for p in ("1", "2")])},
    "options": {"capacity_options": pd.DataFrame([{"facility": "P0", "option": "o", "extra_throughput": 1.0}])},
    "limits of some": {"facility_limits": pd.DataFrame([{"name": "n", "group": "P0", "max_open": 1.0}])},
}


@pytest.mark.parametrize("more", MORE)
def test_that_networks_beyond_plain_location_are_left_to_the_solver(more):
    network = location().with_tables(MORE[more])
    assert as_location(read_base(expand(network))) is None


def test_that_an_infeasible_location_network_is_called_so():
    found = optimise(expand(location(capacity=10.0)), EXACT, Silent())
    assert found.answer.status is Status.INFEASIBLE
