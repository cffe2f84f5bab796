"""A distribution network of the United States: three sources, 25 warehouses, 200 cities, three products, one year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from resources.samples.recipes.places import KM_PER_MILE, City, cities, largest, named
from resources.samples.recipes.rows import Row, Tables, members, override, settings

TITLE = "Distribution in the United States"
ONE_LINE = "2 plants, a co-packer and 25 warehouses serve 200 cities with 3 products in one year; 7 scenarios."

CIRCUITY = 1.2
LONGEST_LANE_MILES = 650
NEAREST_ALWAYS = 4

REGIONS = {
    "Northeast": "CT ME MA NH RI VT NJ NY PA",
    "Midwest": "IL IN MI OH WI IA KS MN MO NE ND SD",
    "South": "DE FL GA MD NC SC VA DC WV AL KY MS TN AR LA OK TX",
    "West": "AZ CO ID MT NV NM UT WY CA OR WA",
}
REGION_OF = {state: region for region, states in REGIONS.items() for state in states.split()}
FIXED_COST = {"Northeast": 1_450_000, "Midwest": 1_050_000, "South": 980_000, "West": 1_380_000}
HANDLING_COST = {"Northeast": 9.4, "Midwest": 7.9, "South": 7.5, "West": 9.1}

EXISTING = (
    ("Chicago", "IL"),
    ("Dallas", "TX"),
    ("Atlanta", "GA"),
    ("Newark", "NJ"),
    ("Fontana", "CA"),
    ("Seattle", "WA"),
    ("Denver", "CO"),
    ("Orlando", "FL"),
)
CANDIDATES = (
    ("Columbus", "OH"),
    ("Memphis", "TN"),
    ("Kansas City", "MO"),
    ("Phoenix", "AZ"),
    ("Salt Lake City", "UT"),
    ("Reno", "NV"),
    ("Charlotte", "NC"),
    ("Baltimore", "MD"),
    ("Worcester", "MA"),
    ("Minneapolis", "MN"),
    ("Houston", "TX"),
    ("San Antonio", "TX"),
    ("Nashville", "TN"),
    ("Indianapolis", "IN"),
    ("Portland", "OR"),
    ("Stockton", "CA"),
    ("Oklahoma City", "OK"),
)
WEST_COAST = ("Fontana DC", "Seattle DC", "Portland DC", "Stockton DC", "Reno DC")

PRODUCTS: tuple[Row, ...] = (
    {
        "product": "Beverages",
        "description": "Pallet of bottled drinks",
        "unit_weight": 2100,
        "unit_value": 560,
        "unit_price": 840,
    },
    {
        "product": "Snacks",
        "description": "Pallet of crisps and biscuits",
        "unit_weight": 620,
        "unit_value": 940,
        "unit_price": 1420,
    },
    {
        "product": "Household",
        "description": "Pallet of detergents and paper",
        "unit_weight": 1150,
        "unit_value": 1180,
        "unit_price": 1690,
    },
)
PALLETS_PER_1000 = {"Beverages": 2.6, "Snacks": 1.5, "Household": 0.9}
UNMET_COST = {"Beverages": 520, "Snacks": 790, "Household": 980}


def make(random: np.random.Generator) -> Tables:
    """The rows of the sample, by table."""
    gazetteer = [city for city in cities(["US"]) if city.division in REGION_OF]
    customers = largest(gazetteer, 200, apart_km=12 * KM_PER_MILE)
    sites = {f"{name} DC": named(gazetteer, name, state) for name, state in EXISTING + CANDIDATES}
    demand = [row for city in customers for row in _demand(city, random)]
    return {
        "settings": settings(
            currency="USD", distance_unit="mi", weight_unit="lb", circuity=CIRCUITY, average_speed=45, co2_price=0
        ),
        "products": list(PRODUCTS),
        "suppliers": [{"supplier": "Ontario co-packer", **_place(named(gazetteer, "Ontario", "CA"))}],
        "facilities": [*_plants(gazetteer), *_warehouses(sites, random)],
        "customers": [{"customer": _name(city), **_place(city)} for city in customers],
        "demand": demand,
        "supply": [
            {"supplier": "Ontario co-packer", "product": "Snacks", "unit_cost": 655, "max_quantity": 60_000},
            {"supplier": "Ontario co-packer", "product": "Household", "unit_cost": 810, "max_quantity": 40_000},
        ],
        "production": _production(),
        "modes": [
            {"mode": "truckload", "speed": 48, "co2_per_weight_distance": 0.00008},
            {"mode": "LTL", "speed": 38, "co2_per_weight_distance": 0.00013, "fuel_surcharge_share": 0.08},
        ],
        "lanes": [*_inbound(), *_outbound(sites, customers)],
        "groups": [*members("DCs", sites), *members("West coast DCs", WEST_COAST)],
        "facility_limits": [
            {"name": "at most 14 DCs", "group": "DCs", "max_open": 14},
            {"name": "a DC on the west coast", "group": "West coast DCs", "min_open": 1},
        ],
        "flow_limits": [
            {
                "name": "Household from the co-packer",
                "origin": "Ontario co-packer",
                "destination": "DCs",
                "product": "Household",
                "max_share": 0.6,
            }
        ],
        "service_limits": [{"name": "most within 450 miles", "max_distance": 450, "min_share": 0.85}],
        "step_costs": [
            {"name": "handling tiers", "from_quantity": 0, "cost": 8.6, "kind": "incremental"},
            {"name": "handling tiers", "from_quantity": 25_000, "cost": 7.1, "kind": "incremental"},
        ],
        "scenarios": _scenarios(),
        "overrides": _overrides(),
    }


def _name(city: City) -> str:
    return f"{city.name}, {city.division}"


def _place(city: City) -> Row:
    return city.place(REGION_OF[city.division])


def _demand(city: City, random: np.random.Generator) -> Iterator[Row]:
    """Pallets a year by inhabitants and taste; what small cities want may go partly unmet."""
    for product, rate in PALLETS_PER_1000.items():
        taste = random.lognormal(0.0, 0.22)
        row: Row = {
            "customer": _name(city),
            "product": product,
            "quantity": max(20, round(city.population / 1000 * rate * taste)),
        }
        if city.population < 160_000:
            row |= {"min_served_share": 0.9, "unmet_cost": UNMET_COST[product]}
        yield row


def _plants(gazetteer: list[City]) -> list[Row]:
    plant: Row = {"kind": "plant", "state": "existing", "status": "open", "handling_cost": 2.2}
    return [
        {"facility": "Cincinnati plant", **_place(named(gazetteer, "Cincinnati", "OH")), **plant, "fixed_cost": 5e6},
        {"facility": "Fort Worth plant", **_place(named(gazetteer, "Fort Worth", "TX")), **plant, "fixed_cost": 4.6e6},
    ]


def _production() -> list[Row]:
    return [
        {"facility": "Cincinnati plant", "product": "Beverages", "unit_cost": 318, "max_quantity": 190_000},
        {"facility": "Cincinnati plant", "product": "Snacks", "unit_cost": 574, "max_quantity": 90_000},
        {"facility": "Cincinnati plant", "product": "Household", "unit_cost": 742, "max_quantity": 60_000},
        {"facility": "Fort Worth plant", "product": "Beverages", "unit_cost": 309, "max_quantity": 150_000},
        {"facility": "Fort Worth plant", "product": "Snacks", "unit_cost": 581, "max_quantity": 70_000},
        {"facility": "Fort Worth plant", "product": "Household", "unit_cost": 751, "max_quantity": 45_000},
    ]


def _warehouses(sites: dict[str, City], random: np.random.Generator) -> Iterator[Row]:
    for position, (name, city) in enumerate(sites.items()):
        region = REGION_OF[city.division]
        existing = position < len(EXISTING)
        fixed = FIXED_COST[region] * random.uniform(0.9, 1.1)
        yield {
            "facility": name,
            "kind": "warehouse",
            **_place(city),
            "state": "existing" if existing else "candidate",
            "fixed_cost": round(fixed, -3),
            "opening_cost": "" if existing else round(0.3 * fixed, -3),
            "closing_cost": round(0.2 * fixed, -3) if existing else "",
            "max_throughput": int(random.integers(60, 96)) * 1000,
            "handling_cost": "handling tiers" if name in {"Chicago DC", "Atlanta DC"} else HANDLING_COST[region],
            "fixed_co2": 180_000,
        }


def _inbound() -> Iterator[Row]:
    """Full trucks of 24 pallets at 2.50 a mile, with 190 for loading and unloading."""
    for origin in ("Cincinnati plant", "Fort Worth plant", "Ontario co-packer"):
        yield {
            "origin": origin,
            "destination": "DCs",
            "mode": "truckload",
            "cost_per_distance": 0.104,
            "shipment_size": 24,
            "cost_per_shipment": 190,
        }


def _outbound(sites: dict[str, City], customers: list[City]) -> Iterator[Row]:
    """Part loads of 8 pallets at 0.17 a pallet and mile, with a minimum charge."""
    longest_km = LONGEST_LANE_MILES * KM_PER_MILE / CIRCUITY
    for customer in customers:
        near = sorted(sites, key=lambda name: sites[name].distance_km(customer))
        for rank, name in enumerate(near):
            if rank < NEAREST_ALWAYS or sites[name].distance_km(customer) <= longest_km:
                yield {
                    "origin": name,
                    "destination": _name(customer),
                    "mode": "LTL",
                    "cost_per_distance": 0.17,
                    "shipment_size": 8,
                    "min_charge": 140,
                }


def _scenarios() -> list[Row]:
    return [
        {
            "scenario": "Baseline",
            "description": "Openly synthetic; cities from GeoNames (geonames.org), CC BY 4.0; all else is invented.",
        },
        {"scenario": "Growth", "description": "A fifth more demand, a third in the West", "tags": "demand"},
        {"scenario": "Growth and carbon price", "parent": "Growth", "description": "Growth at 90 USD a tonne of CO2"},
        {"scenario": "Close Denver", "description": "Denver DC closes, its customers move", "tags": "closures"},
        {"scenario": "Today's DCs", "description": "Only the existing DCs, all of them open", "tags": "as is"},
        {"scenario": "At most eight", "description": "Fewer, larger DCs", "tags": "closures"},
        {"scenario": "Nearer", "description": "90 % of the flow from within 300 miles", "tags": "service"},
        {"scenario": "Co-packer fails", "description": "The co-packer delivers half", "tags": "risk"},
    ]


def _overrides() -> list[Row]:
    return [
        override("Growth", 10, "demand", "", ("quantity", "multiply", 1.2)),
        override("Growth", 20, "demand", "customer.region = West", ("quantity", "multiply", 1.11)),
        override("Growth and carbon price", 10, "settings", "name = co2_price", ("value", "set", 90)),
        override("Close Denver", 10, "facilities", "facility = Denver DC", ("status", "set", "closed")),
        override("Today's DCs", 10, "facilities", "kind = warehouse; state = candidate", ("status", "set", "closed")),
        override("Today's DCs", 20, "facilities", "kind = warehouse; state = existing", ("status", "set", "open")),
        override(
            "Today's DCs", 30, "facilities", "kind = warehouse; state = existing", ("max_throughput", "set", 90_000)
        ),
        override("Today's DCs", 40, "service_limits", "name = most within 450 miles", ("min_share", "set", 0.7)),
        override("At most eight", 10, "facility_limits", "name = at most 14 DCs", ("max_open", "set", 8)),
        override("At most eight", 20, "facilities", "kind = warehouse", ("max_throughput", "multiply", 1.5)),
        override("Nearer", 10, "service_limits", "name = most within 450 miles", ("max_distance", "set", 300)),
        override("Nearer", 20, "service_limits", "name = most within 450 miles", ("min_share", "set", 0.9)),
        override("Co-packer fails", 10, "supply", "supplier = Ontario co-packer", ("max_quantity", "multiply", 0.5)),
    ]
