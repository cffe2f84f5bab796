"""A small network without any issue."""

import pandas as pd
import pytest

from engine.network import Network
from tests.unit.validation.bench import Bench

ROWS: dict[str, list[dict[str, object]]] = {
    "settings": [
        {"name": "currency", "value": "EUR"},
        {"name": "average_speed", "value": "60"},
        {"name": "carrying_cost_share", "value": "0.2"},
    ],
    "periods": [
        {"period": "2027", "start_date": "2027-01-01", "years": 1},
        {"period": "2028", "start_date": "2028-01-01", "years": 1},
    ],
    "products": [
        {"product": "Water", "unit_weight": 1.0, "unit_value": 0.8, "unit_price": 2.0},
        {"product": "Preform", "unit_weight": 0.1, "unit_value": 0.1},
    ],
    "suppliers": [{"supplier": "Spring", "latitude": 41.0, "longitude": -88.0}],
    "facilities": [
        {
            "facility": "Gary",
            "kind": "plant",
            "latitude": 41.6,
            "longitude": -87.3,
            "state": "existing",
            "max_throughput": 5000.0,
        },
        {"facility": "East", "latitude": 40.0, "longitude": -83.0, "fixed_cost": 900.0, "max_throughput": 2000.0},
        {"facility": "West", "latitude": 41.6, "longitude": -93.6, "fixed_cost": 800.0, "handling_cost": "tiers"},
    ],
    "facility_periods": [{"facility": "East", "period": "2028", "fixed_cost": 950.0}],
    "customers": [
        {"customer": "Milwaukee", "latitude": 43.0, "longitude": -87.9},
        {"customer": "Detroit", "latitude": 42.3, "longitude": -83.0},
        {"customer": "Omaha", "latitude": 41.3, "longitude": -95.9},
    ],
    "demand": [
        {"customer": "Milwaukee", "product": "Water", "quantity": 300.0},
        {"customer": "Detroit", "product": "Water", "quantity": 200.0, "unmet_cost": 30.0},
        {"customer": "Omaha", "product": "Water", "quantity": 100.0},
        {"customer": "Omaha", "product": "Water", "period": "2028", "quantity": 150.0},
    ],
    "supply": [{"supplier": "Spring", "product": "Preform", "unit_cost": 0.1, "max_quantity": 9000.0}],
    "production": [
        {"facility": "Gary", "product": "Water", "unit_cost": 0.3, "min_quantity": 10.0, "max_quantity": 4000.0}
    ],
    "bills": [{"product": "Water", "component": "Preform", "quantity": 1.02}],
    "modes": [{"mode": "truck", "speed": 70.0, "co2_per_weight_distance": 0.0001}],
    "groups": [
        {"group": "DCs", "member": "East"},
        {"group": "DCs", "member": "West"},
        {"group": "Stores", "member": "Milwaukee"},
        {"group": "Stores", "member": "Detroit"},
        {"group": "Stores", "member": "Omaha"},
    ],
    "lanes": [
        {"origin": "Spring", "destination": "Gary", "product": "Preform", "unit_cost": 0.05},
        {"origin": "Gary", "destination": "DCs", "product": "Water", "mode": "truck", "cost_per_distance": 0.001},
        {
            "origin": "DCs",
            "destination": "Stores",
            "product": "Water",
            "mode": "truck",
            "cost_per_weight_distance": 0.002,
            "shipment_size": 20.0,
            "cost_per_shipment": 50.0,
        },
    ],
    "facility_limits": [{"name": "one or two", "group": "DCs", "min_open": 1, "max_open": 2}],
    "flow_limits": [{"name": "not all from East", "origin": "East", "destination": "Stores", "max_share": 0.9}],
    "service_limits": [{"name": "mostly near", "customer": "Stores", "max_distance": 900.0, "min_share": 0.5}],
    "inventory": [
        {"facility": "East", "product": "Water", "days_of_supply": 10.0, "max_stock": 500.0, "initial": 20.0},
        {"facility": "East", "product": "Water", "period": "2028", "days_of_supply": 12.0},
    ],
    "capacity_options": [
        {
            "facility": "East",
            "option": "second shift",
            "extra_throughput": 500.0,
            "fixed_cost": 100.0,
            "earliest_period": "2028",
        }
    ],
    "step_costs": [
        {"name": "tiers", "from_quantity": 0.0, "cost": 0.5},
        {"name": "tiers", "from_quantity": 1000.0, "cost": 0.3},
    ],
    "scenarios": [{"scenario": "Growth"}, {"scenario": "Fast growth", "parent": "Growth"}],
    "overrides": [
        {
            "scenario": "Growth",
            "order": 1,
            "table": "modes",
            "where": "mode = truck",
            "column": "speed",
            "action": "set",
            "value": "65",
        }
    ],
}


@pytest.fixture
def clean() -> Network:
    """A network in which every table has rows and no rule is broken."""
    return Network.of({table: pd.DataFrame(rows) for table, rows in ROWS.items()})


@pytest.fixture
def bench(clean: Network) -> Bench:
    """The clean network without its scenarios, as a run sees it, ready to be broken."""
    return Bench(clean.with_tables({name: clean[name].iloc[:0] for name in ("scenarios", "overrides")}))


@pytest.fixture
def project(clean: Network) -> Bench:
    """The clean network with its scenarios, ready to be broken."""
    return Bench(clean)
