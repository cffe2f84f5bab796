"""Generated networks with every kind of row: bills, stock, options, steps, groups, limits; with room to spare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.network import Network

Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]
_PART_PER_UNIT = 0.5
_ROOM = 1.6


@dataclass(frozen=True)
class Mix:
    """How large a mixed network is.

    Attributes:
        plants: Plants; each makes every product.
        warehouses: Warehouses; every other one is a candidate.
        customers: Customers.
        nearest: Warehouses from which a customer can be served.
        products: Products that customers want; one more is a component.
        periods: Periods of a year each.
    """

    plants: int = 2
    warehouses: int = 5
    customers: int = 12
    nearest: int = 3
    products: int = 2
    periods: int = 2


SMALL = Mix()
LARGE = Mix(plants=10, warehouses=90, customers=2000, nearest=20, products=1, periods=1)


def mixed(mix: Mix = SMALL, seed: int = 0) -> Network:
    """A network in which every family of rows stands, and which has a solution."""
    return Network.of({name: pd.DataFrame(rows) for name, rows in _Maker(mix, seed).tables().items() if rows})


class _Maker:
    def __init__(self, mix: Mix, seed: int) -> None:
        self._mix = mix
        self._random = np.random.default_rng(seed)
        self._plants = [f"P{i + 1}" for i in range(mix.plants)]
        self._warehouses = [f"W{i + 1}" for i in range(mix.warehouses)]
        self._customers = [f"C{i + 1}" for i in range(mix.customers)]
        self._products = [f"item {i + 1}" for i in range(mix.products)]
        self._periods = [str(2027 + i) for i in range(mix.periods)]
        shape = (mix.customers, mix.products)
        self._wanted: Floats = np.round(self._random.uniform(10, 100, shape), 1)
        self._places = {
            name: self._random.uniform((40.0, 0.0), (46.0, 8.0), (size, 2))
            for name, size in (("P", mix.plants), ("W", mix.warehouses), ("C", mix.customers))
        }
        self._total = float(self._wanted.sum()) * 1.1 ** (mix.periods - 1)

    def tables(self) -> Mapping[str, Rows]:
        return {
            "settings": [
                {"name": "discount_rate", "value": "0.08"},
                {"name": "co2_price", "value": "60"},
                {"name": "average_speed", "value": "60"},
                {"name": "carrying_cost_share", "value": "0.2"},
            ],
            "periods": [{"period": name, "years": 1.0} for name in self._periods],
            "products": [
                {"product": name, "unit_weight": 2.0, "unit_value": 20.0} for name in [*self._products, "part"]
            ],
            "modes": [{"mode": "truck", "fuel_surcharge_share": 0.1, "co2_per_weight_distance": 0.0001}],
            "suppliers": [{"supplier": name, "latitude": 43.0, "longitude": 4.0} for name in ("S1", "S2")],
            "supply": self._supply(),
            "facilities": self._facilities(),
            "facility_periods": [
                {"facility": "W1", "period": self._periods[-1], "handling_cost": 0.9, "fixed_cost": 900.0}
            ],
            "customers": self._customer_rows(),
            "demand": self._demand(),
            "production": self._production(),
            "bills": [{"product": name, "component": "part", "quantity": _PART_PER_UNIT} for name in self._products],
            "lanes": self._lanes(),
            "groups": [
                {"group": group, "member": name}
                for group, names in (("plants", self._plants), ("warehouses", self._warehouses))
                for name in names
            ],
            "inventory": self._inventory(),
            "capacity_options": self._options(),
            "step_costs": self._steps(),
            "facility_limits": [
                {"name": "not all", "group": "warehouses", "max_open": float(self._mix.warehouses - 1), "min_open": 1.0}
            ],
            "flow_limits": self._flow_limits(),
            "service_limits": [
                {"name": "near", "max_distance": 600.0, "min_share": 0.3},
                {"name": "a day", "max_hours": 30.0, "min_share": 0.9},
            ],
        }

    def _supply(self) -> Rows:
        need = self._total * _PART_PER_UNIT
        return [
            {"supplier": "S1", "product": "part", "unit_cost": "purchase", "max_quantity": _round(need * 0.9)},
            {
                "supplier": "S2",
                "product": "part",
                "unit_cost": 1.3,
                "min_quantity": _round(need * 0.05),
                "max_quantity": _round(need * 0.7),
            },
        ]

    def _facilities(self) -> Rows:
        plants = [
            {"facility": name, "kind": "plant", "state": "existing", "status": "open", **_at(self._places["P"][i])}
            for i, name in enumerate(self._plants)
        ]
        share = self._total / self._mix.warehouses
        return plants + [
            {
                "facility": name,
                "state": "candidate" if i % 2 else "existing",
                "fixed_cost": float(self._random.integers(200, 900)),
                "opening_cost": 300.0,
                "closing_cost": 100.0,
                "fixed_co2": 500.0,
                "handling_cost": "handling" if i == 1 else 0.7,
                "min_throughput": _round(share * 0.05) if i else np.nan,
                "max_throughput": _round(share * self._random.uniform(_ROOM, _ROOM + 0.6)),
                **_at(self._places["W"][i]),
            }
            for i, name in enumerate(self._warehouses)
        ]

    def _customer_rows(self) -> Rows:
        rule = {3: "product", 7: "customer"}
        return [
            {"customer": name, "single_source": rule.get(i % 10, "no"), **_at(self._places["C"][i])}
            for i, name in enumerate(self._customers)
        ]

    def _demand(self) -> Rows:
        rows: Rows = []
        for i, customer in enumerate(self._customers):
            for j, product in enumerate(self._products):
                row: dict[str, Any] = {"customer": customer, "product": product, "quantity": float(self._wanted[i, j])}
                if i % 11 == 5:
                    row |= {"unmet_cost": 40.0, "min_served_share": 0.5}
                rows.append(row)
                if len(self._periods) > 1:
                    rows.append(row | {"period": self._periods[-1], "quantity": _round(row["quantity"] * 1.1)})
        return rows

    def _production(self) -> Rows:
        totals = self._wanted.sum(axis=0) * self._total / self._wanted.sum()
        return [
            {
                "facility": plant,
                "product": product,
                "unit_cost": 2.0 + 0.1 * i,
                "min_quantity": _round(totals[j] * 0.02),
                "max_quantity": _round(totals[j] * 1.5 / len(self._plants)),
                "co2_per_unit": 0.4,
            }
            for i, plant in enumerate(self._plants)
            for j, product in enumerate(self._products)
        ]

    def _lanes(self) -> Rows:
        rows: Rows = [
            {"origin": supplier, "destination": "plants", "product": "part", "unit_cost": 0.2, "distance": 300.0}
            for supplier in ("S1", "S2")
        ]
        rows.append({"origin": "plants", "destination": "warehouses", "mode": "truck", "cost_per_distance": 0.002})
        rows.append(
            {
                "origin": "P1",
                "destination": "W1",
                "mode": "truck",
                "unit_cost": 0.3,
                "fixed_cost": 40.0,
                "min_flow": 5.0,
                "max_flow": _round(self._total),
                "duty_share": 0.01,
            }
        )
        gaps = np.linalg.norm(self._places["C"][:, None] - self._places["W"][None, :], axis=2)
        for i, customer in enumerate(self._customers):
            for j in np.argsort(gaps[i])[: self._mix.nearest].tolist():
                rows.append(self._last_mile(i, customer, self._warehouses[j]))
        return rows

    def _last_mile(self, i: int, customer: str, warehouse: str) -> dict[str, Any]:
        row = {"origin": warehouse, "destination": customer, "mode": "truck", "cost_per_weight_distance": 0.002}
        if i % 5 == 1:
            row |= {"min_charge": 30.0, "shipment_size": 20.0, "cost_per_shipment": 12.0}
        if i % 6 == 2:
            row |= {"max_flow": _round(float(self._wanted[i].sum()) * 1.2)}
        return row

    def _inventory(self) -> Rows:
        name = self._products[0]
        stock = _round(self._total * 0.02)
        return [
            {"facility": "W1", "product": name, "initial": stock, "max_stock": 10 * stock, "days_of_supply": 15.0},
            {"facility": "P1", "product": name, "min_stock": stock, "holding_cost": 0.3},
        ]

    def _options(self) -> Rows:
        share = self._total / self._mix.warehouses
        return [
            {
                "facility": "W2",
                "option": "second shift",
                "extra_throughput": _round(share * 0.5),
                "fixed_cost": 50.0,
                "opening_cost": 20.0,
                "earliest_period": self._periods[-1],
                "min_periods": 1.0,
                "max_units": 2.0,
            }
        ]

    def _steps(self) -> Rows:
        share = self._total / self._mix.warehouses
        return [
            {"name": "purchase", "from_quantity": 0.0, "cost": 1.5, "kind": "all_units"},
            {"name": "purchase", "from_quantity": _round(self._total * 0.2), "cost": 1.1, "kind": "all_units"},
            {"name": "handling", "from_quantity": 0.0, "cost": 0.9, "kind": "incremental"},
            {"name": "handling", "from_quantity": _round(share * 0.5), "cost": 0.5, "kind": "incremental"},
        ]

    def _flow_limits(self) -> Rows:
        return [
            {"name": "from P1", "origin": "P1", "destination": "warehouses", "max_share": 0.8},
            {
                "name": "to W1",
                "destination": "W1",
                "product": self._products[0],
                "min_flow": 0.0,
                "max_flow": self._total,
            },
            {"name": "each plant", "origin": "plants", "per": "each", "min_flow": _round(self._total * 0.03)},
        ]


def _round(number: float) -> float:
    return float(np.round(number, 1))


def _at(place: Floats) -> dict[str, float]:
    return {"latitude": float(place[0]), "longitude": float(place[1])}
