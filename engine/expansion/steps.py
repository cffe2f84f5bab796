"""Step costs: a cost as a function of a quantity, given by its breaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.network import Network

Floats = NDArray[np.float64]
_ON_BREAK = 1e-7


@dataclass(frozen=True)
class StepCost:
    """One step cost; step k holds from ``breaks[k]`` to ``breaks[k + 1]``, the last one without end.

    Attributes:
        name: Name as written in cost cells.
        kind: incremental, all_units or step.
        breaks: K quantities, ascending, the first is 0.
        costs: K costs, per unit or (step) in total.
        rows: Row of step_costs of each step.
    """

    name: str
    kind: str
    breaks: Floats
    costs: Floats
    rows: NDArray[np.int64]


def read_steps(network: Network) -> dict[str, StepCost]:
    """Every step cost by name, its steps in ascending order."""
    frame = network["step_costs"]
    quantity = frame["from_quantity"].to_numpy(dtype=float)
    curves = {}
    for name, positions in frame.groupby("name", sort=False).indices.items():
        rows = np.asarray(positions)[np.argsort(quantity[positions], kind="stable")]
        kind = str(frame["kind"].iloc[rows[0]]) or "incremental"
        costs = frame["cost"].to_numpy(dtype=float)[rows]
        curves[str(name)] = StepCost(str(name), kind, quantity[rows], costs, rows)
    return curves


def step_cost(curve: StepCost, quantity: Floats) -> Floats:
    """Cost of n quantities; on a break the cheaper side holds, and nothing costs nothing.

    A quantity is on a break if it is there within the tolerance to which solvers find quantities.

    Args:
        curve: The step cost.
        quantity: Quantities, not negative.
    """
    upper = np.searchsorted(curve.breaks, quantity * (1 + _ON_BREAK), side="right") - 1
    lower = np.maximum(np.searchsorted(curve.breaks, quantity * (1 - _ON_BREAK), side="left") - 1, 0)
    cost = np.minimum(_within(curve, upper.clip(min=0), quantity), _within(curve, lower, quantity))
    return np.where(quantity > 0, cost, 0.0)


def _within(curve: StepCost, step: NDArray[np.int64], quantity: Floats) -> Floats:
    if curve.kind == "step":
        return curve.costs[step]
    if curve.kind == "all_units":
        return curve.costs[step] * quantity
    full = np.concatenate([[0.0], np.cumsum(curve.costs[:-1] * np.diff(curve.breaks))])
    return full[step] + curve.costs[step] * (quantity - curve.breaks[step])
