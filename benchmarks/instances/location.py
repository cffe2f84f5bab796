"""Location problems in the tables of the product: sites that can make anything, customers, a dense matrix of costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.network import Network

PRODUCT = "product"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Location:
    """A single-echelon location problem with m sites and n customers.

    A site makes the product itself, without cost or limit, so that it needs no supplier; a capacity limits its
    throughput.

    Attributes:
        unit_cost: m × n costs of a unit from a site to a customer; NaN where there is no lane.
        demand: n quantities.
        fixed: m fixed costs; None for none.
        capacity: m throughputs; None for unlimited.
        count: How many sites are open exactly; None for any number.
        single_source: Whether one site serves everything that a customer gets.
        sites: Names of the sites; numbered where empty.
        customers: Names of the customers; numbered where empty.
        settings: Settings of the model.
    """

    unit_cost: Floats
    demand: Floats
    fixed: Floats | None = None
    capacity: Floats | None = None
    count: int | None = None
    single_source: bool = False
    sites: Sequence[str] = ()
    customers: Sequence[str] = ()
    settings: dict[str, str] = field(default_factory=dict)

    def network(self) -> Network:
        """The problem as tables."""
        m, n = self.unit_cost.shape
        sites = np.array(self.sites or [f"S{i + 1}" for i in range(m)], dtype=object)
        customers = np.array(self.customers or [f"C{j + 1}" for j in range(n)], dtype=object)
        tables = {
            "settings": pd.DataFrame({"name": list(self.settings), "value": list(self.settings.values())}, dtype="str"),
            "products": pd.DataFrame({"product": [PRODUCT]}),
            "facilities": self._facilities(sites),
            "production": pd.DataFrame({"facility": sites, "product": PRODUCT, "unit_cost": 0.0}),
            "customers": self._customers(customers),
            "demand": pd.DataFrame({"customer": customers, "product": PRODUCT, "quantity": self.demand}),
            "lanes": lanes(sites, customers, self.unit_cost),
        }
        if self.count is not None:
            tables["facility_limits"] = pd.DataFrame(
                {"name": ["number of sites"], "min_open": float(self.count), "max_open": float(self.count)}
            )
        return Network.of(tables)

    def _facilities(self, sites: NDArray[np.object_]) -> pd.DataFrame:
        frame = pd.DataFrame({"facility": sites, "kind": "plant", "state": "candidate", "status": "consider"})
        limits = {"fixed_cost": self.fixed, "max_throughput": self.capacity}
        return frame.assign(**{name: values for name, values in limits.items() if values is not None})

    def _customers(self, customers: NDArray[np.object_]) -> pd.DataFrame:
        return pd.DataFrame({"customer": customers, "single_source": "customer" if self.single_source else "no"})


def lanes(origins: NDArray[np.object_], destinations: NDArray[np.object_], unit_cost: Floats) -> pd.DataFrame:
    """A lane for each pair with a cost, origin by origin.

    Args:
        origins: m names.
        destinations: n names.
        unit_cost: m × n costs; NaN where there is no lane.
    """
    rows, columns = np.nonzero(~np.isnan(unit_cost))
    return pd.DataFrame(
        {"origin": origins[rows], "destination": destinations[columns], "unit_cost": unit_cost[rows, columns]}
    )
