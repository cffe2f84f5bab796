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
    total = np.zeros(len(base.lanes))
    if weights.money.any() or weights.co2.any():
        costs = lane_costs(base.expanded, base.lanes, base.distance)
        money = costs.transport + costs.duty + _handling(base)
        total += weights.money[period] * money + weights.co2[period] * costs.co2
    if weights.revenue.any():
        total += weights.revenue[period] * _price(base)
    if weights.distance.any():
        total += weights.distance[period] * base.distance
    return total


def _handling(base: Base) -> Floats:
    """Handling cost per unit leaving a facility; 0 at suppliers."""
    rates = base.expanded.facilities.handling_cost
    if not rates.any():
        return np.zeros(len(base.lanes))
    leaving = base.facility_of >= 0
    return np.where(leaving, rates[base.facility_of, base.lanes.period], 0.0)


def _price(base: Base) -> Floats:
    """Price of a unit at the customer it reaches; 0 at facilities."""
    reaching = base.demand_of >= 0
    return np.where(reaching, np.append(base.expanded.demand.price, 0.0)[base.demand_of], 0.0)
