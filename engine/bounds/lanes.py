"""Lanes in the order in which bounds read them: by customer, cheapest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.bounds.problem import Floats, Ints, LocationProblem, Mask, ShortInts


@dataclass(frozen=True, eq=False)
class SortedLanes:
    """Lanes by customer and then by cost.

    Attributes:
        facility: Origin of each lane, shape (lanes,).
        customer: Destination of each lane, shape (lanes,).
        cost: Cost of the customer's whole demand over the lane, shape (lanes,).
        source: Index of each lane where it came from, shape (lanes,); -1 for "unmet".
        start: Position of each customer's first lane, shape (customers + 1,).
    """

    facility: ShortInts
    customer: ShortInts
    cost: Floats
    source: Ints
    start: Ints

    def keep(self, mask: Mask) -> SortedLanes:
        """The lanes under a mask of shape (lanes,), in the same order."""
        counts = np.bincount(self.customer[mask], minlength=len(self.start) - 1)
        return SortedLanes(
            self.facility[mask], self.customer[mask], self.cost[mask], self.source[mask], _starts(counts)
        )

    def cheapest(self, counts: Ints) -> Core:
        """The `counts[j]` cheapest lanes of each customer j, counts of shape (customers,)."""
        sizes = np.minimum(counts, np.diff(self.start))
        start = _starts(sizes)
        position = np.arange(start[-1]) + np.repeat(self.start[:-1] - start[:-1], sizes)
        beyond = np.full(len(sizes), np.inf)
        partial = np.flatnonzero(sizes < np.diff(self.start))
        beyond[partial] = self.cost[self.start[partial] + sizes[partial]]
        return Core(
            facility=self.facility[position].astype(np.int64),
            customer=self.customer[position].astype(np.int64),
            cost=self.cost[position],
            position=position,
            sizes=sizes,
            beyond=beyond,
        )


@dataclass(frozen=True, eq=False)
class Core:
    """The cheapest lanes of each customer, in the order of `SortedLanes`.

    Attributes:
        facility: Origin of each lane, shape (core,).
        customer: Destination of each lane, shape (core,).
        cost: Cost of each lane, shape (core,).
        position: Place of each lane among the sorted lanes, shape (core,).
        sizes: Lanes of each customer in the core, shape (customers,).
        beyond: Cost of each customer's cheapest lane outside the core, shape (customers,); infinity: none.
    """

    facility: Ints
    customer: Ints
    cost: Floats
    position: Ints
    sizes: Ints
    beyond: Floats


def sort_lanes(problem: LocationProblem, unmet_facility: int | None) -> SortedLanes:
    """Sorts a problem's lanes; of several over the same pair of sites only the cheapest stays.

    Args:
        problem: The problem.
        unmet_facility: Index that stands for "unmet": each customer that may go unserved gets a lane from it.

    Returns:
        The lanes of facilities that may open, by customer and cost.
    """
    facility, customer, cost = problem.facility, problem.customer, problem.cost
    source = np.arange(problem.lanes)
    if problem.must_close.any():
        source = np.flatnonzero(~problem.must_close[facility])
        facility, customer, cost = facility[source], customer[source], cost[source]
    if unmet_facility is not None:
        refusable = np.flatnonzero(np.isfinite(problem.unmet_cost)).astype(np.int32)
        facility = np.append(facility, np.full(len(refusable), unmet_facility, dtype=np.int32))
        customer = np.append(customer, refusable)
        cost = np.append(cost, problem.unmet_cost[refusable])
        source = np.append(source, np.full(len(refusable), -1))
    order = _order(customer, cost, problem.customers)
    counts = np.bincount(customer, minlength=problem.customers)
    lanes = SortedLanes(facility[order], customer[order], cost[order], source[order], _starts(counts))
    return lanes if _all_pairs_differ(problem) else _without_twins(lanes, problem.facilities + 1)


def _starts(counts: Ints) -> Ints:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))


def _order(customer: ShortInts, cost: Floats, customers: int) -> Ints:
    """Places by customer and cost; rows of equal length (a full matrix) are sorted ten times faster."""
    width = len(customer) // customers if customers else 0
    if width and width * customers == len(customer):
        rows = customer.reshape(customers, width)
        if (rows == np.arange(customers, dtype=np.int32)[:, None]).all():
            order = np.argsort(cost.reshape(customers, width), axis=1)
            return (order + np.arange(customers)[:, None] * width).ravel()
    return np.lexsort((cost, customer))


def _all_pairs_differ(problem: LocationProblem) -> bool:
    """Whether lanes are listed in strict order of their pair of sites (then none occurs twice)."""
    by_customer = problem.customer.astype(np.int64) * problem.facilities + problem.facility
    return bool((np.diff(by_customer) > 0).all())


def _without_twins(lanes: SortedLanes, facilities: int) -> SortedLanes:
    """The cheapest lane of each pair of sites."""
    pair = lanes.customer.astype(np.int64) * facilities + lanes.facility
    first = np.zeros(len(pair), dtype=np.bool_)
    first[np.unique(pair, return_index=True)[1]] = True
    return lanes if first.all() else lanes.keep(first)
