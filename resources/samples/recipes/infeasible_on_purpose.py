"""A small network without an answer: what the West wants exceeds what the only warehouse near enough can move.

The whole of the warehouses could move the whole demand (13,600 against 11,400), so the total does not tell. The service
limit of 500 miles leaves Reno DC as the only warehouse for the four western customers, who want 4,300; Reno DC can move
2,600. Two scenarios show what would help.
"""

from __future__ import annotations

import numpy as np

from resources.samples.recipes.places import City, cities, named
from resources.samples.recipes.rows import Row, Tables, members, override, settings

TITLE = "Infeasible on purpose"
ONE_LINE = "1 plant, 3 warehouses, 12 cities: a service limit and a small warehouse contradict; 2 scenarios resolve it."

# customer: state, quantity; the states of each region lie nearest to its warehouse
CUSTOMERS = {
    "San Francisco": ("CA", "West", 1500),
    "Sacramento": ("CA", "West", 900),
    "Fresno": ("CA", "West", 800),
    "Boise": ("ID", "West", 1100),
    "Chicago": ("IL", "Middle", 1400),
    "St. Louis": ("MO", "Middle", 800),
    "Nashville": ("TN", "Middle", 700),
    "Columbus": ("OH", "Middle", 700),
    "Philadelphia": ("PA", "East", 1300),
    "Boston": ("MA", "East", 900),
    "Washington": ("DC", "East", 800),
    "Buffalo": ("NY", "East", 500),
}
WAREHOUSES = {
    "Reno DC": ("Reno", "NV", "West", 2600),
    "Indianapolis DC": ("Indianapolis", "IN", "Middle", 6000),
    "Newark DC": ("Newark", "NJ", "East", 5000),
}
PLANT = "Kansas City plant"


def make(_random: np.random.Generator) -> Tables:
    """The rows of the sample, by table; nothing in it is random."""
    gazetteer = cities(["US"])
    return {
        "settings": settings(currency="USD", distance_unit="mi", weight_unit="lb"),
        "products": [{"product": "Pallet", "description": "Pallet of mixed goods"}],
        "facilities": [_plant(gazetteer), *(_warehouse(gazetteer, name) for name in WAREHOUSES)],
        "customers": [
            {"customer": name, **named(gazetteer, name, state).place(region)}
            for name, (state, region, _) in CUSTOMERS.items()
        ],
        "demand": [
            {"customer": name, "product": "Pallet", "quantity": quantity}
            for name, (_, _, quantity) in CUSTOMERS.items()
        ],
        "production": [{"facility": PLANT, "product": "Pallet", "unit_cost": 210}],
        "lanes": [
            {"origin": PLANT, "destination": "DCs", "cost_per_distance": 0.1},
            {"origin": "DCs", "destination": "Customers", "cost_per_distance": 0.16},
        ],
        "groups": [*members("DCs", WAREHOUSES), *members("Customers", CUSTOMERS)],
        "service_limits": [{"name": "all within 500 miles", "max_distance": 500, "min_share": 1}],
        "scenarios": _scenarios(),
        "overrides": [
            override("Larger Reno", 10, "facilities", "facility = Reno DC", ("max_throughput", "set", 4500)),
            override("Softer service", 10, "service_limits", "name = all within 500 miles", ("min_share", "set", 0.8)),
        ],
    }


def _plant(gazetteer: list[City]) -> Row:
    place = named(gazetteer, "Kansas City", "MO").place("Middle")
    return {"facility": PLANT, "kind": "plant", **place, "state": "existing", "status": "open"}


def _warehouse(gazetteer: list[City], name: str) -> Row:
    city, state, region, throughput = WAREHOUSES[name]
    return {
        "facility": name,
        "kind": "warehouse",
        **named(gazetteer, city, state).place(region),
        "state": "existing",
        "status": "open",
        "fixed_cost": 400_000,
        "max_throughput": throughput,
        "handling_cost": 8,
    }


def _scenarios() -> list[Row]:
    return [
        {
            "scenario": "Baseline",
            "description": "Has no answer, on purpose; cities from GeoNames (geonames.org), CC BY 4.0; all else is "
            "invented.",
        },
        {"scenario": "Larger Reno", "description": "Reno DC moves 4,500 pallets a year"},
        {"scenario": "Softer service", "description": "One pallet of five may come from farther than 500 miles"},
    ]
