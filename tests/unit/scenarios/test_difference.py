from collections.abc import Callable

from engine.network import Network
from engine.network.groups import GroupIndex
from engine.scenarios import parse_where
from engine.scenarios.difference import input_differences
from engine.scenarios.selection import pick_rows

Overrides = Callable[..., Network]


def test_that_scenarios_of_the_same_input_differ_in_nothing(with_overrides: Overrides):
    found = input_differences(with_overrides(("demand", "", "quantity", "multiply", "1")), "Baseline", "S")

    assert found.to_dict("list") == {name: [] for name in ("table", "key", "column", "value_a", "value_b", "row")}


def test_that_every_cell_that_differs_is_listed_with_both_values(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "product = Juice", "quantity", "multiply", "1.1"),
        ("facilities", "facility = Denver", "handling_cost", "set", "ladder"),
        ("facilities", "facility = Tampa", "handling_cost", "set", ""),
        ("customers", "customer = Miami", "", "include", ""),
    )

    found = input_differences(network, "Baseline", "S")

    assert set(found.itertuples(index=False, name=None)) == {
        ("customers", "customer = Miami", "status", "exclude", "include", "both"),
        ("facilities", "facility = Denver", "handling_cost", "1.5", "ladder", "both"),
        ("facilities", "facility = Tampa", "handling_cost", "ladder", "", "both"),
        ("demand", 'customer = Reno; product = Juice; period = ""', "quantity", "20", "22", "both"),
    }


def test_that_rows_of_only_one_scenario_are_listed_cell_by_cell(with_overrides: Overrides):
    network = with_overrides(
        ("demand", "customer = Boise", "", "delete", ""),
        ("demand", "customer = Boise; product = Juice; quantity = 5; unmet_cost = 2", "", "insert", ""),
        ("groups", "group = New; member = Reno", "", "insert", ""),
    )

    found = input_differences(network, "Baseline", "S")

    assert set(found.drop(columns="table").itertuples(index=False, name=None)) == {
        ('customer = Boise; product = Water; period = ""', "quantity", "30", "", "a"),
        ('customer = Boise; product = Juice; period = ""', "quantity", "", "5", "b"),
        ('customer = Boise; product = Juice; period = ""', "unmet_cost", "", "2", "b"),
        ("group = New; member = Reno", "", "", "", "b"),
    }


def test_that_exchanging_the_scenarios_exchanges_the_values(with_overrides: Overrides):
    network = with_overrides(("demand", "", "quantity", "add", "1"), ("demand", "customer = Boise", "", "delete", ""))

    forward = input_differences(network, "Baseline", "S")
    backward = input_differences(network, "S", "Baseline")

    assert set(zip(forward["key"], forward["value_a"], forward["value_b"], strict=True)) == set(
        zip(backward["key"], backward["value_b"], backward["value_a"], strict=True)
    )


def test_that_the_key_of_a_difference_is_a_condition_that_picks_its_row(with_overrides: Overrides):
    network = with_overrides(("demand", "", "quantity", "add", "1"))

    for key in input_differences(network, "Baseline", "S")["key"]:
        assert pick_rows(network, "demand", parse_where(key), GroupIndex(network)).sum() == 1
