"""Lagrangian relaxation of the demand rows: a valid bound for any prices of the customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.bounds.knapsack import critical_prices
from engine.bounds.lanes import Core, SortedLanes
from engine.bounds.problem import Floats, Ints, Mask
from engine.bounds.selection import FacilityRules, Selection, select_facilities
from engine.bounds.whole_knapsack import WholeKnapsacks, whole_knapsacks

_ROUND = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class WholeSizes:
    """Demand and capacity in whole units, for exact knapsacks.

    Attributes:
        demand: Demand of each customer, shape (customers,).
        capacity: Capacity of each facility, shape (facilities,).
    """

    demand: Ints
    capacity: Ints


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The relaxation at one vector of prices.

    Attributes:
        bound: Proven lower bound: the computed value less the largest rounding error that it can hold.
        error: That rounding error.
        prices: The customers' prices, shape (customers,).
        value: What each facility adds to the bound if open, shape (facilities,).
        selection: The chosen facilities and what other choices cost.
        excess: Unserved share of each customer, negative where it is served twice, shape (customers,).
        capacity_price: Price of a unit of each facility's capacity, shape (facilities,).
        whole: The exact knapsacks, where they were used.
        gross: Gain of each facility within its limits, shape (facilities,).
    """

    bound: float
    error: float
    prices: Floats
    value: Floats
    selection: Selection
    excess: Floats
    capacity_price: Floats
    whole: WholeKnapsacks | None
    gross: Floats

    def bound_of(self, opened: Mask) -> float:
        """Proven lower bound of what any solution with exactly these open facilities costs."""
        return float(self.prices.sum() + self.value[opened].sum()) - self.error


class Relaxation:
    """Bounds of one problem: demand rows priced, facility by facility a knapsack, then the cheapest choice.

    The bound's best value equals that of the linear relaxation with rows x <= y (Geoffrion 1974; Cornuejols,
    Sridharan and Thizy 1991), with exact knapsacks it is stronger. Only the lanes cheaper than their customer's
    price matter, so each evaluation reads the cheapest lanes alone, and more of them when a price rises.

    Rounding: with floats of relative precision e, a sum of N terms is off by at most about N e times the sum of
    the terms' sizes. Every bound is lowered by four times that, with N the longest sum of the evaluation.

    Attributes:
        lanes: Lanes that may carry something.
        rules: Which facilities may be open.
    """

    def __init__(
        self,
        lanes: SortedLanes,
        rules: FacilityRules,
        *,
        fixed_cost: Floats,
        demand: Floats,
        capacity: Floats,
        whole: WholeSizes | None = None,
    ) -> None:
        self.lanes = lanes
        self.rules = rules
        self._fixed_cost = fixed_cost
        self._demand = demand
        self._capacity = capacity
        self._limited = bool(np.isfinite(capacity).any())
        self._whole = whole
        self._core = lanes.cheapest(np.full(len(demand), 16))

    @property
    def core(self) -> Core:
        """The lanes that the last evaluation read."""
        return self._core

    def narrow(self, lanes: SortedLanes, rules: FacilityRules) -> None:
        """Go on with fewer lanes and stricter rules."""
        self.lanes = lanes
        self.rules = rules
        self._core = lanes.cheapest(self._core.sizes)

    def cover(self, prices: Floats) -> Core:
        """The core, grown until it holds every lane cheaper than its customer's price (shape (customers,))."""
        short = self._core.beyond < prices
        while short.any():
            self._core = self.lanes.cheapest(np.where(short, self._core.sizes * 2 + 8, self._core.sizes))
            short = self._core.beyond < prices
        return self._core

    def evaluate(self, prices: Floats) -> Evaluation:
        """The relaxation at these prices, shape (customers,)."""
        core = self.cover(prices)
        gain = prices[core.customer] - core.cost
        useful = np.flatnonzero(gain > 0)
        facility, customer, gain = core.facility[useful], core.customer[useful], gain[useful]
        count = len(self._fixed_cost)
        terms = float(gain.sum())
        if self._limited:
            gross, share, capacity_price, whole = self._within_capacity(facility, customer, gain)
        else:
            gross, share = np.bincount(facility, gain, count).astype(np.float64), np.ones(len(gain))
            capacity_price, whole = np.zeros(count), None
        value = self._fixed_cost - gross
        selection = select_facilities(value, self.rules)
        served = np.where(selection.chosen[facility], share, 0.0)
        excess = 1.0 - np.bincount(customer, served, len(prices)).astype(np.float64)
        longest = int(np.bincount(facility, minlength=1).max()) + len(prices) + count + 16
        size = float(np.abs(prices).sum() + np.abs(self._fixed_cost).sum() + 3.0 * terms)
        error = 4.0 * longest * _ROUND * size
        return Evaluation(
            bound=float(prices.sum()) + selection.value - error,
            error=error,
            prices=prices,
            value=value,
            selection=selection,
            excess=excess,
            capacity_price=capacity_price,
            whole=whole,
            gross=gross,
        )

    def _within_capacity(
        self, facility: Ints, customer: Ints, gain: Floats
    ) -> tuple[Floats, Floats, Floats, WholeKnapsacks | None]:
        """Each facility's greatest gain within its capacity, the shares taken, prices of capacity, and knapsacks."""
        weight = self._demand[customer]
        price, share = critical_prices(facility, gain, weight, self._capacity)
        gross = self._priced_gain(facility, gain, weight, price)
        if self._whole is None:
            return gross, share, price, None
        whole = whole_knapsacks(facility, customer, gain, self._whole.demand, self._whole.capacity)
        exact = whole.best[np.arange(len(gross)), self._whole.capacity]
        return np.minimum(gross, exact), whole.taken.astype(np.float64), price, whole

    def _priced_gain(self, facility: Ints, gain: Floats, weight: Floats, price: Floats) -> Floats:
        """Upper limit of the knapsacks' values that holds for any price of capacity (linear duality)."""
        capped = np.where(price > 0, self._capacity, 0.0)
        left = np.maximum(gain - price[facility] * weight, 0.0)
        return price * capped + np.bincount(facility, left, len(price))

    def lane_penalties(self, at: Evaluation) -> Floats:
        """What the bound rises by, at least, when a lane carries a customer's whole demand.

        Args:
            at: An evaluation of this relaxation with its present lanes.

        Returns:
            Penalty of each of `lanes`, >= 0, shape (lanes,), on top of the facility's opening penalty.
        """
        lanes = self.lanes
        gain = at.prices[lanes.customer] - lanes.cost
        if at.whole is None or self._whole is None:
            load = self._demand[lanes.customer]
            return np.maximum(at.capacity_price[lanes.facility] * load - gain, 0.0)
        room = self._whole.capacity[lanes.facility] - self._whole.demand[lanes.customer]
        rest = at.whole.best[lanes.facility, np.maximum(room, 0)]
        return np.where(room >= 0, np.maximum(at.gross[lanes.facility] - (gain + rest), 0.0), np.inf)
