"""Small networks of textbooks and of modelling languages' manuals, from JSON files with their figures.

All of them are expressed by the tables of the product alone; each function says how.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.instances.instance import Instance
from benchmarks.instances.location import PRODUCT, Location, lanes
from engine.network import Network

AMERICAN_STEEL_OPTIMUM = 15_005.0  # the file has none; found by scipy and stated in PuLP's case study
ROUNDED = {"xpress_depot_location": 1e-5}  # printed without decimals


def transport(data: Mapping[str, Any]) -> Network:
    """Suppliers with limited supply, customers with demand, a cost of a unit for each pair (AMPL transp, PuLP beer)."""
    origins, customers = list(data["supply"]), [f"to {name}" for name in data["demand"]]
    costs = np.array([data["cost"][origin] for origin in origins], dtype=float)
    return _transport(data, lanes(_names(origins), _names(customers), costs))


def by_distance(data: Mapping[str, Any]) -> Network:
    """Dantzig's canning plants: the lane's cost is a rate times a given distance, in 1,000 miles and 1,000 USD."""
    distances = data["distance_thousand_miles"]
    rows = [
        {"origin": origin, "destination": f"to {name}", "distance": float(distance)}
        for origin, row in distances.items()
        for name, distance in row.items()
    ]
    rate = data["freight_usd_per_case_per_thousand_miles"] / 1000
    return _transport(data, pd.DataFrame(rows).assign(cost_per_distance=rate))


def _transport(data: Mapping[str, Any], rows: pd.DataFrame) -> Network:
    customers = [f"to {name}" for name in data["demand"]]
    return Network.of(
        {
            "products": pd.DataFrame({"product": [PRODUCT]}),
            "suppliers": pd.DataFrame({"supplier": list(data["supply"])}),
            "supply": pd.DataFrame(
                {
                    "supplier": list(data["supply"]),
                    "product": PRODUCT,
                    "unit_cost": 0.0,
                    "max_quantity": _floats(data["supply"].values()),
                }
            ),
            "customers": pd.DataFrame({"customer": customers}),
            "demand": pd.DataFrame(
                {"customer": customers, "product": PRODUCT, "quantity": _floats(data["demand"].values())}
            ),
            "lanes": rows,
        }
    )


def depots(data: Mapping[str, Any]) -> Network:
    """Depots with capacity and building cost; the cost is that of all the demand, null where there is no lane."""
    demand = _floats(data["demand"])
    costs = np.array(data["delivery_cost_total_demand"], dtype=float)
    return Location(
        unit_cost=costs / demand,
        demand=demand,
        fixed=_floats(data["build_cost"]),
        capacity=_floats(data["capacity"]),
    ).network()


def stores(data: Mapping[str, Any]) -> Network:
    """OPL's warehouses that supply a number of stores each: every store wants 1 unit, so capacity counts stores."""
    costs = np.array(data["supply_cost[store][wh]"], dtype=float).T
    return Location(
        unit_cost=costs,
        demand=np.ones(costs.shape[1]),
        fixed=np.full(costs.shape[0], float(data["fixed_cost"])),
        capacity=_floats(data["capacity_stores"]),
        single_source=True,
        sites=data["warehouses"],
    ).network()


def american_steel(data: Mapping[str, Any]) -> Network:
    """Mills, cross-docks, customers; a lane's least flow must flow in any case, so it is a flow limit.

    The lane's own ``min_flow`` would hold only if the lane is used.
    """
    sites: Mapping[str, list[float]] = data["node_supply_demand"]
    mills = [name for name, (supply, _) in sites.items() if supply > 0]
    customers = [name for name, (_, demand) in sites.items() if demand > 0]
    docks = [name for name in sites if name not in {*mills, *customers}]
    arcs = pd.DataFrame(data["arcs_cost_min_max"], columns=["origin", "destination", "unit_cost", "least", "max_flow"])
    least = arcs[arcs["least"] > 0].reset_index(drop=True)
    return Network.of(
        {
            "products": pd.DataFrame({"product": [PRODUCT]}),
            "suppliers": pd.DataFrame({"supplier": mills}),
            "supply": pd.DataFrame(
                {"supplier": mills, "product": PRODUCT, "max_quantity": _floats(sites[name][0] for name in mills)}
            ),
            "facilities": pd.DataFrame(
                {"facility": docks, "kind": "cross_dock", "state": "existing", "status": "open"}
            ),
            "customers": pd.DataFrame({"customer": customers}),
            "demand": pd.DataFrame(
                {"customer": customers, "product": PRODUCT, "quantity": _floats(sites[name][1] for name in customers)}
            ),
            "lanes": arcs.drop(columns="least"),
            "flow_limits": pd.DataFrame(
                {
                    "name": least["origin"] + " to " + least["destination"],
                    "origin": least["origin"],
                    "destination": least["destination"],
                    "min_flow": least["least"].astype(float),
                }
            ),
        }
    )


