"""Cost buckets by period, as paid and at present value."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.formulation import Formulation
from engine.formulation.weights import KG_PER_TONNE
from engine.results.charges import Charges

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def cost_table(formulation: Formulation, charges: Charges) -> pd.DataFrame:
    """``result_costs``: every bucket in every period; present values sum to the cost, less revenue for profit."""
    buckets = _buckets(formulation, charges)
    discount = formulation.base.weights.discount
    periods = formulation.expanded.periods.names.names
    return pd.DataFrame(
        {
            "bucket": np.repeat(list(buckets), len(periods)),
            "period": np.tile(periods, len(buckets)),
            "cost": np.concatenate(list(buckets.values())),
            "present_value": np.concatenate([money * discount for money in buckets.values()]),
        }
    )


def emissions(formulation: Formulation, charges: Charges) -> Floats:
    """Emissions of each period in kg: transport, production and open facilities."""
    count = len(formulation.expanded.periods)
    transport = _by_period(charges.lane_co2, charges.lanes.period, count)
    making = _by_period(charges.production_co2, formulation.expanded.production.period, count)
    total: Floats = transport + making + charges.fixed_co2.sum(axis=0)
    return total


def _buckets(formulation: Formulation, charges: Charges) -> dict[str, Floats]:
    """Money of each bucket in each period, T values."""
    expanded = formulation.expanded
    count = len(expanded.periods)
    total_period = formulation.base.lanes.period[charges.totals.first]
    option = formulation.program.columns.get("option")
    option_period = option.places["period"] if option else np.empty(0, dtype=np.int32)
    price = expanded.network.setting_number("co2_price") / KG_PER_TONNE
    buckets = {
        "procurement": _by_period(charges.procurement, expanded.supply.period, count),
        "production": _by_period(charges.production, expanded.production.period, count),
        "transport": _by_period(charges.transport, charges.lanes.period, count)
        + _by_period(charges.total_steps, total_period, count),
        "duty": _by_period(charges.duty, charges.lanes.period, count),
        "handling": charges.handling.sum(axis=0),
        "fixed": charges.fixed.sum(axis=0),
        "opening": charges.opening.sum(axis=0),
        "closing": charges.closing.sum(axis=0),
        "options": _by_period(charges.options, option_period, count),
        "lane_fixed": _by_period(charges.total_fixed, total_period, count),
        "holding": _by_period(charges.holding, expanded.inventory.period, count),
        "unmet": _by_period(charges.unmet, expanded.demand.period, count),
        "co2": price * emissions(formulation, charges),
    }
    if formulation.base.weights.maximises:
        buckets["revenue"] = -_by_period(np.nan_to_num(charges.revenue), expanded.demand.period, count)
    return buckets


def _by_period(amounts: Floats, period: Ints, count: int) -> Floats:
    return np.bincount(period, weights=amounts, minlength=count).astype(float)
