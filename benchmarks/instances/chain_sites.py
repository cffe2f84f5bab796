"""Sites of a generated chain, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Names = NDArray[np.object_]
PERIODS = ("2027", "2028")
GROWTH = (1.0, 1.1)
ISLAND, HARBOUR, NEW, OLD = "W island", "W harbour", "W new", "W old"
BIG, SOFT = "C big", "C soft"
WHEELS = "S wheels"
NEAR_KM = 900.0


@dataclass(frozen=True)
class Scale:
    """How large a chain is.

    Attributes:
        plants: Number of plants.
        warehouses: Number of warehouses, four special ones among them.
        customers: Number of customers, special ones among them.
        nearest: Warehouses from which a customer can be served.
        suppliers: Number of suppliers, that of wheels among them.
    """

    plants: int
    warehouses: int
    customers: int
    nearest: int
    suppliers: int


SMALL = Scale(plants=3, warehouses=9, customers=30, nearest=3, suppliers=4)
FULL = Scale(plants=10, warehouses=90, customers=2000, nearest=15, suppliers=15)


@dataclass(frozen=True)
class Sites:
    """Names of all sites; the first four warehouses are the special ones."""

    suppliers: Names
    plants: Names
    warehouses: Names
    mainland: Names
    island: Names
    harbour: Names

    @property
    def ordinary(self) -> Names:
        """Warehouses without island and harbour."""
        return self.warehouses[2:]

    @property
    def customers(self) -> Names:
        """All customers, the special ones first."""
        return np.concatenate([[BIG, SOFT], self.mainland, self.island, self.harbour]).astype(object)


def make_sites(scale: Scale) -> Sites:
    """The sites of a scale."""
    few = max(scale.customers // 20, 3)
    return Sites(
        suppliers=np.append([WHEELS], _names("S", scale.suppliers - 1)).astype(object),
        plants=np.array([f"P{number}" for number in range(1, scale.plants + 1)], dtype=object),
        warehouses=np.append([ISLAND, HARBOUR, NEW, OLD], _names("W", scale.warehouses - 4)).astype(object),
        mainland=_names("C", scale.customers - 2 * few - 2),
        island=_names("I", few),
        harbour=_names("H", few),
    )


def _names(letter: str, size: int) -> Names:
    width = len(str(size))
    return np.array([f"{letter}{number:0{width}}" for number in range(1, size + 1)], dtype=object)


def make_places(sites: Sites, random: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Latitude and longitude by name; customers of island and harbour are around their warehouses."""
    names = [*sites.suppliers, *sites.plants, *sites.warehouses, *sites.customers]
    spots = np.column_stack([random.uniform(38, 47, len(names)), random.uniform(-98, -84, len(names))])
    places = {name: (float(north), float(east)) for name, (north, east) in zip(names, spots, strict=True)}
    for warehouse, customers in ((ISLAND, sites.island), (HARBOUR, sites.harbour)):
        north, east = places[warehouse]
        for name in customers:
            places[name] = (north + float(random.uniform(-1, 1)), east + float(random.uniform(-1, 1)))
    return places


def placed(column: str, names: Names, places: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Rows of sites with their coordinates."""
    spots = np.array([places[name] for name in names])
    return pd.DataFrame({column: names, "latitude": spots[:, 0], "longitude": spots[:, 1]})
