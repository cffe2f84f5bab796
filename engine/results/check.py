"""The independent check: every constraint and every cost of a solution, evaluated again from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engine.network import Network
from engine.results.checking.answered import read_decisions
from engine.results.checking.balance import check_balance
from engine.results.checking.charges import Money, Parts, buckets_of, emissions_of, money_of
from engine.results.checking.facilities import (
    check_counts,
    check_options,
    check_status,
    check_throughput,
    throughput_of,
)
from engine.results.checking.figures import Figures, check_figures
from engine.results.checking.finding import Check, Ledger
from engine.results.checking.flows import read_flows
from engine.results.checking.ground import Ground
from engine.results.checking.lanes import check_lanes, check_single_source, lane_totals
from engine.results.checking.limits import check_flow_limits, check_service
from engine.results.checking.made import (
    check_demand,
    check_production,
    check_stock,
    check_supply,
    read_made,
    working_stock,
)

Tables = Mapping[str, pd.DataFrame]


def check(network: Network, tables: Tables, objective: float) -> Check:
    """Holds result tables against the effective network.

    Only the two are read: groups, the period that wins, the row of lanes that each flow follows, and every limit and
    cost are worked out again here, apart from the code that built the program.

    Args:
        network: The effective network that was solved.
        tables: Result tables by name, with the columns of the schema.
        objective: The objective of the run as the user sees it.

    Raises:
        KeyError: A result table is missing.
    """
    ground, ledger = Ground(network), Ledger()
    parts = _read(ground, tables, ledger)
    _check_rules(ground, parts, ledger)
    money = money_of(ground, parts)
    buckets = buckets_of(ground, parts, money)
    costs = {name: float(amounts @ ground.discount) for name, amounts in buckets.items()}
    computed = _objective(ground, parts, money, costs)
    figures = Figures(max(sum(map(abs, costs.values())), abs(computed)))
    check_figures(ground, parts, money, buckets, tables, figures)
    figures.same("objective", "result_costs", lambda _: "objective", np.array([objective]), np.array([computed]))
    findings = (*ledger.findings, *figures.findings)
    return Check(ledger.worst, figures.worst, findings, costs, computed)


def _read(ground: Ground, tables: Tables, ledger: Ledger) -> Parts:
    flows = read_flows(ground, tables["result_flows"], ledger)
    inventory = read_made(ground, "inventory", tables["result_inventory"], ledger)
    return Parts(
        flows=flows,
        totals=lane_totals(ground, flows),
        throughput=throughput_of(ground, flows),
        decisions=read_decisions(ground, tables["result_facilities"], ledger),
        supply=read_made(ground, "supply", tables["result_supply"], ledger),
        production=read_made(ground, "production", tables["result_production"], ledger),
        inventory=inventory,
        working=working_stock(ground, inventory, flows),
        demand=read_made(ground, "demand", tables["result_demand"], ledger),
    )


def _check_rules(ground: Ground, parts: Parts, ledger: Ledger) -> None:
    flows, decisions = parts.flows, parts.decisions
    check_demand(ground, parts.demand, flows, ledger)
    check_supply(ground, parts.supply, ledger)
    check_production(ground, parts.production, decisions, ledger)
    check_balance(ground, flows, parts.supply, parts.production, parts.inventory, ledger)
    check_stock(ground, parts.inventory, decisions, flows, ledger)
    check_status(ground, decisions, ledger)
    check_throughput(ground, decisions, parts.throughput, ledger)
    check_options(ground, decisions, ledger)
    check_counts(ground, decisions, ledger)
    check_lanes(ground, parts.totals, ledger)
    check_single_source(ground, flows, ledger)
    check_flow_limits(ground, flows, ledger)
    check_service(ground, flows, ledger)


def _objective(ground: Ground, parts: Parts, money: Money, costs: Mapping[str, float]) -> float:
    """The objective as the settings ask for it."""
    match ground.network.setting("objective"):
        case "min_distance":
            return float(parts.flows.quantity @ parts.flows.distance)
        case "min_co2":
            return float(emissions_of(ground, parts, money).sum())
        case "max_profit":
            return -sum(costs.values())
        case _:
            return sum(costs.values())
