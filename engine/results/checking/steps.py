"""Step costs of quantities, from the rows of step_costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.network.frames import split_costs
from engine.results.checking.codes import Floats, Ints
from engine.results.checking.ground import Ground

_ON_BREAK = 1e-7


def unit_rate(cells: pd.Series, rows: Ints) -> Floats:
    """Numbers of a cost column at n rows; 0 where blank or the name of a step cost."""
    rates: Floats = np.nan_to_num(split_costs(cells)[0])[rows]
    return rates


def step_money(ground: Ground, cells: pd.Series, rows: Ints, quantity: Floats) -> Floats:
    """Money of the step costs that a cost column names at n rows, for n quantities; 0 where it names none."""
    names = split_costs(cells)[1]
    return np.zeros(len(rows)) if names is None else money_by_name(ground, names[rows], quantity)


def money_by_name(ground: Ground, names: NDArray[np.object_], quantity: Floats) -> Floats:
    """Money of n quantities by the step cost that each pays; 0 for a blank name."""
    money = np.zeros(len(quantity))
    for name in {str(name) for name in names if name}:
        chosen = names == name
        money[chosen] = _money(ground.network["step_costs"], name, quantity[chosen])
    return money


def _money(frame: pd.DataFrame, name: str, quantity: Floats) -> Floats:
    """Step by step: the cheapest of the steps within whose closed range a quantity is."""
    steps = frame[frame["name"] == name].sort_values("from_quantity")
    begins, costs = steps["from_quantity"].to_numpy(dtype=float), steps["cost"].to_numpy(dtype=float)
    ends = np.append(begins[1:], np.inf)
    kind = str(steps["kind"].iat[0]) or "incremental"
    if kind == "incremental":
        parts = [
            rate * (np.minimum(quantity, end) - begin).clip(min=0)
            for begin, end, rate in zip(begins, ends, costs, strict=True)
        ]
        total: Floats = np.sum(parts, axis=0)
        return total
    best = np.full(len(quantity), np.inf)
    for begin, end, cost in zip(begins, ends, costs, strict=True):
        # A quantity that a solver left on a break counts on either side of it.
        slack = _ON_BREAK * quantity
        inside = (quantity >= begin - slack) & (quantity <= end + slack)
        amount = cost * quantity if kind == "all_units" else np.full(len(quantity), cost)
        best = np.where(inside, np.minimum(best, amount), best)
    return np.where(quantity > 0, best, 0.0)
