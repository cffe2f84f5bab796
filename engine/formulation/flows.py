"""Flow x ≥ 0 on each lane entry, with everything that is charged per unit of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Base
from engine.formulation.lane_costs import lane_costs
from engine.program import ProgramBuilder

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def add_flows(base: Base, program: ProgramBuilder) -> Ints:
    """Adds the flow columns and returns their indices.

    A unit of flow pays transport, duty and emissions, the handling at the facility it leaves, and earns the price at
    the customer it reaches.
    """
    lanes = base.lanes
    flow = program.columns(
        "flow",
        len(lanes),
        places={
            "origin": lanes.origin,
            "destination": lanes.destination,
            "product": lanes.product,
            "mode": lanes.mode,
            "period": lanes.period,
        },
    )
    program.charge(flow, flow_costs(base))
    return flow


def flow_costs(base: Base) -> Floats:
    """What a unit of flow adds to the objective on each of n lane entries; step costs and fixed costs are not in it."""
    weights, period = base.weights, base.lanes.period
    total = _at_ends(base)
    if weights.money.any() or weights.co2.any():
        costs = lane_costs(base.expanded, base.lanes, base.distance)
        for weight, amounts in (
            (weights.money, costs.transport),
            (weights.money, costs.duty),
            (weights.co2, costs.co2),
        ):
            if weight.any() and amounts is not None:
                total += _weighted(weight, amounts, period)
    if weights.distance.any():
        total += _weighted(weights.distance, base.distance, period)
    return total


def _weighted(weight: Floats, amounts: Floats, period: Ints) -> Floats:
    """N amounts times the weight of their period, of T."""
    return amounts * (weight[0] if (weight == weight[0]).all() else weight[period])


def _at_ends(base: Base) -> Floats:
    """Handling per unit at the facility that it leaves, less the price at the customer that it reaches."""
    ends, weights = base.ends, base.weights
    rates = base.expanded.facilities.handling_cost
    total = np.zeros(len(base.lanes))
    if rates.any() and weights.money.any():
        total += base.at_facilities(weights.money * rates, other=0.0)[ends.leaving]
    if weights.revenue.any():
        price = np.append(base.expanded.demand.price, 0.0)[base.demand_at]
        earned = np.where(base.demand_at >= 0, price, 0.0) * weights.revenue[ends.period]
        total += earned[ends.arriving]
    return total
