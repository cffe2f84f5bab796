"""Three echelons in Europe over five years: component suppliers, plants, warehouses, 40 cities."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from resources.samples.recipes.europe_sites import ISLANDS, PLANTS, REGION_OF, REGIONS, SUPPLIERS, WAREHOUSES
from resources.samples.recipes.places import City, cities, largest, named
from resources.samples.recipes.rows import Row, Tables, members, override, settings

TITLE = "Three echelons in Europe"
ONE_LINE = "6 suppliers, 5 plants, 10 warehouses and 40 cities, 2027 to 2031, with bills of materials; 6 scenarios."

YEARS = ("2027", "2028", "2029", "2030", "2031")
SPACE_BETWEEN_CUSTOMERS_KM = 40
LONGEST_LANE_KM = 1100
NEAREST_ALWAYS = 4

FINISHED_PER_1000 = {"Pump": 1.3, "Valve set": 6.5}
DAYS_OF_SUPPLY = {"Pump": 28, "Valve set": 21}

PRODUCTS: tuple[Row, ...] = (
    {"product": "Pump", "description": "Circulation pump", "unit_weight": 48, "unit_value": 420, "unit_price": 690},
    {"product": "Valve set", "description": "Set of valves", "unit_weight": 9, "unit_value": 96, "unit_price": 165},
    {"product": "Casting", "description": "Iron casting", "unit_weight": 22, "unit_value": 62},
    {"product": "Motor", "description": "Electric motor", "unit_weight": 14, "unit_value": 97},
    {"product": "Seal kit", "description": "Set of seals", "unit_weight": 0.4, "unit_value": 4.2},
)


def make(random: np.random.Generator) -> Tables:
    """The rows of the sample, by table."""
    gazetteer = [city for city in cities(REGION_OF) if city.name not in ISLANDS]
    customers = largest(gazetteer, 40, apart_km=SPACE_BETWEEN_CUSTOMERS_KM)
    return {
        "settings": settings(
            currency="EUR",
            distance_unit="km",
            weight_unit="kg",
            circuity=1.25,
            average_speed=60,
            discount_rate=0.08,
            carrying_cost_share=0.14,
            co2_price=0,
        ),
        "periods": [{"period": year, "start_date": f"{year}-01-01", "years": 1} for year in YEARS],
        "products": list(PRODUCTS),
        "suppliers": [{"supplier": name, **_place(named(gazetteer, city))} for name, city in SUPPLIERS.items()],
        "facilities": [*_plants(gazetteer), *_warehouses(gazetteer)],
        "facility_periods": _facility_periods(),
        "customers": [{"customer": city.name, **_place(city)} for city in customers],
        "demand": [row for city in customers for row in _demand(city, random)],
        "supply": _supply(),
        "production": [row for plant in PLANTS for row in _production(plant)],
        "bills": _bills(),
        "inventory": _inventory(),
        "modes": [
            {"mode": "road", "speed": 60, "co2_per_weight_distance": 0.00009},
            {"mode": "rail", "speed": 35, "co2_per_weight_distance": 0.000022},
        ],
        "lanes": [*_group_lanes(), *_deliveries(gazetteer, customers)],
        "groups": [*members("Suppliers", SUPPLIERS), *members("Plants", PLANTS), *members("DCs", WAREHOUSES)],
        "facility_limits": [{"name": "at most four plants", "group": "Plants", "max_open": 4}],
        "flow_limits": _flow_limits(),
        "service_limits": [{"name": "most within 16 hours", "max_hours": 16, "min_share": 0.9}],
        "capacity_options": _options(),
        "step_costs": [
            {"name": "motor contract", "from_quantity": 0, "cost": 98, "kind": "all_units"},
            {"name": "motor contract", "from_quantity": 40_000, "cost": 92, "kind": "all_units"},
        ],
        "scenarios": _scenarios(),
        "overrides": _overrides(),
    }


def _place(city: City) -> Row:
    return city.place(REGION_OF[city.country])


def _demand(city: City, random: np.random.Generator) -> Iterator[Row]:
    """Pieces a year by inhabitants and taste, growing with the region."""
    growth = REGIONS[REGION_OF[city.country]][1]
    for product, rate in FINISHED_PER_1000.items():
        first = city.population / 1000 * rate * random.lognormal(0.0, 0.2)
        for years, period in enumerate(YEARS):
            quantity = max(10, round(first * (1 + growth) ** years))
            yield {"customer": city.name, "product": product, "period": period, "quantity": quantity}


def _plants(gazetteer: list[City]) -> Iterator[Row]:
    for name, (city, state, fixed, throughput) in PLANTS.items():
        yield {
            "facility": name,
            "kind": "plant",
            **_place(named(gazetteer, city)),
            "state": state,
            "status": "open" if state == "existing" else "consider",
            "fixed_cost": fixed,
            "opening_cost": 1.4 * fixed if state == "candidate" else "",
            "closing_cost": 0.9 * fixed,
            "min_throughput": 30_000,
            "max_throughput": throughput,
            "handling_cost": 0.6,
            "fixed_co2": 900_000,
        }


def _warehouses(gazetteer: list[City]) -> Iterator[Row]:
    for name, (city, state, fixed, throughput) in WAREHOUSES.items():
        yield {
            "facility": name,
            "kind": "warehouse",
            **_place(named(gazetteer, city)),
            "state": state,
            "fixed_cost": fixed,
            "opening_cost": 1.3 * fixed if state == "candidate" else "",
            "closing_cost": 0.5 * fixed,
            "max_throughput": throughput,
            "handling_cost": 1.1,
            "fixed_co2": 120_000,
        }


def _facility_periods() -> list[Row]:
    """Prague is not built before 2028; the lease in Birmingham rises from 2029."""
    leases: list[Row] = [{"facility": "Birmingham DC", "period": year, "fixed_cost": 1_150_000} for year in YEARS[2:]]
    return [{"facility": "Prague DC", "period": "2027", "status": "closed"}, *leases]


def _supply() -> list[Row]:
    return [
        {"supplier": "Bilbao Castings", "product": "Casting", "unit_cost": 64, "max_quantity": 260_000},
        {"supplier": "Ostrava Castings", "product": "Casting", "unit_cost": 58, "max_quantity": 300_000},
        {"supplier": "Stuttgart Motors", "product": "Motor", "unit_cost": "motor contract", "max_quantity": 160_000},
        {"supplier": "Wrocław Motors", "product": "Motor", "unit_cost": 93, "max_quantity": 90_000},
        {"supplier": "Bologna Seals", "product": "Seal kit", "unit_cost": 4.3},
        {"supplier": "Eindhoven Seals", "product": "Seal kit", "unit_cost": 4.1, "max_quantity": 900_000},
    ]


def _production(plant: str) -> Iterator[Row]:
    east = plant in {"Brno plant", "Łódź plant"}
    yield {"facility": plant, "product": "Pump", "unit_cost": 54 if east else 71, "co2_per_unit": 11}
    yield {"facility": plant, "product": "Valve set", "unit_cost": 17 if east else 22, "co2_per_unit": 2.4}


def _bills() -> list[Row]:
    """Castings, motors and seals; Łódź needs more castings a pump because of scrap."""
    return [
        {"product": "Pump", "component": "Casting", "quantity": 1},
        {"product": "Pump", "component": "Casting", "facility": "Łódź plant", "quantity": 1.04},
        {"product": "Pump", "component": "Motor", "quantity": 1},
        {"product": "Pump", "component": "Seal kit", "quantity": 2},
        {"product": "Valve set", "component": "Casting", "quantity": 0.5},
        {"product": "Valve set", "component": "Seal kit", "quantity": 3},
    ]


def _inventory() -> list[Row]:
    return [
        {"facility": name, "product": product, "days_of_supply": days}
        for name in WAREHOUSES
        for product, days in DAYS_OF_SUPPLY.items()
    ]


def _group_lanes() -> list[Row]:
    """One row for many pairs: road for everything, rail for what is heavy, one pair with its own distance."""
    to_plants: Row = {"origin": "Suppliers", "destination": "Plants"}
    to_warehouses: Row = {"origin": "Plants", "destination": "DCs"}
    return [
        {**to_plants, "mode": "road", "cost_per_weight_distance": 0.000105},
        {**to_plants, "product": "Casting", "mode": "rail", "unit_cost": 0.75, "cost_per_weight_distance": 0.000045},
        {**to_plants, "product": "Motor", "mode": "rail", "unit_cost": 0.5, "cost_per_weight_distance": 0.000045},
        {**to_warehouses, "mode": "road", "cost_per_weight_distance": 0.00012},
        {**to_warehouses, "product": "Pump", "mode": "rail", "unit_cost": 1.4, "cost_per_weight_distance": 0.00005},
        {
            "origin": "Turin plant",
            "destination": "Milan DC",
            "mode": "road",
            "cost_per_weight_distance": 0.00012,
            "distance": 146,
        },
    ]


def _deliveries(gazetteer: list[City], customers: list[City]) -> Iterator[Row]:
    """Road from each warehouse within reach, and at least from the nearest ones."""
    sites = {name: named(gazetteer, values[0]) for name, values in WAREHOUSES.items()}
    for customer in customers:
        near = sorted(sites, key=lambda name: sites[name].distance_km(customer))
        for rank, name in enumerate(near):
            if rank < NEAREST_ALWAYS or sites[name].distance_km(customer) <= LONGEST_LANE_KM:
                yield {
                    "origin": name,
                    "destination": customer.name,
                    "mode": "road",
                    "unit_cost": 0.45,
                    "cost_per_weight_distance": 0.0004,
                }


def _flow_limits() -> list[Row]:
    return [
        {
            "name": "two sources of castings",
            "origin": "Ostrava Castings",
            "destination": "Plants",
            "product": "Casting",
            "max_share": 0.75,
        },
        {"name": "Bilbao contract", "origin": "Bilbao Castings", "product": "Casting", "min_flow": 40_000},
    ]


def _options() -> list[Row]:
    second_line: Row = {
        "option": "second line",
        "extra_throughput": 50_000,
        "fixed_cost": 650_000,
        "opening_cost": 1_700_000,
        "earliest_period": "2028",
        "min_periods": 2,
    }
    return [
        {"facility": "Nuremberg plant", **second_line},
        {"facility": "Brno plant", **second_line},
        {"facility": "Lille plant", "option": "second shift", "extra_throughput": 35_000, "fixed_cost": 980_000},
        {"facility": "Madrid DC", "option": "extension", "extra_throughput": 40_000, "fixed_cost": 210_000},
    ]


def _scenarios() -> list[Row]:
    return [
        {
            "scenario": "Baseline",
            "description": "Openly synthetic; cities from GeoNames (geonames.org), CC BY 4.0; all else is invented.",
        },
        {"scenario": "High growth", "description": "A quarter more demand from 2029", "tags": "demand"},
        {"scenario": "Carbon price", "description": "120 EUR a tonne of CO2", "tags": "co2"},
        {
            "scenario": "High growth and carbon price",
            "parent": "High growth",
            "description": "Both together",
            "tags": "demand, co2",
        },
        {"scenario": "No new plants", "description": "The plants of today, expanded where that pays"},
        {"scenario": "Close Milan", "description": "Milan DC closes at once", "tags": "closures"},
        {
            "scenario": "One source in the North",
            "description": "Each northern customer is served by one DC",
            "tags": "service",
        },
    ]


def _overrides() -> list[Row]:
    candidates = "kind = plant; state = candidate"
    north = "region = North"
    return [
        override("High growth", 10, "demand", "period = 2029 | 2030 | 2031", ("quantity", "multiply", 1.25)),
        override("Carbon price", 10, "settings", "name = co2_price", ("value", "set", 120)),
        override("High growth and carbon price", 10, "settings", "name = co2_price", ("value", "set", 120)),
        override("No new plants", 10, "facilities", candidates, ("status", "set", "closed")),
        override("Close Milan", 10, "facilities", "facility = Milan DC", ("status", "set", "closed")),
        override("One source in the North", 10, "customers", north, ("single_source", "set", "customer")),
    ]
