import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network import Network, Source
from engine.network.digest import network_hash

EMPTY = Network.of()
ROWS = [
    {"customer": "Reno", "product": "Water", "period": "", "quantity": 10.0},
    {"customer": "Boise", "product": "Water", "period": "", "quantity": 20.0},
    {"customer": "Boise", "product": "Juice", "period": "2027", "quantity": 20.0, "unmet_cost": 3.5},
]


def network(rows: list[dict[str, object]], **tables: pd.DataFrame) -> Network:
    return EMPTY.with_tables({"demand": pd.DataFrame(rows), **tables})


def changed(row: int, **cells: object) -> Network:
    return network([{**old, **cells} if place == row else old for place, old in enumerate(ROWS)])


@given(st.permutations(ROWS))
def test_that_the_order_of_rows_does_not_count(rows: list[dict[str, object]]):
    assert network_hash(network(rows)) == network_hash(network(ROWS))


@settings(max_examples=20)
@given(st.permutations([{**ROWS[0], "quantity": number} for number in (1.0, 2.0, np.nan)] + ROWS[1:]))
def test_that_the_order_of_rows_with_the_same_key_does_not_count(rows: list[dict[str, object]]):
    first = network([{**ROWS[0], "quantity": number} for number in (1.0, 2.0, np.nan)] + ROWS[1:])

    assert network_hash(network(rows)) == network_hash(first)


def test_that_every_changed_cell_changes_the_hash():
    hashes = {
        network_hash(network(ROWS)),
        network_hash(changed(0, quantity=10.000000000000002)),
        network_hash(changed(0, quantity=np.nan)),
        network_hash(changed(0, quantity=0.0)),
        network_hash(changed(1, quantity=10.0)),
        network_hash(changed(0, period="2027")),
        network_hash(changed(0, customer="Ren", product="oWater")),
        network_hash(changed(0, unit_price=10.0)),
        network_hash(changed(0, unmet_cost=10.0)),
        network_hash(network(ROWS[:2])),
        network_hash(network([*ROWS, ROWS[0]])),
        network_hash(network([])),
    }

    assert len(hashes) == 12


def test_that_swapped_values_of_two_rows_change_the_hash():
    swapped = network([{**ROWS[0], "quantity": 20.0}, {**ROWS[1], "quantity": 10.0}, ROWS[2]])

    assert network_hash(swapped) != network_hash(network(ROWS))


def test_that_minus_zero_is_zero():
    assert network_hash(changed(0, quantity=-0.0)) == network_hash(changed(0, quantity=0.0))


def test_that_a_default_written_out_differs_from_a_blank():
    sites = [pd.DataFrame({"customer": ["Reno"], "status": [status]}) for status in ("", "include")]

    blank, written = (network_hash(network(ROWS, customers=frame)) for frame in sites)

    assert blank != written


def test_that_provenance_and_scenarios_do_not_count():
    imported = Network.of(
        {
            "demand": pd.DataFrame(ROWS).assign(_source=1.0, _row=[4.0, 5.0, 6.0]),
            "scenarios": pd.DataFrame({"scenario": ["Growth"]}),
            "overrides": pd.DataFrame({"scenario": ["Growth"], "order": [1.0], "table": ["demand"]}),
        },
        {1: Source("demand.xlsx")},
    )

    assert network_hash(imported) == network_hash(network(ROWS))


def test_that_the_name_of_a_step_cost_counts_as_much_as_a_number():
    costs: list[object] = [1.0, 2.0, "ladder", "1", np.nan]
    networks = [
        Network.of({"supply": pd.DataFrame({"supplier": ["A", "B"], "product": "Water", "unit_cost": [1.0, cost]})})
        for cost in costs
    ]

    assert len({network_hash(one) for one in networks}) == len(costs)


def test_that_values_of_one_table_are_not_taken_for_those_of_another():
    rows = pd.DataFrame({"product": ["Water"], "period": ["1"], "unit_cost": [2.0]})
    supply = Network.of({"supply": rows.assign(supplier="A")})
    production = Network.of({"production": rows.assign(facility="A")})

    assert network_hash(supply) != network_hash(production)


def test_that_keys_too_many_for_one_number_are_ordered_all_the_same():
    rng = np.random.default_rng(7)
    names = [f"{number:05}" for number in range(60_000)]
    columns = ("origin", "destination", "product", "mode", "period")
    lanes = pd.DataFrame({column: pd.Series(rng.permutation(names), dtype="str") for column in columns})

    forward = network_hash(Network.of({"lanes": lanes}))

    assert forward == network_hash(Network.of({"lanes": lanes.sample(frac=1, random_state=3)}))
    assert forward != network_hash(Network.of({"lanes": lanes.assign(mode=lanes["mode"].to_numpy()[::-1])}))
