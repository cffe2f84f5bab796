"""From an answer to the result tables of a run and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.expansion import distances, hours
from engine.formulation import Formulation
from engine.issues import Issue, Severity
from engine.results.charges import Charges, read_charges
from engine.results.costs import cost_table, emissions
from engine.results.flow_tables import flow_table, lane_table
from engine.results.limits import limit_table
from engine.results.site_tables import (
    demand_table,
    facility_table,
    inventory_table,
    making_table,
    service_table,
)
from engine.results.solution import read_solution
from engine.solvers import Answer


@dataclass(frozen=True)
class Results:
    """What a run found.

    Attributes:
        tables: Result tables by name, with the columns of the schema.
        costs: Cost bucket → money at present value; sums to the objective where that is money (to its negative for
            profit).
        open_facilities: Period → names of open facilities.
        served: Quantity served in total.
        unmet: Quantity not served in total.
        co2: Emissions in total, in kg.
        lanes_unused: Number of rows of lanes over which nothing flows.
        notes: Lanes that carry flow at no cost.
    """

    tables: Mapping[str, pd.DataFrame]
    costs: Mapping[str, float]
    open_facilities: Mapping[str, list[str]]
    served: float
    unmet: float
    co2: float
    lanes_unused: int
    notes: list[Issue]


def tabulate(formulation: Formulation, answer: Answer) -> Results:
    """The result tables of the best solution of an answer.

    Raises:
        ValueError: The answer has no solution.
    """
    solution = read_solution(formulation, answer)
    assert answer.x is not None
    expanded = formulation.expanded
    used = formulation.base.lanes.take(np.flatnonzero(solution.flow > 0))
    distance = distances(expanded, used)
    time = hours(expanded, used, distance[0])
    charges = read_charges(formulation, solution, distance[0])
    production = making_table(expanded, expanded.production, solution.made, charges.production, "facility")
    costs = cost_table(formulation, charges)
    tables = {
        "result_flows": flow_table(formulation, solution, charges, distance, time),
        "result_facilities": facility_table(formulation, solution, charges),
        "result_demand": demand_table(formulation, solution, charges, answer.row_dual),
        "result_production": production.assign(co2=charges.production_co2),
        "result_supply": making_table(expanded, expanded.supply, solution.bought, charges.procurement, "supplier"),
        "result_inventory": inventory_table(expanded, solution, charges),
        "result_lanes": lane_table(formulation, charges),
        "result_costs": costs,
        "result_service": service_table(formulation, solution, charges, distance[0], time[0]),
        "result_limits": limit_table(formulation, solution, answer.x, answer.row_dual),
    }
    periods = expanded.periods.names.names
    sites = expanded.sites.names.names[expanded.sites.suppliers : expanded.sites.first_customer]
    return Results(
        tables=tables,
        costs={str(name): float(part.sum()) for name, part in costs.groupby("bucket", sort=False)["present_value"]},
        open_facilities={str(name): sites[solution.open[:, t]].tolist() for t, name in enumerate(periods)},
        served=float((expanded.demand.quantity - solution.unmet).sum()),
        unmet=float(solution.unmet.sum()),
        co2=float(emissions(formulation, charges).sum()),
        lanes_unused=len(expanded.network["lanes"]) - len(np.unique(used.row)),
        notes=_free_lanes(formulation, charges),
    )


def _free_lanes(formulation: Formulation, charges: Charges) -> list[Issue]:
    """A note on each row of lanes that carries flow at no cost at all."""
    network = formulation.expanded.network
    paid = np.zeros(len(network["lanes"]), dtype=bool)
    paid[charges.lanes.row[charges.transport + charges.duty != 0]] = True
    totals = formulation.base.lanes.row[charges.totals.first]
    paid[totals[charges.total_fixed + charges.total_steps != 0]] = True
    rows = np.unique(charges.lanes.row)
    return [
        Issue(
            severity=Severity.NOTE,
            rule="lane-free",
            message="This lane carries flow at no cost: its cost cells say 0.",
            table="lanes",
            key=network.row_key("lanes", int(row)),
            source=network.cell_source("lanes", int(row)),
        )
        for row in rows[~paid[rows]]
    ]
