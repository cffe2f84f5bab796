"""Build: the program under construction, and what the families of constraints share while they add to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes, distances, hours, useful_lanes
from engine.expansion.facilities import Status
from engine.formulation.keys import CellIndex
from engine.formulation.most import most_needed, most_on_lanes
from engine.formulation.weights import Weights, read_weights
from engine.program import ProgramBuilder

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Base:
    """What is known before any column exists.

    Attributes:
        expanded: The model.
        lanes: Entries of lanes that can carry something; n.
        distance: Distance of each, NaN where neither given nor derivable.
        weights: Weights of the objective.
        demand_of: Demand at the end of each entry, -1 at facilities.
        facility_of: Facility at the origin of each entry, -1 at suppliers.
        most: Largest flow of each entry that can be of use.
        needed: P × T, largest quantity that can be needed.
        balance: Cells (site, product, period) of suppliers and facilities where product balances.
    """

    expanded: Expanded
    lanes: Lanes
    distance: Floats
    weights: Weights
    demand_of: Ints
    facility_of: Ints
    most: Floats
    needed: Floats
    balance: CellIndex

    def with_lanes(self, chosen: Mask) -> Base:
        """The same with fewer lane entries."""
        lanes, demand_of = self.lanes.take(chosen), self.demand_of[chosen]
        return replace(
            self,
            lanes=lanes,
            distance=self.distance[chosen],
            demand_of=demand_of,
            facility_of=self.facility_of[chosen],
            most=self.most[chosen],
            balance=_balance(self.expanded, lanes, demand_of),
        )


@dataclass
class Build:
    """A program under construction; families add to ``program`` and leave their column indices here.

    Attributes:
        base: What is known beforehand.
        program: The builder.
        flow: Column of each lane entry.
        balance_rows: Row of each balance cell.
        open: F × T, column that says whether a facility is open.
        decidable: F × T, whether that column is a decision.
        switched: F × T, whether the facility may be closed: decided on, or closed by its status.
        single: Lane entries that are linked by single sourcing.
    """

    base: Base
    program: ProgramBuilder
    flow: Ints
    balance_rows: Ints
    open: Ints
    decidable: Mask
    switched: Mask
    single: Mask

    @property
    def expanded(self) -> Expanded:
        """The model."""
        return self.base.expanded

    @property
    def lanes(self) -> Lanes:
        """Entries of lanes."""
        return self.base.lanes

    @property
    def weights(self) -> Weights:
        """Weights of the objective."""
        return self.base.weights


def read_base(expanded: Expanded, *, keep_closed: bool = False) -> Base:
    """Leaves out lanes that cannot carry anything, and computes what families share.

    Args:
        expanded: The model.
        keep_closed: Whether lanes at facilities that are closed by their status stay, so that an explanation may ask
            what opening them would do.
    """
    demand_index = _demand_index(expanded)
    lanes = expanded.lanes
    keep = useful_lanes(expanded) & _has_demand(expanded, lanes, demand_index)
    if not keep_closed:
        keep &= ~_closed(expanded, lanes.origin, lanes.period) & ~_closed(expanded, lanes.destination, lanes.period)
    lanes = lanes if keep.all() else lanes.take(keep)
    demand_of = _demand_of(expanded, lanes, demand_index)
    needed = most_needed(expanded)
    first, count = expanded.sites.suppliers, expanded.sites.facilities
    return Base(
        expanded=expanded,
        lanes=lanes,
        distance=_distance(expanded, lanes),
        weights=read_weights(expanded),
        demand_of=demand_of,
        facility_of=np.where(lanes.origin >= first, lanes.origin - first, -1).clip(max=count - 1).astype(np.int32),
        most=most_on_lanes(expanded, lanes, needed, demand_of),
        needed=needed,
        balance=_balance(expanded, lanes, demand_of),
    )


def lane_hours(base: Base) -> Floats:
    """Hours of each lane entry."""
    return hours(base.expanded, base.lanes, base.distance)[0]


def _distance(expanded: Expanded, lanes: Lanes) -> Floats:
    """Distances where anything in the model asks for them, else NaN."""
    frame = expanded.network["lanes"]
    asked = (
        expanded.network.setting("objective") == "min_distance"
        or bool(expanded.mode_co2.any())
        or len(expanded.network["service_limits"]) > 0
        or bool(frame["cost_per_distance"].notna().any() or frame["cost_per_weight_distance"].notna().any())
    )
    return distances(expanded, lanes)[0] if asked else np.full(len(lanes), np.nan)


def _demand_index(expanded: Expanded) -> CellIndex:
    demand = expanded.demand
    shape = (len(expanded.sites), len(expanded.products), len(expanded.periods))
    wanted = demand.quantity > 0
    return CellIndex(shape, [(demand.site[wanted], demand.product[wanted], demand.period[wanted])])


def _has_demand(expanded: Expanded, lanes: Lanes, index: CellIndex) -> Mask:
    at_facility = lanes.destination < expanded.sites.first_customer
    return at_facility | (index.find(lanes.destination, lanes.product, lanes.period) >= 0)


def _demand_of(expanded: Expanded, lanes: Lanes, index: CellIndex) -> Ints:
    demand = expanded.demand
    order = np.full(len(index), -1, dtype=np.int32)
    cell = index.find(demand.site, demand.product, demand.period)
    order[cell[cell >= 0]] = np.flatnonzero(cell >= 0)
    position = index.find(lanes.destination, lanes.product, lanes.period)
    return np.where(position >= 0, np.append(order, -1)[position], -1).astype(np.int32)


def _closed(expanded: Expanded, sites: Ints, periods: Ints) -> Mask:
    """Which of n (site, period) are facilities that are closed by their status."""
    table = np.zeros((len(expanded.sites), len(expanded.periods)), dtype=bool)
    first = expanded.sites.suppliers
    table[first : expanded.sites.first_customer] = expanded.facilities.status == Status.CLOSED
    mask: Mask = table[sites, periods]
    return mask


def _balance(expanded: Expanded, lanes: Lanes, demand_of: Ints) -> CellIndex:
    sites = expanded.sites
    shape = (sites.first_customer, len(expanded.products), len(expanded.periods))
    inside = demand_of < 0
    parts: list[tuple[Ints, ...]] = [
        (lanes.origin, lanes.product, lanes.period),
        (lanes.destination[inside], lanes.product[inside], lanes.period[inside]),
    ]
    parts += [(making.site, making.product, making.period) for making in (expanded.supply, expanded.production)]
    bills, inventory = expanded.bills, expanded.inventory
    every = np.arange(len(expanded.periods), dtype=np.int32)
    for site, product in ((bills.site, bills.component), (inventory.site, inventory.product)):
        repeated = np.repeat(site, len(every)), np.repeat(product, len(every)), np.tile(every, len(site))
        parts.append(repeated)
    return CellIndex(shape, parts)
