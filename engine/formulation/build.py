"""Build: the program under construction, and what the families of constraints share while they add to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded, Lanes, available, distances, hours, useful
from engine.expansion.facilities import Status
from engine.formulation.ends import Ends, read_ends
from engine.formulation.keys import CellIndex
from engine.formulation.most import most_needed
from engine.formulation.weights import Weights, read_weights
from engine.program import ProgramBuilder

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class Base:
    """What is known before any column exists.

    Attributes:
        expanded: The model.
        lanes: Entries of lanes that can carry something; n.
        ends: Cells at their ends; k.
        demand_at: Demand at each cell, -1 where nothing is wanted.
        distance: Distance of each entry, NaN where neither given nor derivable.
        weights: Weights of the objective.
        needed: P × T, largest quantity that can be needed.
        balance: Cells (site, product, period) of suppliers and facilities where product balances.
    """

    expanded: Expanded
    lanes: Lanes
    ends: Ends
    demand_at: Ints
    distance: Floats
    weights: Weights
    needed: Floats
    balance: CellIndex

    @cached_property
    def demand_of(self) -> Ints:
        """Demand at the end of each entry, -1 at facilities."""
        return self.demand_at[self.ends.arriving]

    @cached_property
    def facility_of(self) -> Ints:
        """Facility at the origin of each entry, -1 at suppliers."""
        return self.facility_at[self.ends.leaving]

    @cached_property
    def most(self) -> Floats:
        """Largest flow of each entry that can be of use: the demand at its end, else all that can be needed."""
        ends = self.ends
        wanted = np.append(self.expanded.demand.quantity, 0.0)[self.demand_at]
        most = np.where(self.demand_at >= 0, wanted, self.needed[ends.product, ends.period])
        return most[ends.arriving]

    @cached_property
    def facility_at(self) -> Ints:
        """Facility of each cell, -1 at suppliers and customers."""
        site, sites = self.ends.site, self.expanded.sites
        return np.where(sites.is_facility(site), site - np.int32(sites.suppliers), np.int32(-1))

    def at_facilities(self, table: NDArray[Kind], other: float) -> NDArray[Kind]:
        """What an F × T table says at each of k cells.

        Args:
            table: Values of facilities in periods.
            other: Value at suppliers and customers.
        """
        inside = np.flatnonzero(self.facility_at >= 0)
        values = np.full(len(self.ends), other, dtype=table.dtype)
        values[inside] = table[self.facility_at[inside], self.ends.period[inside]]
        return values

    def with_lanes(self, chosen: Mask) -> Base:
        """The same with fewer lane entries."""
        lanes, ends = self.lanes.take(chosen), self.ends.take(chosen)
        balance = _balance(self.expanded, ends)
        return replace(self, lanes=lanes, ends=ends, distance=self.distance[chosen], balance=balance)


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
    lanes = expanded.lanes
    ends = read_ends(expanded, lanes)
    demand_at = _demand_at(expanded, ends)
    leaves, arrives = _passable(expanded, ends, demand_at, keep_closed=keep_closed)
    keep = leaves[ends.leaving] & arrives[ends.arriving]
    if not keep.all():
        lanes, ends = lanes.take(keep), ends.take(keep)
    return Base(
        expanded=expanded,
        lanes=lanes,
        ends=ends,
        demand_at=demand_at,
        distance=_distance(expanded, lanes),
        weights=read_weights(expanded),
        needed=most_needed(expanded),
        balance=_balance(expanded, ends),
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
    return distances(expanded, lanes)[0] if asked else np.broadcast_to(np.nan, len(lanes))


def _demand_at(expanded: Expanded, ends: Ends) -> Ints:
    """Demand above zero at each of k cells, -1 where there is none."""
    demand = expanded.demand
    demand_at = np.full(len(ends), -1, dtype=np.int32)
    cell = ends.index.find(demand.site, demand.product, demand.period)
    wanted = np.flatnonzero((cell >= 0) & (demand.quantity > 0))
    demand_at[cell[wanted]] = wanted
    return demand_at


def _passable(expanded: Expanded, ends: Ends, demand_at: Ints, *, keep_closed: bool) -> tuple[Mask, Mask]:
    """At which of k cells something can leave, and at which something can arrive that is of use."""
    here = ends.site, ends.product
    leaves = available(expanded)[here]
    arrives = useful(expanded)[here] & ((ends.site < expanded.sites.first_customer) | (demand_at >= 0))
    if not keep_closed:
        open_at = ~_closed(expanded)[ends.site, ends.period]
        leaves &= open_at
        arrives &= open_at
    return leaves, arrives


def _closed(expanded: Expanded) -> Mask:
    """N × T, which sites are facilities that are closed by their status."""
    table = np.zeros((len(expanded.sites), len(expanded.periods)), dtype=bool)
    first = expanded.sites.suppliers
    table[first : expanded.sites.first_customer] = expanded.facilities.status == Status.CLOSED
    return table


def _balance(expanded: Expanded, ends: Ends) -> CellIndex:
    sites = expanded.sites
    shape = (sites.first_customer, len(expanded.products), len(expanded.periods))
    touched = np.zeros(len(ends), dtype=bool)
    touched[ends.leaving] = True
    touched[ends.arriving] = True
    touched &= ends.site < sites.first_customer
    parts: list[tuple[Ints, ...]] = [(ends.site[touched], ends.product[touched], ends.period[touched])]
    parts += [(making.site, making.product, making.period) for making in (expanded.supply, expanded.production)]
    bills, inventory = expanded.bills, expanded.inventory
    every = np.arange(len(expanded.periods), dtype=np.int32)
    for site, product in ((bills.site, bills.component), (inventory.site, inventory.product)):
        repeated = np.repeat(site, len(every)), np.repeat(product, len(every)), np.tile(every, len(site))
        parts.append(repeated)
    return CellIndex(shape, parts)
