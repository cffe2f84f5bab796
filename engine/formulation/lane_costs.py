"""Costs and emissions of one unit of flow on each lane entry, as the tables give them (not discounted)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes
from engine.network.frames import split_costs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LaneCosts:
    """Money and emissions per unit of flow; n entries each.

    Attributes:
        transport: All bases, minimum charge and surcharge; step costs are not in it.
        duty: Duty; None where no row has any.
        co2: Emissions in kg; None where nothing emits.
    """

    transport: Floats
    duty: Floats | None
    co2: Floats | None


def lane_costs(expanded: Expanded, lanes: Lanes, distance: Floats) -> LaneCosts:
    """Costs per unit of n lane entries.

    transport = max(Σ bases, min_charge / shipment_size) × (1 + surcharge), where the bases are unit_cost,
    cost_per_distance × distance, cost_per_weight_distance × weight × distance and cost_per_shipment / shipment_size.

    Args:
        expanded: The model.
        lanes: The entries.
        distance: Their distances; NaN only where no cost needs one.
    """
    frame = expanded.network["lanes"]
    cells = _Columns(frame, lanes)
    weight = expanded.products.weight
    total = cells.take_numbers(split_costs(frame["unit_cost"])[0])
    if cells.any("cost_per_distance"):
        total = total + _product(cells.blank_zero("cost_per_distance"), distance)
    if cells.any("cost_per_weight_distance"):
        rate = cells.blank_zero("cost_per_weight_distance")
        total = total + _product(rate, weight[lanes.product] * distance)
    if cells.any("shipment_size"):
        size = cells.numbers("shipment_size")
        total = total + _product(cells.blank_zero("cost_per_shipment"), 1.0 / size)
        floor = cells.numbers("min_charge") / size
        total = np.where(np.isnan(floor), total, np.fmax(total, floor))
    if expanded.mode_surcharge.any():
        total = total * (1.0 + np.append(expanded.mode_surcharge, 0.0)[lanes.mode])
    return LaneCosts(total, _duty(expanded, lanes, cells), _co2(expanded, lanes, cells, distance))


def surcharge(expanded: Expanded, lanes: Lanes) -> Floats:
    """Factor 1 + surcharge of the mode of n lane entries."""
    return 1.0 + np.append(expanded.mode_surcharge, 0.0)[lanes.mode]


def _duty(expanded: Expanded, lanes: Lanes, cells: _Columns) -> Floats | None:
    if not cells.any("duty_share"):
        return None
    return _product(cells.blank_zero("duty_share"), expanded.products.value[lanes.product])


def _co2(expanded: Expanded, lanes: Lanes, cells: _Columns, distance: Floats) -> Floats | None:
    by_mode = bool(expanded.mode_co2.any())
    if not by_mode and not cells.any("co2_per_unit"):
        return None
    derived = np.zeros(len(lanes))
    if by_mode:
        rate = np.append(expanded.mode_co2, 0.0)[lanes.mode]
        derived = _product(rate, expanded.products.weight[lanes.product] * distance)
    own = cells.numbers("co2_per_unit")
    return np.where(np.isnan(own), derived, own)


def _product(rate: Floats, amount: Floats) -> Floats:
    """Rate × amount where the rate is not zero: an unknown amount does no harm where nothing is charged on it."""
    return np.where(rate == 0, 0.0, rate * amount)


class _Columns:
    """Number columns of lanes taken at entries."""

    def __init__(self, frame: pd.DataFrame, lanes: Lanes) -> None:
        self._frame = frame
        self._rows = lanes.row

    def any(self, column: str) -> bool:
        """Whether any row fills the column."""
        return not np.isnan(self._frame[column].to_numpy(dtype=float)).all()

    def numbers(self, column: str) -> Floats:
        """N numbers, NaN where blank."""
        return self._frame[column].to_numpy(dtype=float)[self._rows]

    def blank_zero(self, column: str) -> Floats:
        """N numbers, 0 where blank."""
        return self.take_numbers(self._frame[column].to_numpy(dtype=float))

    def take_numbers(self, values: Floats) -> Floats:
        """Values of rows taken at the entries, 0 for NaN."""
        return np.nan_to_num(values)[self._rows]
