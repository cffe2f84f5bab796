"""Networks of two stages as location problems: what comes before the facilities that are decided on is a price.

A facility that serves customers draws each product from sources: suppliers, plants that are open in any case, or its
own production. With the limits of the sources relaxed, a unit costs at the facility what it costs at the cheapest
source and on the way from there, and a location problem remains. Any price ≥ 0 on a unit of a limited source, paid
back for the whole of its limit, leaves a bound of the network (Geoffrion: Lagrangean relaxation for integer
programming, Mathematical Programming Study 2, 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.bounds.problem import LocationProblem, location_problem
from engine.expansion.facilities import Status
from engine.expansion.quantities import Making
from engine.formulation.build import Base
from engine.formulation.facilities import undecided
from engine.formulation.flows import flow_costs
from engine.formulation.lane_use import lane_totals
from engine.formulation.making import making_costs
from engine.solvers.location import ABSENT_TABLES, Wanted, counts_of, facility_costs, single_source_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sources:
    """A network of two stages; lane k of its location problem is the k-th lane entry that ends at a customer.

    Attributes:
        base: The network.
        wanted: Its demands as customers of the problem.
        counts: Fewest and most open facilities.
        feeding: Which lane entries lead from a source to a facility; the others end at customers.
        flow_cost: What a unit of flow adds to the objective on each lane entry.
    """

    base: Base
    wanted: Wanted
    counts: tuple[int, int]
    feeding: Mask
    flow_cost: Floats

    @property
    def makings(self) -> tuple[Making, Making]:
        """What the sources give: supply, and production."""
        return self.base.expanded.supply, self.base.expanded.production

    def problem(self, prices: tuple[Floats, Floats]) -> tuple[LocationProblem, float]:
        """The location problem under prices, and what its objective leaves out of the network's.

        Args:
            prices: Price of a unit of each entry of supply and of production; 0 where the entry has no limit.
        """
        base, serving = self.base, ~self.feeding
        facilities, demand = base.expanded.facilities, base.expanded.demand
        fixed, offset = facility_costs(base)
        status = facilities.status[:, 0]
        demand_of = base.demand_of[serving]
        cost = self.flow_cost[serving] + self._at_facilities(prices)[base.lanes.origin, base.lanes.product][serving]
        problem = location_problem(
            base.facility_of[serving],
            self.wanted.customer_of[demand_of],
            cost * demand.quantity[demand_of],
            demand=self.wanted.quantity,
            fixed_cost=fixed,
            capacity=facilities.max_throughput[:, 0],
            min_throughput=np.where(self._feeds, 0.0, facilities.min_throughput[:, 0]),
            must_open=(status == Status.OPEN) | ((status == Status.CONSIDER) & undecided(base)),
            must_close=status == Status.CLOSED,
            min_open=self.counts[0],
            max_open=self.counts[1],
            unmet_cost=self.wanted.unmet_cost,
        )
        paid_back = sum(float(price[price > 0] @ made.maximum[price > 0]) for price, made in self._priced(prices))
        return problem, offset - paid_back

    @property
    def _feeds(self) -> Mask:
        """Which facilities feed others: what leaves them is not all in the location problem."""
        feeds = np.zeros(self.base.expanded.sites.facilities, dtype=bool)
        origins = self.base.facility_of[self.feeding]
        feeds[origins[origins >= 0]] = True
        return feeds

    def _priced(self, prices: tuple[Floats, Floats]) -> tuple[tuple[Floats, Making], ...]:
        return tuple(zip(prices, self.makings, strict=True))

    def _at_facilities(self, prices: tuple[Floats, Floats]) -> Floats:
        """Cost of a unit of each product at each site, from its cheapest source; infinite where there is none."""
        base, lanes = self.base, self.base.lanes
        cost = np.full((len(base.expanded.sites), len(base.expanded.products)), np.inf)
        for price, made in self._priced(prices):
            usable = made.maximum > 0
            units = making_costs(base.weights, made) + price
            np.minimum.at(cost, (made.site[usable], made.product[usable]), units[usable])
        origin, end, product = (part[self.feeding] for part in (lanes.origin, lanes.destination, lanes.product))
        through = cost[origin, product] + self.flow_cost[self.feeding]
        np.minimum.at(cost, (end, product), through)
        return cost


def read_sources(base: Base) -> Sources | None:
    """The network as one of two stages; None where it is another, or has decisions beside open and closed."""
    feeding = base.demand_of < 0
    if not feeding.any() or feeding.all() or not _is_plain(base) or not _is_two_stage(base, feeding):
        return None
    counts, wanted = counts_of(base), Wanted.of(base)
    if counts is None or wanted.in_part or single_source_of(base) is not False:
        return None
    return Sources(base, wanted, counts, feeding, flow_costs(base))


def _is_plain(base: Base) -> bool:
    expanded = base.expanded
    makings = (expanded.supply, expanded.production)
    return (
        len(expanded.periods) == 1
        and all(expanded.network[name].empty for name in ABSENT_TABLES)
        and not len(lane_totals(expanded, base.lanes).first)
        and expanded.facilities.handling_steps is None
        and all(made.steps is None and not (made.minimum > 0).any() for made in makings)
    )


def _is_two_stage(base: Base, feeding: Mask) -> bool:
    """Whether sources receive nothing and are open in any case, and only facilities serve customers."""
    lanes, facilities, sites = base.lanes, base.expanded.facilities, base.expanded.sites
    receives = np.zeros(len(sites), dtype=bool)
    receives[lanes.destination[feeding]] = True
    sources = np.unique(lanes.origin[feeding])
    open_anyway = (facilities.status[:, 0] == Status.OPEN) | undecided(base)
    plants = sources[sites.is_facility(sources)] - sites.suppliers
    serve = bool((base.facility_of[~feeding] >= 0).all())
    return serve and not receives[sources].any() and bool(open_anyway[plants].all())
