"""A generated supply chain with every kind of row: suppliers → plants → warehouses → customers, two periods.

It has a solution, with some room everywhere. Some places are bottlenecks by design, so that one wrong cell is enough:
the island is served by one warehouse, the harbour by one that needs its capacity option, wheels come from one supplier,
one customer wants more than any warehouse can pass, and one may stay unserved in part.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.instances.chain_sites import (
    BIG,
    GROWTH,
    HARBOUR,
    ISLAND,
    NEAR_KM,
    NEW,
    PERIODS,
    SOFT,
    WHEELS,
    Names,
    Scale,
    Sites,
    make_places,
    make_sites,
    placed,
)
from engine.network import Network


def chain(scale: Scale, seed: int) -> Network:
    """The network of a scale from a seed."""
    random = np.random.default_rng(seed)
    sites = make_sites(scale)
    demand = _demand(sites, scale, random)
    places = make_places(sites, random)
    year = demand[demand["period"] == PERIODS[-1]]
    wanted = year.groupby("product")["quantity"].sum()
    throughput = _throughput(sites, year, random)
    return Network.of(
        {
            "settings": pd.DataFrame({"name": ["currency", "circuity"], "value": ["USD", "1.2"]}),
            "periods": pd.DataFrame(
                {"period": list(PERIODS), "start_date": ["2027-01-01", "2028-01-01"], "years": 1.0}
            ),
            "products": pd.DataFrame({"product": ["Bike", "Helmet", "Frame", "Wheel"], "unit_value": 10.0}),
            "suppliers": placed("supplier", sites.suppliers, places),
            "facilities": _facilities(sites, places, throughput, random),
            "customers": placed("customer", sites.customers, places),
            "demand": demand,
            "supply": _supply(sites, wanted),
            "production": _production(sites, wanted),
            "bills": pd.DataFrame({"product": "Bike", "component": ["Frame", "Wheel"], "quantity": [1.0, 2.0]}),
            "lanes": _lanes(sites, scale, places, year),
            "groups": _groups(sites, places),
            "facility_limits": _facility_limits(sites),
            "facility_periods": _facility_periods(throughput),
            "flow_limits": _flow_limits(sites, wanted),
            "service_limits": pd.DataFrame({"name": ["near"], "max_distance": [NEAR_KM], "min_share": [0.8]}),
            "inventory": _inventory(sites, throughput),
            "capacity_options": _options(year, sites),
        }
    )


def _demand(sites: Sites, scale: Scale, random: np.random.Generator) -> pd.DataFrame:
    """Each customer wants bikes in each period, every other one helmets, too."""
    names = sites.customers
    bikes = np.round(random.lognormal(4.0, 0.6, len(names))) + 10.0
    ordinary = np.ones(len(names), dtype=bool)
    ordinary[:2] = False
    typical = bikes[ordinary].sum() / scale.warehouses
    bikes[0], bikes[1] = round(6.0 * typical), round(bikes[ordinary].mean() * 3)
    helmets = np.where(np.arange(len(names)) % 2 == 0, np.round(bikes * 0.5), 0.0)
    helmets[:2] = 0.0
    parts = []
    for period, growth in zip(PERIODS, GROWTH, strict=True):
        for product, quantity in (("Bike", bikes), ("Helmet", helmets)):
            some = quantity > 0
            soft = (names[some] == SOFT) & (product == "Bike")
            parts.append(
                pd.DataFrame(
                    {
                        "customer": names[some],
                        "product": product,
                        "period": period,
                        "quantity": np.round(quantity[some] * growth),
                        "unmet_cost": np.where(soft, 1000.0, np.nan),
                        "min_served_share": np.where(soft, 0.5, np.nan),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _throughput(sites: Sites, year: pd.DataFrame, random: np.random.Generator) -> dict[str, float]:
    """Largest throughput of each warehouse, with room beyond the demand of the last year."""
    per_customer = year.groupby("customer")["quantity"].sum()
    mainland = float(per_customer[[SOFT, *sites.mainland]].sum())
    share, part = mainland / len(sites.ordinary), 1.2 * float(per_customer[BIG]) / len(sites.ordinary)
    most = {name: float(np.round(share * random.uniform(1.6, 2.4) + part)) for name in sites.ordinary}
    most[ISLAND] = float(np.ceil(1.3 * per_customer[list(sites.island)].sum()))
    most[HARBOUR] = float(np.ceil(0.8 * per_customer[list(sites.harbour)].sum()))
    return most


def _facilities(
    sites: Sites, places: dict[str, tuple[float, float]], throughput: dict[str, float], random: np.random.Generator
) -> pd.DataFrame:
    plants = placed("facility", sites.plants, places).assign(kind="plant", state="existing", status="open")
    warehouses = placed("facility", sites.warehouses, places)
    count = len(warehouses)
    state = np.where(np.arange(count) % 3 == 0, "existing", "candidate").astype(object)
    status = np.full(count, "consider", dtype=object)
    state[2], status[2] = "candidate", "open"
    state[3], status[3] = "existing", "closed"
    most = np.array([throughput[name] for name in sites.warehouses])
    least = np.full(count, np.nan)
    least[2] = np.round(0.1 * most[2])
    return pd.concat(
        [
            plants.assign(max_throughput=round(3.0 * sum(throughput.values()) / len(plants))),
            warehouses.assign(
                kind="warehouse",
                state=state,
                status=status,
                fixed_cost=np.round(random.uniform(8, 14, count) * most),
                opening_cost=1000.0,
                closing_cost=500.0,
                handling_cost=1.0,
                min_throughput=least,
                max_throughput=most,
            ),
        ],
        ignore_index=True,
    )


def _facility_periods(throughput: dict[str, float]) -> pd.DataFrame:
    """The island's warehouse is given its throughput of the last year by a row of its own."""
    return pd.DataFrame({"facility": [ISLAND], "period": [PERIODS[-1]], "max_throughput": [throughput[ISLAND]]})


