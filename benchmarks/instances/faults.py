"""Faults: a sound chain and one row of it that is wrong, so that nothing satisfies it any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.instances.chain_sites import BIG, HARBOUR, ISLAND, NEW, PERIODS, SOFT, WHEELS
from engine.network import Network

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """A network made infeasible by one row.

    Attributes:
        name: What is wrong.
        network: The network with the fault.
        table: Table of the guilty row.
        key: Cells of its key by which it is told; some columns may be left out.
    """

    name: str
    network: Network
    table: str
    key: Cells

    def is_guilty(self, table: str, key: Mapping[str, str]) -> bool:
        """Whether that is the guilty row."""
        return table == self.table and all(key.get(column) == value for column, value in self.key.items())


Break = Callable[[Network], tuple[str, Cells, Network]]
_BREAKS: dict[str, Break] = {}


def fault_names() -> tuple[str, ...]:
    """Names of all faults."""
    return tuple(_BREAKS)


def broken(network: Network, name: str) -> Fault:
    """The network with that fault."""
    table, key, wrong = _BREAKS[name](network)
    return Fault(name, wrong, table, key)


def _set(name: str, table: str, key: Cells, **cells: Any) -> None:
    """A fault that writes cells of one row."""

    def change(network: Network) -> tuple[str, Cells, Network]:
        values = {column: value(network) if callable(value) else value for column, value in cells.items()}
        return table, key, _with(network, table, _rows(network, table, key), values)

    _BREAKS[name] = change


def _insert(name: str, table: str, key: Cells, **cells: Any) -> None:
    """A fault that adds a row."""

    def change(network: Network) -> tuple[str, Cells, Network]:
        values = {column: value(network) if callable(value) else value for column, value in cells.items()}
        frame = pd.concat([network[table], pd.DataFrame([{**key, **values}])], ignore_index=True)
        return table, key, network.with_tables({table: frame})

    _BREAKS[name] = change


def _remove(name: str, table: str, key: Cells, blamed: str, blame: Cells) -> None:
    """A fault that lacks rows; blamed is the row of the user's tables that cannot be satisfied without them."""

    def change(network: Network) -> tuple[str, Cells, Network]:
        frame = network[table]
        return blamed, blame, network.with_tables({table: frame[~_rows(network, table, key)].reset_index(drop=True)})

    _BREAKS[name] = change


def _rows(network: Network, table: str, key: Cells) -> np.ndarray:
    frame = network[table]
    found = np.ones(len(frame), dtype=bool)
    for column, value in key.items():
        found &= (frame[column] == value).to_numpy()
    assert found.any(), f"{table} has no row {key}"
    return found


def _with(network: Network, table: str, rows: np.ndarray, cells: Cells) -> Network:
    frame = network[table]
    return network.with_tables(
        {table: frame.assign(**{column: frame[column].mask(rows, value) for column, value in cells.items()})}
    )


def _old(table: str, key: Cells, column: str, times: float) -> Callable[[Network], float]:
    """A cell's own value, times a factor."""

    def value(network: Network) -> float:
        return float(np.round(times * network[table].loc[_rows(network, table, key), column].iloc[0]))

    return value


def _wanted(times: float, **where: str) -> Callable[[Network], float]:
    """A multiple of the demand that is picked."""

    def value(network: Network) -> float:
        demand = network["demand"]
        picked = np.logical_and.reduce([(demand[column] == cell).to_numpy() for column, cell in where.items()])
        return float(np.round(times * demand.loc[picked, "quantity"].sum()))

    return value


def _times(name: str, table: str, key: Cells, column: str, factor: float) -> None:
    """A fault that makes a number too small or too large."""
    _set(name, table, key, **{column: _old(table, key, column, factor)})


_LAST = PERIODS[-1]
_TO_SOFT = {"destination": SOFT}


def _islander(name: str, **cells: Any) -> None:
    """A fault on the only lane to a customer of the island."""

    def change(network: Network) -> tuple[str, Cells, Network]:
        customer = next(site for site in network["customers"]["customer"] if str(site).startswith("I"))
        key = {"origin": ISLAND, "destination": str(customer)}
        wanted = _wanted(1.0, customer=str(customer), period=PERIODS[0])(network)
        values = {
            column: value * wanted if column in ("min_flow", "max_flow") else value for column, value in cells.items()
        }
        return "lanes", key, _with(network, "lanes", _rows(network, "lanes", key), values)

    _BREAKS[name] = change


def _islander_lane_missing(network: Network) -> tuple[str, Cells, Network]:
    customer = next(str(site) for site in network["customers"]["customer"] if str(site).startswith("I"))
    kept = (network["lanes"]["destination"] != customer).to_numpy()
    frame = network["lanes"][kept].reset_index(drop=True)
    return "demand", {"customer": customer}, network.with_tables({"lanes": frame})


def _islander_demand(network: Network) -> tuple[str, Cells, Network]:
    """A demand of a period, typed with some zeros too many."""
    customer = next(str(site) for site in network["customers"]["customer"] if str(site).startswith("I"))
    key = {"customer": customer, "product": "Bike", "period": _LAST}
    rows = _rows(network, "demand", key)
    typed = 100.0 * float(network["demand"].loc[rows, "quantity"].iloc[0])
    return "demand", key, _with(network, "demand", rows, {"quantity": typed})


