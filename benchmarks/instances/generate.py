"""Generated networks of any size, from a seed: plants, warehouses and customers on a square of 1,000 × 1,000 km."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.instances.location import Floats, Location
from engine.network import Network

SIDE_KM = 1000.0
SEED = 20270101


@dataclass(frozen=True)
class Shape:
    """How large a general network is.

    Attributes:
        plants: Number of plants; each makes every product.
        warehouses: Number of candidate warehouses.
        customers: Number of customers; each wants every product in every period.
        nearest: Warehouses from which a customer can be served.
        products: Number of products.
        periods: Number of periods; 1 makes a model without rows of periods.
    """

    plants: int
    warehouses: int
    customers: int
    nearest: int
    products: int = 1
    periods: int = 1

    @property
    def flow_columns(self) -> int:
        """Flows that the network has: one for each lane, product and period."""
        lanes = self.plants * self.warehouses + self.customers * self.nearest
        return lanes * self.products * self.periods


FIFTY_THOUSAND = Shape(plants=5, warehouses=100, customers=2450, nearest=20)
TWO_HUNDRED_THOUSAND = Shape(plants=10, warehouses=200, customers=4950, nearest=20, products=2)
HALF_A_MILLION = Shape(plants=10, warehouses=200, customers=4900, nearest=20, products=5)
ONE_MILLION = Shape(plants=10, warehouses=200, customers=9900, nearest=20, products=5)
FIVE_MILLION = Shape(plants=10, warehouses=200, customers=9900, nearest=20, products=5, periods=5)


def capacitated(sites: int = 100, customers: int = 1000, seed: int = SEED) -> Location:
    """A dense location problem of the size of OR-Library's `capb`: 100 sites, 1,000 customers, 100,000 lanes."""
    random = np.random.default_rng(seed)
    distances = _distances(random.random((sites, 2)), random.random((customers, 2)))
    demand = np.round(random.uniform(1, 100, customers))
    return Location(
        unit_cost=np.round(0.4 * distances, 3),
        demand=demand,
        fixed=np.round(random.uniform(400, 900, sites) * demand.sum() / sites),
        capacity=np.round(random.uniform(5, 10, sites) * demand.sum() / sites),
    )


def network(shape: Shape, seed: int = SEED) -> Network:
    """A two-echelon network: plants → warehouses → customers, candidates with fixed cost and throughput.

    Every lane row stands for all products and periods.
    """
    random = np.random.default_rng(seed)
    plants, warehouses, customers = (
        _names(letter, size)
        for letter, size in zip("PWC", (shape.plants, shape.warehouses, shape.customers), strict=True)
    )
    products, periods = _names("product ", shape.products), _names("year ", shape.periods)
    places = [random.random((len(names), 2)) for names in (plants, warehouses, customers)]
    demand = _demand(customers, products, random)
    total = float(demand["quantity"].sum())
    tables = {
        "products": pd.DataFrame({"product": products}),
        "facilities": pd.concat(
            [
                pd.DataFrame({"facility": plants, "kind": "plant", "state": "existing", "status": "open"}),
                _warehouses(warehouses, total, random),
            ],
            ignore_index=True,
        ),
        "production": _production(plants, products, total),
        "customers": pd.DataFrame({"customer": customers}),
        "demand": demand,
        "lanes": pd.concat(
            [_inbound(plants, warehouses, places), _outbound(warehouses, customers, places, shape.nearest)],
            ignore_index=True,
        ),
    }
    if shape.periods > 1:
        tables["periods"] = pd.DataFrame({"period": periods, "years": 1.0})
    return Network.of(tables)


def _names(letter: str, size: int) -> NDArray[np.object_]:
    width = len(str(size))
    return np.array([f"{letter}{number:0{width}}" for number in range(1, size + 1)], dtype=object)


def _distances(a: Floats, b: Floats) -> Floats:
    distances: Floats = SIDE_KM * np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))
    return distances


def _demand(customers: NDArray[np.object_], products: NDArray[np.object_], random: np.random.Generator) -> pd.DataFrame:
    quantity = np.round(random.lognormal(3.0, 0.8, len(customers) * len(products))) + 1.0
    return pd.DataFrame(
        {
            "customer": np.repeat(customers, len(products)),
            "product": np.tile(products, len(customers)),
            "quantity": quantity,
        }
    )


def _warehouses(names: NDArray[np.object_], total: float, random: np.random.Generator) -> pd.DataFrame:
    share = total / len(names)
    return pd.DataFrame(
        {
            "facility": names,
            "kind": "warehouse",
            "state": "candidate",
            "status": "consider",
            "fixed_cost": np.round(random.uniform(8, 14, len(names)) * share),
            "max_throughput": np.round(random.uniform(4, 8, len(names)) * share),
            "handling_cost": np.round(random.uniform(0.5, 1.5, len(names)), 2),
        }
    )


def _production(plants: NDArray[np.object_], products: NDArray[np.object_], total: float) -> pd.DataFrame:
    limit = np.ceil(2 * total / len(plants) / len(products))
    return pd.DataFrame(
        {
            "facility": np.repeat(plants, len(products)),
            "product": np.tile(products, len(plants)),
            "unit_cost": 10.0,
            "max_quantity": limit,
        }
    )


def _inbound(plants: NDArray[np.object_], warehouses: NDArray[np.object_], places: list[Floats]) -> pd.DataFrame:
    cost = 0.02 * _distances(places[0], places[1])
    return pd.DataFrame(
        {
            "origin": np.repeat(plants, len(warehouses)),
            "destination": np.tile(warehouses, len(plants)),
            "unit_cost": np.round(cost.ravel(), 4),
        }
    )


def _outbound(
    warehouses: NDArray[np.object_], customers: NDArray[np.object_], places: list[Floats], nearest: int
) -> pd.DataFrame:
    distances = _distances(places[2], places[1])
    near = np.argsort(distances, axis=1, kind="stable")[:, :nearest]
    cost = 0.05 * np.take_along_axis(distances, near, axis=1)
    return pd.DataFrame(
        {
            "origin": warehouses[near.ravel()],
            "destination": np.repeat(customers, nearest),
            "unit_cost": np.round(cost.ravel(), 4),
        }
    )
