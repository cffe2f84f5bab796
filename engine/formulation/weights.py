"""What counts in the objective: the weight of each measure in each period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded

Floats = NDArray[np.float64]
KG_PER_TONNE = 1000.0


@dataclass(frozen=True)
class Weights:
    """Factors by which measures enter the objective that is minimised; T values each.

    Attributes:
        objective: Name of the objective, as in the settings.
        discount: Factor by which money of each period counts at present value.
        money: Weight of one unit of cost.
        revenue: Weight of one unit of revenue.
        co2: Weight of one kg of CO2.
        distance: Weight of one unit moved over one unit of distance.
    """

    objective: str
    discount: Floats
    money: Floats
    revenue: Floats
    co2: Floats
    distance: Floats

    @property
    def maximises(self) -> bool:
        """Whether the objective that the user sees is the negative of what is minimised."""
        return self.objective == "max_profit"


def read_weights(expanded: Expanded) -> Weights:
    """Weights of the model's objective.

    Raises:
        ValueError: A number setting holds something else (validation reports it).
    """
    network = expanded.network
    objective = network.setting("objective")
    discount = expanded.periods.discount(network.setting_number("discount_rate"))
    nothing, one = np.zeros(len(discount)), np.ones(len(discount))
    if objective == "min_distance":
        return Weights(objective, discount, nothing, nothing, nothing, one)
    if objective == "min_co2":
        return Weights(objective, discount, nothing, nothing, one, nothing)
    co2 = discount * network.setting_number("co2_price") / KG_PER_TONNE
    revenue = -discount if objective == "max_profit" else nothing
    return Weights(objective, discount, discount, revenue, co2, nothing)