# lanes
_BREAKS["customer without a lane"] = _islander_lane_missing
_islander("only lane excluded", status="exclude")
_islander("largest flow of the only lane too small", max_flow=0.3)
_islander("least flow of the only lane above the demand", min_flow=5.0)
_times("largest flow to a customer too small", "lanes", _TO_SOFT, "max_flow", 0.2)
# facilities
_times(
    "throughput of a warehouse too small in a period", "facility_periods", {"facility": ISLAND}, "max_throughput", 0.4
)
_times("throughput of the only warehouse too small", "facilities", {"facility": ISLAND}, "max_throughput", 0.3)
_set("needed warehouse excluded", "facilities", {"facility": ISLAND}, status="exclude")
_set("needed warehouse closed", "facilities", {"facility": HARBOUR}, status="closed")
_set("needed warehouse closed in a period", "facility_periods", {"facility": ISLAND}, status="closed")
_set(
    "least throughput above what is wanted",
    "facilities",
    {"facility": HARBOUR},
    status="open",
    max_throughput=_wanted(9.0, period=_LAST),
    min_throughput=_wanted(3.0, period=_LAST),
)
_set(
    "least throughput above what the customers want",
    "facilities",
    {"facility": ISLAND},
    status="open",
    min_throughput=_old("facilities", {"facility": ISLAND}, "max_throughput", 1.0),
)
# supply and production
_set("only supplier excluded", "suppliers", {"supplier": WHEELS}, status="exclude")
_times("supply of a component too small", "supply", {"supplier": WHEELS}, "max_quantity", 0.2)
_set("supply of a component is 0", "supply", {"supplier": WHEELS}, max_quantity=0.0)
_set(
    "least supply above all use",
    "supply",
    {"supplier": WHEELS},
    min_quantity=_wanted(9.0, product="Bike"),
    max_quantity=_wanted(10.0, product="Bike"),
)
_set(
    "least production above all demand",
    "production",
    {"facility": "P1"},
    min_quantity=_wanted(3.0, product="Bike"),
    max_quantity=_wanted(4.0, product="Bike"),
)
_remove("component that nobody supplies", "supply", {"supplier": WHEELS}, "bills", {"component": "Wheel"})
_times("bill takes too many components", "bills", {"component": "Wheel"}, "quantity", 50.0)
_insert("bill names a component without source", "bills", {"product": "Bike", "component": "Helmet"}, quantity=1.0)
# demand
_BREAKS["demand mistyped"] = _islander_demand
_times("demand of the largest customer mistyped", "demand", {"customer": BIG, "period": _LAST}, "quantity", 200.0)
_set("demand that may stay unmet must be served", "demand", {"customer": SOFT, "period": _LAST}, min_served_share=1.0)
_set(
    "demand loses the cost of not being met",
    "demand",
    {"customer": SOFT, "period": _LAST},
    unmet_cost=np.nan,
    min_served_share=np.nan,
)
# decisions
_set("single source for too large a customer", "customers", {"customer": BIG}, single_source="customer")
_set("too few facilities may open", "facility_limits", {"name": "network size"}, max_open=3.0)
_set("more facilities must be open than there are", "facility_limits", {"name": "north"}, min_open=500.0)
_insert("group may have none open yet must have one", "facility_limits", {"name": "few"}, group="north", max_open=0.0)
_set("no opening allowed though a candidate is open", "facility_limits", {"name": "changes"}, max_openings=0.0)
_set("no closing allowed though one is closed", "facility_limits", {"name": "changes"}, max_closings=0.0)
_times("option adds too little", "capacity_options", {"facility": HARBOUR}, "extra_throughput", 0.2)
_set("option comes too late", "capacity_options", {"facility": HARBOUR}, earliest_period=_LAST)
# limits
_set("least flow above all demand", "flow_limits", {"name": "contract"}, min_flow=_wanted(3.0, product="Bike"))
_insert(
    "largest flow of a product too small",
    "flow_limits",
    {"name": "cap"},
    product="Helmet",
    destination="warehouses",
    per="total",
    max_flow=_wanted(0.3, product="Helmet", period=_LAST),
)
_set("least shares above 1 together", "flow_limits", {"name": "home"}, min_share=0.95)
_set("largest share below the least share", "flow_limits", {"name": "home"}, min_share=np.nan, max_share=0.05)
_insert(
    "least share of what cannot be",
    "flow_limits",
    {"name": "impossible"},
    origin="P1",
    destination="warehouses",
    product="Bike",
    per="total",
    min_share=0.75,
)
_set("service distance mistyped", "service_limits", {"name": "near"}, max_distance=9.0)
_set("service share cannot be kept", "service_limits", {"name": "near"}, max_distance=60.0)
# stock
_set(
    "least stock above all supply",
    "inventory",
    {"facility": NEW},
    min_stock=_wanted(9.0, product="Bike"),
    max_stock=_wanted(9.0, product="Bike"),
)
_set(
    "more initial stock than can leave or stay",
    "inventory",
    {"facility": ISLAND},
    initial=_wanted(2.0, product="Bike", period=_LAST),
)