def _supply(sites: Sites, wanted: pd.Series) -> pd.DataFrame:
    others = sites.suppliers[1:]
    each = np.ceil(2.5 * wanted["Bike"] / len(others))
    helmets = np.ceil(2.5 * wanted["Helmet"] / len(others))
    wheels = pd.DataFrame(
        {"supplier": [WHEELS], "product": "Wheel", "unit_cost": 2.0, "max_quantity": np.ceil(2.6 * wanted["Bike"])}
    )
    frames = pd.DataFrame(
        {
            "supplier": others,
            "product": "Frame",
            "unit_cost": 5.0,
            "min_quantity": np.round(0.05 * each),
            "max_quantity": each,
        }
    )
    bought = pd.DataFrame({"supplier": others, "product": "Helmet", "unit_cost": 3.0, "max_quantity": helmets})
    return pd.concat([wheels, frames, bought], ignore_index=True)


def _production(sites: Sites, wanted: pd.Series) -> pd.DataFrame:
    each = np.ceil(2.0 * wanted["Bike"] / len(sites.plants))
    return pd.DataFrame(
        {
            "facility": sites.plants,
            "product": "Bike",
            "unit_cost": 20.0,
            "min_quantity": np.round(0.05 * each),
            "max_quantity": each,
        }
    )


def _lanes(sites: Sites, scale: Scale, places: dict[str, tuple[float, float]], year: pd.DataFrame) -> pd.DataFrame:
    parts = [
        _pairs(sites.suppliers[:1], sites.plants, "Wheel"),
        _pairs(sites.suppliers[1:], sites.plants, "Frame"),
        _pairs(sites.suppliers[1:], sites.warehouses, "Helmet"),
        _pairs(sites.plants, sites.warehouses, "Bike"),
        _pairs(np.array([ISLAND], dtype=object), sites.island, ""),
        _pairs(np.array([HARBOUR], dtype=object), sites.harbour, ""),
        _nearest(sites, scale, places),
    ]
    lanes = pd.concat(parts, ignore_index=True).assign(unit_cost=0.5, cost_per_distance=0.001)
    wanted = float(year.loc[year["customer"] == SOFT, "quantity"].sum())
    soft = lanes["destination"] == SOFT
    lanes = lanes[~soft | ~lanes["destination"].duplicated()]
    most = np.where(lanes["destination"] == SOFT, np.round(0.7 * wanted), np.nan)
    return lanes.assign(max_flow=most).reset_index(drop=True)


