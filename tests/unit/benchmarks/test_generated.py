"""Generated instances: sizes as announced, the same from the same seed, and an answer."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.instances import generate
from benchmarks.instances.generate import Shape
from benchmarks.instances.location import Location
from benchmarks.reference import optimum
from engine.network import Network

SMALL = Shape(plants=2, warehouses=8, customers=30, nearest=4, products=2)


@pytest.mark.parametrize(
    ("shape", "columns"),
    [
        (generate.FIFTY_THOUSAND, 49_500),
        (generate.TWO_HUNDRED_THOUSAND, 202_000),
        (generate.HALF_A_MILLION, 500_000),
        (generate.ONE_MILLION, 1_000_000),
        (generate.FIVE_MILLION, 5_000_000),
    ],
)
def test_that_shapes_have_the_flows_that_their_names_promise(shape: Shape, columns: int) -> None:
    assert shape.flow_columns == columns


def test_that_a_network_has_the_rows_of_its_shape() -> None:
    network = generate.network(SMALL)

    assert len(network["facilities"]) == 10
    assert len(network["demand"]) == 60
    assert len(network["lanes"]) == 2 * 8 + 30 * 4
    assert SMALL.flow_columns == 2 * len(network["lanes"])


def test_that_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    first, again, other = (generate.network(SMALL, seed) for seed in (1, 1, 2))

    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, again[name])
    assert not first["demand"].equals(other["demand"])


def test_that_a_small_generated_network_has_an_answer() -> None:
    network = generate.network(SMALL)
    facilities = network["facilities"].assign(handling_cost=np.nan)

    assert optimum(network.with_tables({"facilities": facilities})) > 0


def test_that_the_location_problem_is_as_large_as_capb_and_can_be_met() -> None:
    problem = generate.capacitated()
    assert problem.capacity is not None

    assert problem.unit_cost.shape == (100, 1000)
    assert problem.capacity.sum() > problem.demand.sum()


def test_that_the_reference_finds_the_answer_of_a_problem_solved_by_hand() -> None:
    costs = np.array([[1.0, 9.0, np.nan], [9.0, 1.0, 2.0]])
    problem = Location(unit_cost=costs, demand=np.array([1.0, 2.0, 3.0]), fixed=np.array([4.0, 5.0]))

    assert optimum(problem.network()) == pytest.approx(min(4 + 5 + 1 + 2 + 6, 5 + 9 + 2 + 6))


def test_that_the_reference_finds_a_single_source_dearer_than_shared_supply() -> None:
    costs = np.array([[1.0], [5.0]])
    capacity = np.array([3.0, 4.0])
    demand = np.array([4.0])

    shared = Location(unit_cost=costs, demand=demand, capacity=capacity).network()
    single = Location(unit_cost=costs, demand=demand, capacity=capacity, single_source=True).network()

    assert (optimum(shared), optimum(single)) == (pytest.approx(8.0), pytest.approx(20.0))


def test_that_the_reference_refuses_columns_that_it_does_not_read() -> None:
    network = Network.of({"products": pd.DataFrame({"product": ["A"], "unit_weight": [1.0]})})

    with pytest.raises(ValueError, match=r"products\.unit_weight"):
        optimum(network)
