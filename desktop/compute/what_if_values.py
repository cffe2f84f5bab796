"""Answers to questions about one site: plain values that cross from one process to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.compute.comparison_values import Against
from desktop.compute.run_figures import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcedSite:
    """A scenario solved once more with one facility open, or closed, whatever that costs.

    Attributes:
        facility: The facility.
        status: What it was forced to be: open or closed.
        base: The run that the question is about.
        forced: The run with the facility forced; its objective is None where there is no solution.
        against: What the gaps of both allow to say; least and most are forced − base.
        costs: Bucket → difference of money, forced − base.
        throughput: What leaves the facility in the forced run.
        opened: Other facilities open at any time in the forced run alone.
        closed: Other facilities open at any time in the base run alone.
        units: currency, distance_unit and weight_unit.
    """

    facility: str
    status: str
    base: Stamp
    forced: Stamp
    against: Against
    costs: Mapping[str, float]
    throughput: float
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextServer:
    """A site that could serve a customer with a product.

    Attributes:
        product: The product.
        site: The site.
        mode: The mode of the lane; empty for none.
        is_open: Whether the site is open in the period.
        flow: What it brings to the customer in the run.
        distance: Distance of the lane; None where not known.
        lane_cost: Transport and duty of one unit.
        unit_cost: Estimate of all that one more unit from there costs; None where the run does not tell.
        extra: unit_cost less that of the site that serves now; None where the run does not tell.
        spare: Throughput that the site has left; None for no limit.
    """

    product: str
    site: str
    mode: str
    is_open: bool
    flow: float
    distance: float | None
    lane_cost: float
    unit_cost: float | None
    extra: float | None
    spare: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextServers:
    """All sites that could serve a customer in a period.

    Attributes:
        customer: The customer.
        period: The period.
        is_stale: Whether the lanes have been edited since the run.
        servers: The sites, by product, the cheapest first.
        units: currency, distance_unit and weight_unit.
    """

    customer: str
    period: str
    is_stale: bool
    servers: tuple[NextServer, ...]
    units: Mapping[str, str]
