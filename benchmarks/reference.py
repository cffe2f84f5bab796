"""A plain reading of small networks as a MILP for scipy, written apart from the product, to check instances by.

It knows what the instances here use: one period, lanes with costs per unit and distance, fixed costs of sites and
lanes, limits of supply, production, throughput, lanes, number of sites and flows, single sourcing by customer. It
refuses columns that it does not know, and loops as a textbook would: for hundreds of lanes, not for millions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from engine.network import Network

# Columns that may be filled; what is not listed must be blank.
KNOWN = {
    "settings": "name value",
    "products": "product",
    "suppliers": "supplier",
    "supply": "supplier product unit_cost min_quantity max_quantity",
    "facilities": "facility kind state status fixed_cost max_throughput",
    "production": "facility product unit_cost min_quantity max_quantity",
    "customers": "customer single_source",
    "demand": "customer product quantity",
    "lanes": "origin destination product unit_cost cost_per_distance fixed_cost min_flow max_flow distance",
    "groups": "group member",
    "facility_limits": "name group min_open max_open",
    "flow_limits": "name origin destination min_flow max_flow",
}

Row: TypeAlias = dict[str, Any]


@dataclass
class Program:
    """Variables with cost and bounds, and rows, gathered one at a time."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    binary: list[bool] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, cost: float = 0.0, upper: float = np.inf, *, binary: bool = False) -> int:
        """A new variable from 0 to `upper`; gives its number."""
        self.cost.append(cost)
        self.upper.append(1.0 if binary else upper)
        self.binary.append(binary)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float = -np.inf, high: float = np.inf) -> None:
        """A row low ≤ Σ factor · variable ≤ high."""
        self.entries += [(len(self.low), variable, factor) for variable, factor in terms]
        self.low.append(low)
        self.high.append(high)

    def solve(self, time_limit_s: float) -> float:
        """The proven least cost.

        Raises:
            ValueError: There is no proven optimum.
        """
        rows, columns, factors = zip(*self.entries, strict=True)
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.low), len(self.cost))).tocsr()
        answer = milp(
            self.cost,
            integrality=np.array(self.binary, dtype=int),
            bounds=Bounds(0.0, self.upper),
            constraints=LinearConstraint(matrix, self.low, self.high),
            options={"mip_rel_gap": 0.0, "time_limit": time_limit_s},
        )
        if answer.status != 0:
            raise ValueError(answer.message)
        return float(answer.fun)


def optimum(network: Network, time_limit_s: float = 60.0) -> float:
    """The least cost of a small network.

    Args:
        network: One period, and only the columns in `KNOWN`.
        time_limit_s: Time for the solver.

    Raises:
        ValueError: The network uses what this reading does not know, or has no optimum within the time.
    """
    unknown = [
        f"{name}.{column}"
        for name, frame in network.tables.items()
        for column in frame.columns
        if column not in KNOWN.get(name, "").split() and (frame[column].notna() & (frame[column] != "")).any()
    ]
    if unknown:
        raise ValueError(f"columns {unknown} are not known here")
    return _Reading(network).program().solve(time_limit_s)