def _pairs(origins: Names, destinations: Names, product: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "origin": np.repeat(origins, len(destinations)),
            "destination": np.tile(destinations, len(origins)),
            "product": product,
        }
    )


def _nearest(sites: Sites, scale: Scale, places: dict[str, tuple[float, float]]) -> pd.DataFrame:
    customers = np.append([BIG, SOFT], sites.mainland).astype(object)
    ends = np.array([places[name] for name in customers])
    starts = np.array([places[name] for name in sites.ordinary])
    distance = ((ends[:, None, :] - starts[None, :, :]) ** 2).sum(axis=2)
    near = np.argsort(distance, axis=1, kind="stable")[:, : scale.nearest]
    few = pd.DataFrame({"origin": sites.ordinary[near.ravel()], "destination": np.repeat(customers, scale.nearest)})
    every = _pairs(sites.ordinary, customers[:1], "")
    return pd.concat([few.assign(product=""), every]).drop_duplicates()


def _groups(sites: Sites, places: dict[str, tuple[float, float]]) -> pd.DataFrame:
    middle = float(np.median([places[name][0] for name in sites.warehouses]))
    north = [name for name in sites.warehouses if places[name][0] >= middle]
    half = len(sites.plants) // 2 + 1
    members = {
        "warehouses": list(sites.warehouses),
        "north": north,
        "home plants": list(sites.plants[:half]),
        "away plants": list(sites.plants[half:]),
    }
    return pd.DataFrame(
        {
            "group": [group for group, names in members.items() for _ in names],
            "member": [name for names in members.values() for name in names],
        }
    )


def _facility_limits(sites: Sites) -> pd.DataFrame:
    count = len(sites.warehouses)
    return pd.DataFrame(
        {
            "name": ["network size", "north", "changes"],
            "group": ["warehouses", "north", "warehouses"],
            "min_open": [3.0, 1.0, np.nan],
            "max_open": [count - 1.0, np.nan, np.nan],
            "max_openings": [np.nan, np.nan, count],
            "max_closings": [np.nan, np.nan, count],
        }
    )


def _flow_limits(sites: Sites, wanted: pd.Series) -> pd.DataFrame:
    bikes = wanted["Bike"]
    return pd.DataFrame(
        {
            "name": ["home", "away", "one plant", "contract", "helmets"],
            "origin": ["home plants", "away plants", sites.plants[0], sites.plants[1], sites.suppliers[1]],
            "destination": ["warehouses"] * 5,
            "product": ["Bike", "Bike", "Bike", "Bike", "Helmet"],
            "per": "total",
            "min_flow": [np.nan, np.nan, np.nan, round(0.1 * bikes), np.nan],
            "max_flow": [np.nan, np.nan, np.nan, np.nan, round(2.0 * wanted["Helmet"])],
            "min_share": [0.3, 0.2, np.nan, np.nan, np.nan],
            "max_share": [np.nan, np.nan, 0.6, np.nan, np.nan],
        }
    )


def _inventory(sites: Sites, throughput: dict[str, float]) -> pd.DataFrame:
    names = [ISLAND, NEW, *sites.warehouses[4:7]]
    most = np.array([throughput[name] for name in names])
    return pd.DataFrame(
        {
            "facility": names,
            "product": "Bike",
            "initial": np.round(0.05 * most),
            "min_stock": np.round(0.03 * most),
            "max_stock": np.round(0.5 * most),
            "holding_cost": 1.0,
        }
    )


def _options(year: pd.DataFrame, sites: Sites) -> pd.DataFrame:
    wanted = float(year.loc[year["customer"].isin(sites.harbour), "quantity"].sum())
    return pd.DataFrame(
        {
            "facility": [HARBOUR],
            "option": ["second shift"],
            "extra_throughput": [np.ceil(0.4 * wanted)],
            "fixed_cost": [100.0],
            "max_units": [1.0],
        }
    )
