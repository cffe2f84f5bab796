"""Sites and products of the model as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion.names import Codes, Names
from engine.network import Network

Floats = NDArray[np.float64]


class SiteKind(IntEnum):
    """What a site is."""

    SUPPLIER = 0
    FACILITY = 1
    CUSTOMER = 2


@dataclass(frozen=True)
class Sites:
    """Every site in the model: included suppliers, then facilities, then included customers.

    Attributes:
        names: N names.
        kind: SiteKind of each.
        row: Row position of each in its own table.
        latitude: Degrees north, NaN where not known.
        longitude: Degrees east, NaN where not known.
        suppliers: Number of suppliers; they come first.
        facilities: Number of facilities; they follow the suppliers.
    """

    names: Names
    kind: NDArray[np.int8]
    row: Codes
    latitude: Floats
    longitude: Floats
    suppliers: int
    facilities: int

    def __len__(self) -> int:
        return len(self.names)

    @property
    def first_customer(self) -> int:
        """Code of the first customer."""
        return self.suppliers + self.facilities

    def is_facility(self, sites: Codes) -> NDArray[np.bool_]:
        """Which of n site codes are facilities."""
        mask: NDArray[np.bool_] = (sites >= self.suppliers) & (sites < self.first_customer)
        return mask


def read_sites(network: Network) -> Sites:
    """The sites that are in the model; excluded ones are left out."""
    parts = [
        _included(network["suppliers"], "supplier", SiteKind.SUPPLIER),
        _included(network["facilities"], "facility", SiteKind.FACILITY),
        _included(network["customers"], "customer", SiteKind.CUSTOMER),
    ]
    together = pd.concat(parts, ignore_index=True)
    return Sites(
        names=Names(together["name"]),
        kind=together["kind"].to_numpy(dtype=np.int8),
        row=together["row"].to_numpy(dtype=np.int32),
        latitude=together["latitude"].to_numpy(dtype=float),
        longitude=together["longitude"].to_numpy(dtype=float),
        suppliers=len(parts[0]),
        facilities=len(parts[1]),
    )


def _included(frame: pd.DataFrame, key: str, kind: SiteKind) -> pd.DataFrame:
    rows = np.flatnonzero((frame["status"] != "exclude").to_numpy())
    chosen = frame.iloc[rows]
    return pd.DataFrame(
        {
            "name": chosen[key].to_numpy(dtype=object),
            "kind": int(kind),
            "row": rows,
            "latitude": chosen["latitude"].to_numpy(dtype=float),
            "longitude": chosen["longitude"].to_numpy(dtype=float),
        }
    )


@dataclass(frozen=True)
class Products:
    """Every product; numbers are NaN where not known.

    Attributes:
        names: P names.
        weight: Weight of one unit.
        value: Value of one unit.
        price: Selling price of one unit.
    """

    names: Names
    weight: Floats
    value: Floats
    price: Floats

    def __len__(self) -> int:
        return len(self.names)


def read_products(network: Network) -> Products:
    """The products in the order of their table."""
    rows = network["products"]
    return Products(
        names=Names(rows["product"]),
        weight=rows["unit_weight"].to_numpy(dtype=float),
        value=rows["unit_value"].to_numpy(dtype=float),
        price=rows["unit_price"].to_numpy(dtype=float),
    )
