"""Single sourcing: one site serves a customer, for everything or for each product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.formulation.build import Build
from engine.formulation.keys import CellIndex
from engine.program import Origin

Mask = NDArray[np.bool_]
Ints = NDArray[np.int32]
_EVERY_PRODUCT = 0


def add_single_sourcing(build: Build) -> None:
    """Adds the assignment of customers to sites.

    Σ assignment = 1 over sites (≤ 1 where all of the demand may stay unmet); flow ≤ demand × assignment;
    assignment ≤ open. Where nothing may stay unmet and one lane leads there, flow = demand × assignment.
    """
    lanes, expanded = build.lanes, build.expanded
    rule = _rules(build)
    chosen = np.flatnonzero((rule != "no")[lanes.destination]) if (rule != "no").any() else np.empty(0, dtype=np.int64)
    if not len(chosen):
        return
    build.single[chosen] = True
    by_product = rule[lanes.destination[chosen]] == "product"
    product = np.where(by_product, lanes.product[chosen] + 1, _EVERY_PRODUCT).astype(np.int32)
    customer, origin, period = lanes.destination[chosen], lanes.origin[chosen], lanes.period[chosen]
    shape = (len(expanded.sites), len(expanded.products) + 1, len(expanded.periods), expanded.sites.first_customer)
    pairs = CellIndex(shape, [(customer, product, period, origin)])
    pair_customer, pair_product, pair_period, pair_origin = pairs.codes()
    assigned = build.program.columns(
        "assignment",
        len(pairs),
        upper=1.0,
        integer=True,
        quantity=False,
        places={"customer": pair_customer, "product": pair_product, "period": pair_period, "origin": pair_origin},
    )
    _add_one_site(build, assigned, (pair_customer, pair_product, pair_period), shape[:3])
    _add_open(build, assigned, pair_origin, pair_period)
    _add_flows(build, chosen, assigned[pairs.find(customer, product, period, origin)])


def _rules(build: Build) -> NDArray[np.object_]:
    """The rule of each site; ``no`` where it is no customer."""
    sites = build.expanded.sites
    rules = np.full(len(sites), "no", dtype=object)
    first = sites.first_customer
    words = build.expanded.network["customers"]["single_source"].to_numpy(dtype=object)[sites.row[first:]]
    rules[first:] = np.where(words == "", "no", words)
    return rules


def _add_one_site(build: Build, assigned: Ints, cells: tuple[Ints, ...], shape: tuple[int, ...]) -> None:
    expanded = build.expanded
    choices = CellIndex(shape, [cells])
    customer, product, period = choices.codes()
    may_skip = np.ones(len(choices), dtype=bool)
    demand = expanded.demand
    must = np.flatnonzero(~demand.may_be_unmet & (demand.quantity > 0) | (demand.min_share > 0))
    for code in (np.zeros(len(must), dtype=np.int32), demand.product[must] + 1):
        cell = choices.find(demand.site[must], code.astype(np.int32), demand.period[must])
        may_skip[cell[cell >= 0]] = False
    rows = build.program.rows(
        "assignment_one",
        len(choices),
        lower=np.where(may_skip, 0.0, 1.0),
        upper=1.0,
        quantity=False,
        places={"customer": customer, "product": product, "period": period},
        origin=Origin("customers", expanded.sites.row[customer], upper="single_source"),
    )
    build.program.entries(rows[choices.find(*cells)], assigned, 1.0)


def _add_open(build: Build, assigned: Ints, origin: Ints, period: Ints) -> None:
    facility = origin - build.expanded.sites.suppliers
    links = np.flatnonzero(facility >= 0)
    links = links[build.decidable[facility[links], period[links]]]
    rows = build.program.rows(
        "assignment_if_open", len(links), upper=0.0, quantity=False, places={"assignment": links.astype(np.int32)}
    )
    build.program.entries(rows, assigned[links], 1.0)
    build.program.entries(rows, build.open[facility[links], period[links]], -1.0)


def _add_flows(build: Build, chosen: NDArray[np.int64], assigned: Ints) -> None:
    base, lanes = build.base, build.lanes
    whole = ~base.expanded.demand.may_be_unmet[base.demand_of[chosen]]
    shape = (len(base.expanded.sites), len(base.expanded.demand))
    ends = CellIndex(shape, [(lanes.origin[chosen], base.demand_of[chosen])])
    cell = ends.find(lanes.origin[chosen], base.demand_of[chosen])
    alone = np.bincount(cell, minlength=len(ends))[cell] == 1
    rows = build.program.rows(
        "assignment_flow",
        len(chosen),
        lower=np.where(whole & alone, 0.0, -np.inf),
        upper=0.0,
        places={"lane": chosen.astype(np.int32)},
    )
    build.program.entries(rows, build.flow[chosen], 1.0)
    build.program.entries(rows, assigned, -base.most[chosen])
