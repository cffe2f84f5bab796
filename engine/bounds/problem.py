"""The location problem as arrays: one echelon of facilities serving customers over priced lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
ShortInts: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

_SIZES = {
    "facility": "lanes",
    "customer": "lanes",
    "demand": "customers",
    "unmet_cost": "customers",
    "capacity": "facilities",
    "min_throughput": "facilities",
    "must_open": "facilities",
    "must_close": "facilities",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class LocationProblem:
    """Choose open facilities and serve every customer over lanes at least cost.

    With x[k] the share of a customer's demand that lane k carries, y[i] whether facility i is open and u[j]
    the unmet share::

        min  sum fixed_cost[i] y[i] + sum cost[k] x[k] + sum unmet_cost[j] u[j]
        s.t. sum over lanes k into j of x[k] + u[j] = 1
             x[k] <= y[facility[k]]
             min_throughput[i] y[i] <= sum over lanes k out of i of demand[customer[k]] x[k] <= capacity[i] y[i]
             min_open <= sum y <= max_open;  must_open, must_close

    With ``single_source`` x and u are 0 or 1: a customer is served whole by one facility, or not at all.
    Build one with `location_problem` or `dense_problem`, which fill in what is left out.

    Attributes:
        facility: Origin of each lane, shape (lanes,).
        customer: Destination of each lane, shape (lanes,).
        cost: Cost of carrying the whole demand of the customer over the lane, shape (lanes,).
        demand: Quantity wanted by each customer, shape (customers,), >= 0.
        fixed_cost: Cost of each facility if open, shape (facilities,).
        capacity: Greatest throughput of each facility, shape (facilities,); infinity is no limit.
        min_throughput: Least throughput of each facility if open, shape (facilities,).
        must_open: Facilities that are open, shape (facilities,).
        must_close: Facilities that are closed, shape (facilities,).
        min_open: Fewest open facilities.
        max_open: Most open facilities.
        unmet_cost: Cost of not serving each customer, shape (customers,); infinity: it must be served.
        single_source: Whether each customer is served by one facility only.
    """

    facility: ShortInts
    customer: ShortInts
    cost: Floats
    demand: Floats
    fixed_cost: Floats
    capacity: Floats
    min_throughput: Floats
    must_open: Mask
    must_close: Mask
    min_open: int
    max_open: int
    unmet_cost: Floats
    single_source: bool

    def __post_init__(self) -> None:
        """Check shapes and ranges.

        Raises:
            ValueError: If an array has a wrong shape, an index out of range or a number that cannot be used.
        """
        for name, size in _SIZES.items():
            shape, wanted = getattr(self, name).shape, (getattr(self, size),)
            if shape != wanted:
                raise ValueError(f"{name} has shape {shape}, not {wanted}: one entry for each of the {size}")
        _check_index("facility", self.facility, self.facilities)
        _check_index("customer", self.customer, self.customers)
        for name in ("cost", "fixed_cost", "demand", "min_throughput"):
            if not np.isfinite(getattr(self, name)).all():
                raise ValueError(f"{name} holds a number that is not finite")
        for name in ("demand", "capacity", "min_throughput"):
            if not (getattr(self, name) >= 0).all():
                raise ValueError(f"{name} holds a negative number or none")
        if np.isnan(self.unmet_cost).any() or (self.unmet_cost == -np.inf).any():
            raise ValueError("unmet_cost holds a number that cannot be used; infinity says that it must be served")

    @property
    def facilities(self) -> int:
        """Number of facilities."""
        return len(self.fixed_cost)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return len(self.demand)

    @property
    def lanes(self) -> int:
        """Number of lanes."""
        return len(self.cost)


def _check_index(name: str, index: ShortInts, size: int) -> None:
    if len(index) and (index.min() < 0 or index.max() >= size):
        raise ValueError(f"{name} holds an index outside 0..{size - 1}")


def location_problem(  # noqa: PLR0913
    facility: NDArray[np.integer],
    customer: NDArray[np.integer],
    cost: Floats,
    *,
    demand: Floats,
    fixed_cost: Floats,
    capacity: Floats | None = None,
    min_throughput: Floats | None = None,
    must_open: Mask | None = None,
    must_close: Mask | None = None,
    min_open: int = 0,
    max_open: int | None = None,
    unmet_cost: Floats | None = None,
    single_source: bool = False,
) -> LocationProblem:
    """A location problem over listed lanes; what is left out puts no limit.

    Returns:
        The problem; see `LocationProblem` for shapes and units.
    """
    facilities, customers = len(fixed_cost), len(demand)

    def numbers(values: Floats | None, size: int, blank: float) -> Floats:
        return np.full(size, blank) if values is None else np.asarray(values, dtype=np.float64)

    def flags(values: Mask | None) -> Mask:
        return np.zeros(facilities, dtype=np.bool_) if values is None else np.asarray(values, dtype=np.bool_)

    return LocationProblem(
        facility=np.asarray(facility, dtype=np.int32),
        customer=np.asarray(customer, dtype=np.int32),
        cost=np.asarray(cost, dtype=np.float64),
        demand=np.asarray(demand, dtype=np.float64),
        fixed_cost=np.asarray(fixed_cost, dtype=np.float64),
        capacity=numbers(capacity, facilities, np.inf),
        min_throughput=numbers(min_throughput, facilities, 0.0),
        must_open=flags(must_open),
        must_close=flags(must_close),
        min_open=min_open,
        max_open=facilities if max_open is None else min(max_open, facilities),
        unmet_cost=numbers(unmet_cost, customers, np.inf),
        single_source=single_source,
    )


def dense_lanes(facilities: int, customers: int) -> tuple[ShortInts, ShortInts]:
    """Facility and customer of every pair, customer by customer: both of shape (customers * facilities,)."""
    return (
        np.tile(np.arange(facilities, dtype=np.int32), customers),
        np.repeat(np.arange(customers, dtype=np.int32), facilities),
    )
