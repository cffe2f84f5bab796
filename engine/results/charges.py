"""What a solution pays, as the tables say it: money and emissions by part of the model, not discounted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.expansion.quantities import Making
from engine.expansion.steps import step_cost
from engine.formulation import Formulation, lane_costs
from engine.formulation.lane_costs import surcharge
from engine.formulation.lane_use import LaneTotals, lane_totals
from engine.network.frames import split_costs
from engine.results.solution import Solution

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Charges:
    """Money and emissions of a solution.

    Attributes:
        lanes: The n entries with a flow above zero.
        entry: Their positions among the formulation's lanes.
        transport: Money of each, step costs not in it.
        duty: Money of each.
        lane_co2: Emissions of each.
        totals: Pairs of lane rows with a fixed cost, limit or step cost; g of them.
        total_flow: Flow of each.
        total_fixed: Fixed cost of each, 0 if unused.
        total_steps: Step cost of each.
        procurement: Money of each entry of supply.
        production: Money of each entry of production.
        production_co2: Emissions of each entry of production.
        handling: F × T.
        fixed: F × T.
        opening: F × T.
        closing: F × T.
        options: Money of each capacity option column.
        fixed_co2: F × T.
        holding: Money of each entry of inventory.
        unmet: Money of each demand.
        revenue: Money of each demand; NaN where there is no price.
    """

    lanes: Lanes
    entry: NDArray[np.int64]
    transport: Floats
    duty: Floats
    lane_co2: Floats
    totals: LaneTotals
    total_flow: Floats
    total_fixed: Floats
    total_steps: Floats
    procurement: Floats
    production: Floats
    production_co2: Floats
    handling: Floats
    fixed: Floats
    opening: Floats
    closing: Floats
    options: Floats
    fixed_co2: Floats
    holding: Floats
    unmet: Floats
    revenue: Floats


def read_charges(formulation: Formulation, solution: Solution, distance: Floats) -> Charges:
    """What a solution pays.

    Args:
        formulation: The program's meaning.
        solution: Its values.
        distance: Distance of each lane entry with a flow above zero.
    """
    expanded = formulation.expanded
    entry = np.flatnonzero(solution.flow > 0)
    lanes = formulation.base.lanes.take(entry)
    flow = solution.flow[entry]
    costs = lane_costs(expanded, lanes, distance)
    totals, total_flow, fixed, steps = _totals(formulation, solution)
    facilities, demand, inventory = expanded.facilities, expanded.demand, expanded.inventory
    served = demand.quantity - solution.unmet
    return Charges(
        lanes=lanes,
        entry=entry,
        transport=costs.transport * flow,
        duty=np.zeros(len(flow)) if costs.duty is None else costs.duty * flow,
        lane_co2=np.zeros(len(flow)) if costs.co2 is None else costs.co2 * flow,
        totals=totals,
        total_flow=total_flow,
        total_fixed=fixed,
        total_steps=steps,
        procurement=_making(expanded, expanded.supply, solution.bought),
        production=_making(expanded, expanded.production, solution.made),
        production_co2=expanded.production.co2 * solution.made,
        handling=_handling(expanded, solution),
        fixed=facilities.fixed_cost * solution.open,
        opening=facilities.opening_cost * solution.opening,
        closing=facilities.closing_cost * solution.closing,
        options=_options(formulation, solution),
        fixed_co2=facilities.fixed_co2 * solution.open,
        holding=np.nan_to_num(inventory.holding_cost) * (solution.carried + solution.working),
        unmet=np.nan_to_num(demand.unmet_cost) * solution.unmet,
        revenue=demand.price * served,
    )


def _making(expanded: Expanded, making: Making, quantity: Floats) -> Floats:
    money: Floats = making.unit_cost * quantity
    if making.steps is not None:
        money += _steps(expanded, making.steps, quantity)
    return money


def _steps(expanded: Expanded, names: NDArray[np.object_], quantity: Floats) -> Floats:
    """Step costs of quantities; 0 where no step cost is named."""
    money = np.zeros(quantity.shape)
    for name in set(names[names != ""].tolist()):
        chosen = names == name
        money[chosen] = step_cost(expanded.steps[str(name)], quantity[chosen])
    return money


def _handling(expanded: Expanded, solution: Solution) -> Floats:
    facilities = expanded.facilities
    money: Floats = facilities.handling_cost * solution.throughput
    if facilities.handling_steps is not None:
        money += _steps(expanded, facilities.handling_steps, solution.throughput)
    return money


def _totals(formulation: Formulation, solution: Solution) -> tuple[LaneTotals, Floats, Floats, Floats]:
    expanded, lanes = formulation.expanded, formulation.base.lanes
    totals = lane_totals(expanded, lanes)
    count = len(totals.first)
    flow = np.bincount(totals.total, weights=solution.flow[totals.entry], minlength=count).astype(float)
    frame, row = expanded.network["lanes"], lanes.row[totals.first]
    fixed = np.nan_to_num(frame["fixed_cost"].to_numpy(dtype=float))[row] * (flow > 0)
    names = split_costs(frame["unit_cost"])[1]
    if names is None:
        return totals, flow, fixed, np.zeros(count)
    factor = surcharge(expanded, lanes.take(totals.first))
    return totals, flow, fixed, _steps(expanded, names[row], flow) * factor


def _options(formulation: Formulation, solution: Solution) -> Floats:
    """Fixed and opening cost of each option column."""
    block = formulation.program.columns.get("option")
    if block is None:
        return np.empty(0)
    frame, row = formulation.expanded.network["capacity_options"], block.places["row"]
    periods = len(formulation.expanded.periods)
    units = solution.options.reshape(-1, periods)
    before = np.concatenate([np.zeros((len(units), 1)), units[:, :-1]], axis=1)
    taken = np.maximum(units - before, 0.0).ravel()
    fixed = np.nan_to_num(frame["fixed_cost"].to_numpy(dtype=float))[row]
    opening = np.nan_to_num(frame["opening_cost"].to_numpy(dtype=float))[row]
    money: Floats = fixed * solution.options + opening * taken
    return money
