"""A new name reaches every cell that says the old one, and no other."""

import pandas as pd
import pytest

from engine.changes import apply, invert, rename_key, same_rows
from engine.changes.conditions import condition_renamed
from engine.errors import KnownError
from engine.network import Network
from engine.schema import input_table


@pytest.fixture
def network() -> Network:
    return Network.of(
        {
            "facilities": pd.DataFrame(
                {"facility": ["A", "DC", "Z"], "city": ["DC", "DC", ""], "handling_cost": [1.0, "tier", "DC"]}
            ),
            "facility_periods": pd.DataFrame({"facility": ["DC", "A"], "period": ["2027", "2027"]}),
            "lanes": pd.DataFrame(
                {"origin": ["DC", "A", "DC"], "destination": ["c", "DC", "DC"], "unit_cost": [1.0, "tier", 2.0]}
            ),
            "groups": pd.DataFrame({"group": ["West", "West"], "member": ["DC", "A"]}),
            "flow_limits": pd.DataFrame({"name": ["one"], "origin": ["DC"], "min_flow": [3.0]}),
            "step_costs": pd.DataFrame({"name": ["tier", "tier"], "from_quantity": [0.0, 10.0], "cost": [2.0, 1.0]}),
            "overrides": pd.DataFrame(
                {
                    "scenario": "s",
                    "order": [1.0, 2.0, 3.0, 4.0],
                    "table": ["lanes", "facilities", "flow_limits", "customers"],
                    "where": ["origin = A | DC; destination=DC", "city = DC and facility = DC", "", "city = DC"],
                    "column": ["unit_cost", "fixed_cost", "origin", "region"],
                    "action": "set",
                    "value": ["1", "2", "DC", "DC"],
                }
            ),
        }
    )


def test_that_a_facility_is_renamed_in_place_and_wherever_it_is_named(network: Network):
    renamed = apply(network, rename_key(network, "facilities", "DC", "Hub"))
    assert renamed["facilities"]["facility"].tolist() == ["A", "Hub", "Z"]
    assert renamed["facilities"]["city"].tolist() == ["DC", "DC", ""]
    assert renamed["facility_periods"]["facility"].tolist() == ["Hub", "A"]
    assert renamed["lanes"]["origin"].tolist() == ["Hub", "A", "Hub"]
    assert renamed["lanes"]["destination"].tolist() == ["c", "Hub", "Hub"]
    assert renamed["groups"]["member"].tolist() == ["Hub", "A"]
    assert renamed["flow_limits"]["origin"].tolist() == ["Hub"]
    assert renamed["overrides"]["where"].tolist() == [
        "origin = A | Hub; destination = Hub",
        "city = DC; facility = Hub",
        "",
        "city = DC",
    ]
    assert renamed["overrides"]["value"].tolist() == ["1", "2", "Hub", "DC"]


def test_that_a_step_cost_is_renamed_in_all_its_rows_and_in_cost_cells(network: Network):
    renamed = apply(network, rename_key(network, "step_costs", "tier", "curve"))
    assert renamed["step_costs"]["name"].tolist() == ["curve", "curve"]
    assert renamed["facilities"]["handling_cost"].tolist() == [1.0, "curve", "DC"]
    assert renamed["lanes"]["unit_cost"].tolist() == [1.0, "curve", 2.0]


def test_that_a_group_is_renamed_in_all_its_rows(network: Network):
    renamed = apply(network, rename_key(network, "groups", "West", "East"))
    assert renamed["groups"]["group"].tolist() == ["East", "East"]


def test_that_a_renaming_is_one_change_that_is_undone_with_every_row_in_its_place(network: Network):
    change = rename_key(network, "facilities", "DC", "Hub")
    back = apply(apply(network, change), invert(change))
    assert same_rows(back, network)
    for name in ("facilities", "lanes", "groups"):
        pd.testing.assert_frame_equal(back[name], network[name])


@pytest.mark.parametrize(
    ("table", "old", "new", "code"),
    [
        ("facilities", "none", "new", "rename-unknown"),
        ("facilities", "DC", "A", "rename-taken"),
        ("facilities", "DC", " ", "rename-blank"),
        ("lanes", "DC", "Hub", "rename-not-a-name"),
    ],
)
def test_that_a_renaming_that_makes_no_sense_is_refused(network: Network, table: str, old: str, new: str, code: str):
    with pytest.raises(KnownError) as caught:
        rename_key(network, table, old, new)
    assert caught.value.code == code


def test_that_a_name_which_may_mean_another_row_is_refused(network: Network):
    both = network.with_tables({"customers": pd.DataFrame({"customer": ["DC"]})})
    with pytest.raises(KnownError, match="may mean either") as caught:
        rename_key(both, "facilities", "DC", "Hub")
    assert caught.value.code == "rename-ambiguous"


def test_that_the_same_name_is_no_change(network: Network):
    assert rename_key(network, "facilities", "DC", "DC").is_empty()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("customer = Ann", "customer = Eve"),
        ("customer=Ann|Annabel", "customer = Eve | Annabel"),
        ("customer != Ann AND product = Ann", "customer != Eve; product = Ann"),
        ("customer.region = Ann", "customer.region = Ann"),
        ("quantity > 5; customer = Bob | Ann ;", "quantity > 5; customer = Bob | Eve"),
        ('customer = "Ann"; product = "Salt and Ann"', 'customer = Eve; product = "Salt and Ann"'),
        ('product = "a; customer = Ann"', 'product = "a; customer = Ann"'),
        ("nonsense Ann", "nonsense Ann"),
    ],
)
def test_that_a_condition_is_renamed_only_where_a_whole_value_names_the_row(condition: str, expected: str):
    assert condition_renamed(condition, "demand", input_table("customers"), "Ann", "Eve") == expected