class _Reading:
    """The rows of a network and the variables that they become."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.result = Program()
        self.products = list(network["products"]["product"])
        self.wanted = {(row["customer"], row["product"]): row["quantity"] for row in self.rows("demand")}
        self.open: dict[str, int] = {}
        self.flows: dict[tuple[str, str, str], int] = {}
        self.into: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.out: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.made: dict[tuple[str, str], int] = {}

    def rows(self, table: str) -> list[Row]:
        """The rows of a table by column."""
        return [{str(name): cell for name, cell in row.items()} for row in self.network[table].to_dict("records")]

    def program(self) -> Program:
        """The whole network as a program."""
        self._facilities()
        self._sources("supply", "supplier")
        self._sources("production", "facility")
        for row in self.rows("lanes"):
            self._lane(row)
        self._balances()
        self._throughputs()
        self._single_sources()
        self._facility_limits()
        self._flow_limits()
        return self.result

    def _facilities(self) -> None:
        for row in self.rows("facilities"):
            self.open[row["facility"]] = self.result.variable(_or(row["fixed_cost"], 0.0), binary=True)
            if row["status"] == "open":
                self.result.row([(self.open[row["facility"]], 1.0)], low=1.0)

    def _sources(self, table: str, site: str) -> None:
        for row in self.rows(table):
            key = (row[site], row["product"])
            self.made[key] = self.result.variable(_or(row["unit_cost"], 0.0), _or(row["max_quantity"], np.inf))
            self.result.row([(self.made[key], 1.0)], low=_or(row["min_quantity"], 0.0))

    def _lane(self, row: Row) -> None:
        """Flows of the products of a row, and its fixed charge, minimum and maximum over them together."""
        origin, destination, product = (row[name] for name in ("origin", "destination", "product"))
        cost = _or(row["unit_cost"], 0.0) + _or(row["cost_per_distance"], 0.0) * _or(row["distance"], 0.0)
        flows = []
        for name in [product] if product else self.products:
            limit = self.wanted.get((destination, name), np.inf)
            flow = self.result.variable(cost, limit)
            flows.append((flow, 1.0))
            self.flows[origin, destination, name] = flow
            self.out[origin, name].append(flow)
            self.into[destination, name].append(flow)
            if origin in self.open and np.isfinite(limit):
                self.result.row([(flow, 1.0), (self.open[origin], -limit)], high=0.0)
        fixed, least, largest = (_or(row[name], np.nan) for name in ("fixed_cost", "min_flow", "max_flow"))
        if not np.isnan(largest):
            self.result.row(flows, high=largest)
        if not np.isnan(fixed) or not np.isnan(least):
            used = self.result.variable(_or(fixed, 0.0), binary=True)
            self.result.row([*flows, (used, -largest)], high=0.0)
            self.result.row([*flows, (used, -_or(least, 0.0))], low=0.0)

    def _balances(self) -> None:
        """What enters or is made at a site leaves it; customers get what they want."""
        for site, product in {*self.into, *self.out}:
            entering = [(flow, 1.0) for flow in self.into[site, product]]
            leaving = [(flow, -1.0) for flow in self.out[site, product]]
            made = [(self.made[site, product], 1.0)] if (site, product) in self.made else []
            if (site, product) in self.wanted or not (leaving or site in self.open):
                quantity = self.wanted.get((site, product), 0.0)
                self.result.row(entering, low=quantity, high=quantity)
            else:
                self.result.row([*entering, *made, *leaving], low=0.0, high=0.0)

    def _throughputs(self) -> None:
        total = float(sum(self.wanted.values()))
        for row in self.rows("facilities"):
            leaving = [(flow, 1.0) for name in self.products for flow in self.out[row["facility"], name]]
            limit = _or(row["max_throughput"], total)
            self.result.row([*leaving, (self.open[row["facility"]], -limit)], high=0.0)

    def _single_sources(self) -> None:
        for row in self.rows("customers"):
            if row["single_source"] == "customer":
                self._single_source(row["customer"])

    def _single_source(self, customer: str) -> None:
        """One site serves all; for a customer who wants one product."""
        chosen = []
        for (_, destination, product), flow in self.flows.items():
            if destination == customer:
                assigned = self.result.variable(binary=True)
                self.result.row([(flow, 1.0), (assigned, -self.wanted[destination, product])], high=0.0)
                chosen.append((assigned, 1.0))
        self.result.row(chosen, low=1.0, high=1.0)

    def _facility_limits(self) -> None:
        members = self.network["groups"].groupby("group")["member"].agg(list).to_dict()
        for row in self.rows("facility_limits"):
            sites = members[row["group"]] if row["group"] else list(self.open)
            counted = [(self.open[site], 1.0) for site in sites]
            self.result.row(counted, low=_or(row["min_open"], 0.0), high=_or(row["max_open"], np.inf))

    def _flow_limits(self) -> None:
        for row in self.rows("flow_limits"):
            picked = [
                (flow, 1.0)
                for (origin, destination, _), flow in self.flows.items()
                if (origin, destination) == (row["origin"], row["destination"])
            ]
            self.result.row(picked, low=_or(row["min_flow"], 0.0), high=_or(row["max_flow"], np.inf))


def _or(value: float, blank: float) -> float:
    """A cell, or what its blank stands for."""
    return blank if np.isnan(value) else float(value)
