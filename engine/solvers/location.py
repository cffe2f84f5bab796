"""Networks that are plain location problems: what the bounds step proves about them before a program is built.

One period, facilities that serve customers directly, costs per unit, fixed costs, capacities and counts of open
facilities: of such a network most lanes can be proven useless, and what is left is small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.bounds.problem import LocationProblem, location_problem
from engine.bounds.result import BoundEvent, BoundResult
from engine.bounds.tighten import BoundOptions, tighten
from engine.expansion.facilities import Status
from engine.formulation.build import Base
from engine.formulation.facilities import undecided
from engine.formulation.flows import flow_costs
from engine.formulation.lane_use import lane_totals
from engine.formulation.making import making_costs
from engine.formulation.members import facility_members
from engine.solvers.options import SolveOptions, Watcher

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
ABSENT_TABLES = ("flow_limits", "service_limits", "capacity_options", "bills", "inventory")


@dataclass(frozen=True)
class Location:
    """A network as a location problem: lane k is lane entry k, customer j is demand ``demand[j]``.

    Attributes:
        problem: The problem; facility i is facility i of the model.
        demand: Demand of each customer of the problem.
        offset: What the objective holds beside the problem's.
    """

    problem: LocationProblem
    demand: NDArray[np.int64]
    offset: float


@dataclass(frozen=True)
class Wanted:
    """Demands above zero as the customers of a location problem; c of them.

    Attributes:
        demand: Demand of each.
        customer_of: Customer of each demand of the model, -1 where nothing is wanted.
        quantity: What each wants.
        may_be_unmet: Whether each may be left without.
        unmet_cost: Cost of leaving each without everything; infinite where that may not be.
        in_part: Whether some may be left without a part only, which location problems do not know.
    """

    demand: NDArray[np.int64]
    customer_of: NDArray[np.int64]
    quantity: Floats
    may_be_unmet: Mask
    unmet_cost: Floats
    in_part: bool

    @classmethod
    def of(cls, base: Base) -> Wanted:
        """The demands of a network of one period."""
        demand = base.expanded.demand
        wanted = np.flatnonzero(demand.quantity > 0)
        customer_of = np.full(len(demand), -1)
        customer_of[wanted] = np.arange(len(wanted))
        quantity, may = demand.quantity[wanted], demand.may_be_unmet[wanted]
        unmet_cost = np.where(may, base.weights.money[0] * demand.unmet_cost[wanted] * quantity, np.inf)
        in_part = bool((demand.min_share[wanted][may] > 0).any())
        return cls(wanted, customer_of, quantity, may, unmet_cost, in_part)


def as_location(base: Base) -> Location | None:
    """The network as a location problem; None where it is more than that."""
    if not _is_plain(base):
        return None
    capacity = _capacity(base)
    counts = counts_of(base)
    single = single_source_of(base)
    if capacity is None or counts is None or single is None:
        return None
    wanted = Wanted.of(base)
    if wanted.in_part or (single and wanted.may_be_unmet.any()):
        return None
    demand = base.expanded.demand
    fixed, offset = facility_costs(base)
    status, idle = base.expanded.facilities.status[:, 0], undecided(base)
    problem = location_problem(
        base.facility_of,
        wanted.customer_of[base.demand_of],
        (flow_costs(base) + _source_costs(base)) * demand.quantity[base.demand_of],
        demand=wanted.quantity,
        fixed_cost=fixed,
        capacity=capacity,
        min_throughput=base.expanded.facilities.min_throughput[:, 0],
        must_open=(status == Status.OPEN) | ((status == Status.CONSIDER) & idle),
        must_close=status == Status.CLOSED,
        min_open=counts[0],
        max_open=counts[1],
        unmet_cost=wanted.unmet_cost,
        single_source=single,
    )
    return Location(problem, wanted.demand, offset)


def bound_location(location: Location, options: SolveOptions, watcher: Watcher, time_limit_s: float) -> BoundResult:
    """Runs the bounds step and passes on what it finds.

    Args:
        location: The problem.
        options: Gap and seed.
        watcher: Who hears of progress and may stop it.
        time_limit_s: Seconds for the step.
    """

    def on_event(event: BoundEvent) -> None:
        incumbent = event.incumbent + location.offset if math.isfinite(event.incumbent) else None
        bound = event.lower_bound + location.offset if math.isfinite(event.lower_bound) else None
        watcher.improved(incumbent, bound)

    asked = BoundOptions(time_limit_s=time_limit_s, gap_share=max(options.gap, 1e-9), seed=options.seed)
    return tighten(location.problem, asked, on_event=on_event, should_stop=watcher.cancelled)


def _is_plain(base: Base) -> bool:
    """Whether nothing in the network goes beyond direct service from facilities in one period."""
    expanded = base.expanded
    production = expanded.production
    return (
        len(expanded.periods) == 1
        and len(base.lanes) > 0
        and bool((base.demand_of >= 0).all() and (base.facility_of >= 0).all())
        and all(expanded.network[name].empty for name in ABSENT_TABLES)
        and not len(lane_totals(expanded, base.lanes).first)
        and expanded.facilities.handling_steps is None
        and production.steps is None
        and not (production.minimum > 0).any()
        and not (expanded.supply.minimum > 0).any()
    )


def _capacity(base: Base) -> Floats | None:
    """Throughput limit of each facility, with its production limit where there is one product; None if not plain."""
    capacity = base.expanded.facilities.max_throughput[:, 0].copy()
    production = base.expanded.production
    limited = np.isfinite(production.maximum)
    if limited.any() and len(base.expanded.products) > 1:
        return None
    facility = production.site[limited] - base.expanded.sites.suppliers
    capacity[facility] = np.minimum(capacity[facility], production.maximum[limited])
    return capacity


def counts_of(base: Base) -> tuple[int, int] | None:
    """Fewest and most open facilities; None where a limit is on some facilities only, or on changes."""
    frame, count = base.expanded.network["facility_limits"], base.expanded.sites.facilities
    if frame["max_openings"].notna().any() or frame["max_closings"].notna().any():
        return None
    if any(len(members) != count for members in facility_members(base.expanded)):
        return None
    least, most = frame["min_open"].max(skipna=True), frame["max_open"].min(skipna=True)
    return 0 if np.isnan(least) else int(least), count if np.isnan(most) else int(most)


def single_source_of(base: Base) -> bool | None:
    """Whether every demand has one source; None where some have and others have not, or products go together."""
    expanded = base.expanded
    first = expanded.sites.first_customer
    rule = np.full(len(expanded.sites), "no", dtype=object)
    rule[first:] = expanded.network["customers"]["single_source"].to_numpy(dtype=object)[expanded.sites.row[first:]]
    wanted = expanded.demand.quantity > 0
    rules = rule[expanded.demand.site[wanted]]
    single = (rules == "product") | ((rules == "customer") & (len(expanded.products) == 1))
    several = (rules == "customer") & (len(expanded.products) > 1)
    if several.any() or (single.any() and not single.all()):
        return None
    return bool(single.any())


def facility_costs(base: Base) -> tuple[Floats, float]:
    """What being open adds to the objective, facility by facility, and what it holds in any case."""
    facilities, weights = base.expanded.facilities, base.weights
    money, co2 = weights.money[0], weights.co2[0]
    fixed = money * facilities.fixed_cost[:, 0] + co2 * facilities.fixed_co2[:, 0]
    opening = np.where(facilities.existing, 0.0, money * facilities.opening_cost[:, 0])
    closing = np.where(facilities.existing, money * facilities.closing_cost[:, 0], 0.0)
    idle = undecided(base)
    return np.where(idle, 0.0, fixed + opening - closing), float(closing[~idle].sum())


def _source_costs(base: Base) -> Floats:
    """Cost of making a unit at the facility where each lane entry begins."""
    production = base.expanded.production
    shape = (base.expanded.sites.facilities, len(base.expanded.products))
    costs = np.full(shape, np.nan)
    facility = production.site - base.expanded.sites.suppliers
    costs[facility, production.product] = making_costs(base.weights, production)
    return costs[base.facility_of, base.lanes.product]
