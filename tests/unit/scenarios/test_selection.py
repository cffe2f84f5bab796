import pandas as pd
import pytest

from engine.errors import KnownError
from engine.network import Network
from engine.network.groups import GroupIndex
from engine.scenarios import parse_where
from engine.scenarios.selection import pick_rows


def picked(network: Network, table: str, text: str) -> list[int]:
    rows = pick_rows(network, table, parse_where(text), GroupIndex(network))
    return [position for position, hit in enumerate(rows) if hit]


@pytest.mark.parametrize(
    ("table", "text", "rows"),
    [
        ("demand", "", [0, 1, 2, 3]),
        ("demand", "product = Water; quantity >= 30", [2, 3]),
        ("demand", "customer = Reno | Miami and product = Water", [0, 3]),
        ("demand", "customer != Reno | Miami", [2]),
        ("demand", "period =", [0, 1, 2]),
        ("demand", 'period != ""', [3]),
        ("demand", "customer.region = West", [0, 1, 2]),
        ("demand", "region = West", [0, 1, 2]),
        ("demand", "region != West", [3]),
        ("demand", "quantity = 10 | 40.0", [0, 3]),
        ("demand", "quantity != 10", [1, 2, 3]),
        ("demand", "quantity > 10; quantity < 40", [1, 2]),
        ("demand", "quantity <= 20", [0, 1]),
        ("lanes", "origin.region = West", [0]),
        ("lanes", "destination.region = West", [0, 1]),
        ("lanes", "origin.kind = plant", [0]),
    ],
)
def test_that_a_condition_picks_the_rows_that_meet_it(network: Network, table: str, text: str, rows: list[int]):
    assert picked(network, table, text) == rows


@pytest.mark.parametrize(
    ("table", "text", "rows"),
    [
        ("customers", "status = include", [0, 1]),
        ("customers", "status =", [0]),
        ("customers", "status != include", [2]),
        ("facilities", "kind = warehouse", [1, 2]),
        ("demand", "customer.status = include", [0, 1, 2]),
        ("lanes", "duty_share = 0", [0]),
        ("lanes", "duty_share < 0.15", [0, 1]),
        ("lanes", "duty_share =", [0]),
        ("demand", "min_served_share < 2", [1, 3]),
    ],
)
def test_that_a_blank_counts_as_its_default_where_it_has_one(network: Network, table: str, text: str, rows: list[int]):
    assert picked(network, table, text) == rows


@pytest.mark.parametrize(
    ("table", "text", "rows"),
    [
        ("demand", "customer = West sites", [0, 1]),
        ("demand", "customer = All", [0, 1, 3]),
        ("demand", "customer != All", [2]),
        ("customers", "customer = All", [0, 2]),
        ("lanes", "origin = West sites", [0, 1]),
        ("lanes", "origin = Denver", [0]),
        ("groups", "group = All", [2, 3]),
        ("groups", "member = West sites", [2]),
    ],
)
def test_that_a_group_stands_for_its_members_and_for_rows_that_name_it(
    network: Network, table: str, text: str, rows: list[int]
):
    assert picked(network, table, text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("handling_cost = ladder", [1]),
        ("handling_cost = 1.5 | ladder", [0, 1]),
        ("handling_cost =", [2]),
        ("handling_cost != 1.5", [1, 2]),
        ("handling_cost > 1", [0]),
    ],
)
def test_that_a_cost_is_compared_as_number_or_as_name(network: Network, text: str, rows: list[int]):
    assert picked(network, "facilities", text) == rows


def test_that_a_cost_column_without_names_can_be_compared_too(network: Network):
    assert picked(network, "lanes", "unit_cost = 2 | ladder") == [1]


def test_that_dates_have_an_order_and_blanks_have_none(network: Network):
    assert picked(network, "periods", "start_date <= 2027-06-30") == [0]
    assert picked(network, "periods", "start_date > 2027-06-30") == []


def test_that_a_row_referred_to_must_exist(network: Network):
    stray = network.with_tables({"demand": pd.DataFrame({"customer": ["Nowhere"], "product": ["Water"]})})

    assert picked(stray, "demand", "region != West") == []


@pytest.mark.parametrize(
    ("table", "text", "hint"),
    [
        ("demand", "quantity = many", "“many” is not a number"),
        ("demand", "quantity = 1,200", "without thousands separators"),
        ("demand", "product = Water; quantity < inf", "position 18"),
        ("demand", "product < Water", "Compare it with = or !="),
        ("customers", "status = closed", "include, exclude"),
        ("periods", "start_date < 2027", "2027-01-31"),
        ("lanes", "region = West", "origin.region or destination.region"),
    ],
)
def test_that_a_value_that_does_not_suit_its_column_is_refused(network: Network, table: str, text: str, hint: str):
    with pytest.raises(KnownError) as caught:
        picked(network, table, text)

    assert hint in str(caught.value)