def multmip3(data: Mapping[str, Any]) -> Network:
    """AMPL's fixed charges with a minimum load and at most five destinations of an origin.

    Costs differ by product, but fixed charge, minimum load and limit hold for the products together. So each pair has
    a cross-dock of its own: the lane to it carries the products' costs, the lane behind it (any product) the fixed
    charge, minimum and maximum, and a facility limit counts the cross-docks of an origin that are open. Supply equals
    the file's supply: least and largest quantity are the same.
    """
    origins, destinations, products = data["origins"], data["destinations"], data["products"]
    pairs = pd.MultiIndex.from_product([origins, destinations], names=["origin", "destination"]).to_frame(index=False)
    pairs["dock"] = pairs["origin"] + "-" + pairs["destination"]
    supply = [(o, p, float(q)) for p in products for o, q in zip(origins, data["supply_equality"][p], strict=True)]
    demand = [(d, p, float(q)) for p in products for d, q in zip(destinations, data["demand"][p], strict=True)]
    bought = pd.DataFrame(supply, columns=["supplier", "product", "max_quantity"])
    return Network.of(
        {
            "products": pd.DataFrame({"product": products}),
            "suppliers": pd.DataFrame({"supplier": origins}),
            "supply": bought.assign(min_quantity=bought["max_quantity"]),
            "facilities": pd.DataFrame({"facility": pairs["dock"], "kind": "cross_dock", "state": "candidate"}),
            "customers": pd.DataFrame({"customer": destinations}),
            "demand": pd.DataFrame(demand, columns=["customer", "product", "quantity"]),
            "lanes": pd.concat([_to_docks(data, pairs), _behind_docks(data, pairs)], ignore_index=True),
            "groups": pd.DataFrame({"group": "docks of " + pairs["origin"], "member": pairs["dock"]}),
            "facility_limits": pd.DataFrame(
                {
                    "name": [f"destinations of {origin}" for origin in origins],
                    "group": [f"docks of {origin}" for origin in origins],
                    "max_open": float(data["max_serve"]),
                }
            ),
        }
    )


def _to_docks(data: Mapping[str, Any], pairs: pd.DataFrame) -> pd.DataFrame:
    costs = data["var_cost[product][orig][dest]"]
    parts = [
        pd.DataFrame(
            {
                "origin": pairs["origin"],
                "destination": pairs["dock"],
                "product": product,
                "unit_cost": np.array(costs[product], dtype=float).ravel(),
            }
        )
        for product in data["products"]
    ]
    return pd.concat(parts, ignore_index=True)


def _behind_docks(data: Mapping[str, Any], pairs: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "origin": pairs["dock"],
            "destination": pairs["destination"],
            "unit_cost": 0.0,
            "fixed_cost": np.array(data["lane_fixed_cost"], dtype=float).ravel(),
            "min_flow": float(data["min_load"]),
            "max_flow": float(data["lane_limit_total"]),
        }
    )


CONVERTERS: Mapping[str, Callable[[Mapping[str, Any]], Network]] = {
    "ampl_transp": transport,
    "pulp_beer": transport,
    "dantzig_trnsport": by_distance,
    "xpress_depot_location": depots,
    "opl_warehouse": stores,
    "pulp_american_steel": american_steel,
    "ampl_multmip3": multmip3,
}


def instance(folder: Path, name: str) -> Instance:
    """An instance with its published optimum."""
    data = json.loads((folder / f"{name}.json").read_text("utf-8"))
    optimum = AMERICAN_STEEL_OPTIMUM if name == "pulp_american_steel" else data["optimum"]
    return Instance(name, CONVERTERS[name](data), optimum, tolerance=ROUNDED.get(name, 1e-9))


def _names(names: list[str]) -> np.ndarray:
    return np.array(names, dtype=object)


def _floats(figures: Any) -> np.ndarray:
    return np.array(list(figures), dtype=float)
