"""Solutions as they come from the solver pass the check: every sample, and generated networks of every family."""

import pandas as pd
import pytest

from benchmarks.instances.mixed import Mix, mixed
from engine.io.samples import load_sample

OBJECTIVES = ("min_cost", "max_profit", "min_distance", "min_co2")


def passes(checked):
    assert checked.findings == ()
    assert checked.max_violation <= 1e-6
    assert checked.cost_difference <= 1e-6


@pytest.mark.parametrize("name", ["us-distribution", "europe-three-echelon"])
def test_that_the_solution_of_a_sample_passes(solve_network, name):
    passes(solve_network(load_sample(name), gap=0.02).checked())


@pytest.mark.parametrize("seed", range(8))
def test_that_the_solution_of_a_network_of_every_family_passes(solve_network, seed):
    network = mixed(Mix(warehouses=4 + seed % 3, products=1 + seed % 2, periods=1 + seed % 3), seed)
    settings = pd.DataFrame([{"name": "objective", "value": OBJECTIVES[seed % 4]}])
    network = network.with_tables(
        {
            "settings": pd.concat([network["settings"], settings]),
            "products": network["products"].assign(unit_price=90.0),
        }
    )
    passes(solve_network(network, gap=0.01).checked())


def test_that_costs_and_objective_are_computed_again(solve_network):
    solution = solve_network(mixed(seed=1), gap=0.01)
    checked = solution.checked()
    assert checked.passed
    assert checked.objective == pytest.approx(solution.objective)
    stated = solution.tables["result_costs"].groupby("bucket")["present_value"].sum()
    assert dict(checked.costs) == pytest.approx(stated.to_dict())
