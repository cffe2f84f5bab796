"""Result tables about sites: facilities, production, supply, inventory, demand, service."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.expansion.quantities import Making, Rows
from engine.formulation import Formulation
from engine.results.charges import Charges
from engine.results.solution import Solution

Floats = NDArray[np.float64]


def facility_table(formulation: Formulation, solution: Solution, charges: Charges) -> pd.DataFrame:
    """``result_facilities``."""
    expanded = formulation.expanded
    facilities, shape = expanded.facilities, solution.open.shape
    extra, option_cost, texts = _options(formulation, solution, charges)
    capacity = np.where(np.isfinite(facilities.max_throughput), facilities.max_throughput + extra, np.nan)
    production_co2 = np.zeros(shape)
    where = (expanded.production.site - expanded.sites.suppliers, expanded.production.period)
    np.add.at(production_co2, where, charges.production_co2)
    frame = expanded.network["facilities"].iloc[facilities.row]
    each = np.repeat(np.arange(shape[0]), shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        utilisation = np.where(capacity > 0, solution.throughput / capacity, np.nan)
    return pd.DataFrame(
        {
            "facility": expanded.sites.names.names[expanded.sites.suppliers + each],
            "period": np.tile(expanded.periods.names.names, shape[0]),
            "kind": frame["kind"].to_numpy(dtype=object)[each],
            "state": np.where(facilities.existing, "existing", "candidate")[each],
            "open": solution.open.ravel().astype(float),
            "opening": solution.opening.ravel().astype(float),
            "closing": solution.closing.ravel().astype(float),
            "throughput": solution.throughput.ravel(),
            "capacity": capacity.ravel(),
            "utilisation": utilisation.ravel(),
            "options": texts.ravel(),
            "fixed_cost": charges.fixed.ravel(),
            "opening_cost": charges.opening.ravel(),
            "closing_cost": charges.closing.ravel(),
            "option_cost": option_cost.ravel(),
            "handling_cost": charges.handling.ravel(),
            "co2": (charges.fixed_co2 + production_co2).ravel(),
        }
    )


def _options(
    formulation: Formulation, solution: Solution, charges: Charges
) -> tuple[Floats, Floats, NDArray[np.object_]]:
    """F × T: throughput added by options, their cost, and their names with units."""
    shape = solution.open.shape
    extra, cost, texts = np.zeros(shape), np.zeros(shape), np.full(shape, "", dtype=object)
    block = formulation.program.columns.get("option")
    if block is None:
        return extra, cost, texts
    frame = formulation.expanded.network["capacity_options"]
    facility, period, row = (block.places[name] for name in ("facility", "period", "row"))
    each = frame["extra_throughput"].to_numpy(dtype=float)[row] * solution.options
    np.add.at(extra, (facility, period), each)
    np.add.at(cost, (facility, period), charges.options)
    for i in np.flatnonzero(solution.options > 0):
        name, units = frame["option"].iloc[row[i]], int(solution.options[i])
        before = texts[facility[i], period[i]]
        texts[facility[i], period[i]] = f"{before}, {name} × {units}" if before else f"{name} × {units}"
    return extra, cost, texts


def making_table(expanded: Expanded, making: Making, quantity: Floats, money: Floats, site: str) -> pd.DataFrame:
    """The columns that ``result_production`` and ``result_supply`` share.

    Args:
        expanded: The model.
        making: Entries of production or supply.
        quantity: Quantity of each.
        money: Cost of each.
        site: ``facility`` or ``supplier``.
    """
    limit = np.where(np.isfinite(making.maximum), making.maximum, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        utilisation = np.where(limit > 0, quantity / limit, np.nan)
    cost = "production_cost" if site == "facility" else "procurement_cost"
    return pd.DataFrame(
        {
            **_places(expanded, making, site),
            "quantity": quantity,
            "max_quantity": limit,
            "utilisation": utilisation,
            cost: money,
        }
    )


def inventory_table(expanded: Expanded, solution: Solution, charges: Charges) -> pd.DataFrame:
    """``result_inventory``."""
    return pd.DataFrame(
        {
            **_places(expanded, expanded.inventory, "facility"),
            "carried": solution.carried,
            "working": solution.working,
            "holding_cost": charges.holding,
        }
    )


def demand_table(
    formulation: Formulation, solution: Solution, charges: Charges, row_dual: Floats | None
) -> pd.DataFrame:
    """``result_demand``."""
    expanded, demand = formulation.expanded, formulation.expanded.demand
    served = demand.quantity - solution.unmet
    marginal = np.full(len(demand), np.nan)
    if row_dual is not None:
        marginal[demand.quantity > 0] = row_dual[formulation.program.rows["demand"].span]
    reached = formulation.base.demand_of[charges.entry]
    ends = np.unique(np.stack([reached, charges.lanes.origin]), axis=1)[0] if len(reached) else reached
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(demand.quantity > 0, served / demand.quantity, np.nan)
    return pd.DataFrame(
        {
            **_places(expanded, demand, "customer"),
            "quantity": demand.quantity,
            "served": served,
            "unmet": solution.unmet,
            "served_share": share,
            "unmet_cost": charges.unmet,
            "revenue": charges.revenue,
            "sources": np.bincount(ends[ends >= 0], minlength=len(demand)).astype(float),
            "marginal_cost": marginal,
        }
    )


def service_table(
    formulation: Formulation, solution: Solution, charges: Charges, distance: Floats, hours: Floats
) -> pd.DataFrame:
    """``result_service``: averages weighted by units; blank as soon as one flow's distance or time is not known.

    Args:
        formulation: The program's meaning.
        solution: Its values.
        charges: Its lane entries with flow.
        distance: Distance of each of them.
        hours: Hours of each of them.
    """
    expanded, demand = formulation.expanded, formulation.expanded.demand
    reached = formulation.base.demand_of[charges.entry]
    inside = reached >= 0
    flow = solution.flow[charges.entry[inside]]
    served = np.bincount(reached[inside], weights=flow, minlength=len(demand))
    columns: dict[str, object] = {**_places(expanded, demand, "customer"), "served": served}
    for name, values in (("distance", distance[inside]), ("hours", hours[inside])):
        total = np.bincount(reached[inside], weights=flow * values, minlength=len(demand))
        largest = np.full(len(demand), -np.inf)
        with np.errstate(divide="ignore", invalid="ignore"):
            np.maximum.at(largest, reached[inside], values)
            columns[f"average_{name}"] = np.where(served > 0, total / served, np.nan)
        columns[f"max_{name}"] = np.where(np.isfinite(largest), largest, np.nan)
    return pd.DataFrame(columns)


def _places(expanded: Expanded, rows: Rows, site: str) -> dict[str, NDArray[np.object_]]:
    return {
        site: expanded.sites.names.names[rows.site],
        "product": expanded.products.names.names[rows.product],
        "period": expanded.periods.names.names[rows.period],
    }
