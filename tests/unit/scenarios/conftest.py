from collections.abc import Callable

import pandas as pd
import pytest

from engine.network import Network

CUSTOMERS = pd.DataFrame(
    {
        "customer": ["Reno", "Boise", "Miami"],
        "region": ["West", "West", "South"],
        "status": ["", "include", "exclude"],
    }
)
FACILITIES = pd.DataFrame(
    {
        "facility": ["Denver", "Tampa", "Salem"],
        "region": ["West", "South", "West"],
        "kind": ["plant", "", "warehouse"],
        "status": ["open", "", "exclude"],
        "fixed_cost": [100.0, 200.0, float("nan")],
        "handling_cost": [1.5, "ladder", float("nan")],
    }
)
DEMAND = pd.DataFrame(
    {
        "customer": ["Reno", "Reno", "Boise", "Miami"],
        "product": ["Water", "Juice", "Water", "Water"],
        "period": ["", "", "", "2027"],
        "quantity": [10.0, 20.0, 30.0, 40.0],
        "min_served_share": [float("nan"), 0.5, float("nan"), 1.0],
    }
)
LANES = pd.DataFrame(
    {
        "origin": ["Denver", "West sites", "Tampa"],
        "destination": ["Reno", "Boise", "Miami"],
        "unit_cost": [1.0, 2.0, 3.0],
        "duty_share": [float("nan"), 0.1, 0.2],
        "status": ["", "", "exclude"],
    }
)
GROUPS = pd.DataFrame(
    {
        "group": ["West sites", "West sites", "All", "All"],
        "member": ["Denver", "Reno", "West sites", "Miami"],
    }
)

Overrides = Callable[..., Network]


@pytest.fixture(scope="session")
def network() -> Network:
    """Three customers, three facilities, nested groups."""
    return Network.of(
        {
            "customers": CUSTOMERS,
            "facilities": FACILITIES,
            "demand": DEMAND,
            "lanes": LANES,
            "groups": GROUPS,
            "products": pd.DataFrame({"product": ["Water", "Juice"]}),
            "periods": pd.DataFrame({"period": ["2027", "2028"], "years": 1.0, "start_date": ["2027-01-01", ""]}),
            "step_costs": pd.DataFrame({"name": ["ladder"], "from_quantity": [0.0], "cost": [2.0]}),
        }
    )


@pytest.fixture
def with_overrides(network: Network) -> Overrides:
    """Gives the network a scenario ``S`` of the overrides given, as (table, where, column, action, value)."""

    def add(*overrides: tuple[str, str, str, str, str]) -> Network:
        rows = pd.DataFrame(overrides, columns=["table", "where", "column", "action", "value"], dtype="str")
        rows = rows.assign(scenario="S", order=[float(number) for number in range(1, len(rows) + 1)])
        return network.with_tables({"scenarios": pd.DataFrame({"scenario": ["S"]}), "overrides": rows})

    return add
