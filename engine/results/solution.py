"""A solution in the words of the model: flows, throughput, what is open, made, bought, stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion.facilities import Status
from engine.formulation import Formulation
from engine.solvers import Answer

Floats = NDArray[np.float64]
_NOTHING = 1e-9


@dataclass(frozen=True)
class Solution:
    """Values of a solution by part of the model.

    Attributes:
        flow: Flow of each lane entry of the formulation; n, tiny values of the solver's tolerance are 0.
        throughput: F × T, what leaves each facility.
        open: F × T booleans.
        opening: F × T booleans.
        closing: F × T booleans.
        unmet: Unmet quantity of each demand.
        bought: Quantity of each entry of supply.
        made: Quantity of each entry of production.
        carried: Carried stock of each entry of inventory.
        working: Working stock of each entry of inventory.
        options: Units of each capacity option column.
    """

    flow: Floats
    throughput: Floats
    open: NDArray[np.bool_]
    opening: NDArray[np.bool_]
    closing: NDArray[np.bool_]
    unmet: Floats
    bought: Floats
    made: Floats
    carried: Floats
    working: Floats
    options: Floats


def read_solution(formulation: Formulation, answer: Answer) -> Solution:
    """Reads the best solution of an answer.

    Raises:
        ValueError: The answer has no solution.
    """
    if answer.x is None:
        raise ValueError("the answer has no solution")
    x = answer.x
    flow = _clean(formulation.values(x, "flow"))
    throughput = _throughput(formulation, flow)
    is_open = _open(formulation, x, throughput)
    before = np.concatenate([formulation.expanded.facilities.existing[:, None], is_open[:, :-1]], axis=1)
    unmet = np.zeros(len(formulation.expanded.demand))
    block = formulation.program.columns["unmet"]
    unmet[block.places["demand"]] = formulation.values(x, "unmet")
    return Solution(
        flow=flow,
        throughput=throughput,
        open=is_open,
        opening=is_open & ~before,
        closing=before & ~is_open,
        unmet=unmet,
        bought=_clean(formulation.values(x, "procurement")),
        made=_clean(formulation.values(x, "production")),
        carried=_clean(formulation.values(x, "carried")),
        working=_working(formulation, flow),
        options=np.round(formulation.values(x, "option")),
    )


def _clean(values: Floats) -> Floats:
    """The values with those that are zero within the solver's tolerance set to zero."""
    largest = float(np.abs(values).max(initial=0.0))
    return np.where(np.abs(values) <= _NOTHING * max(largest, 1.0), 0.0, values)


def _throughput(formulation: Formulation, flow: Floats) -> Floats:
    facilities, periods = formulation.columns.open.shape
    leaving = formulation.base.facility_of >= 0
    cell = formulation.base.facility_of[leaving].astype(np.int64) * periods + formulation.base.lanes.period[leaving]
    totals = np.bincount(cell, weights=flow[leaving], minlength=facilities * periods)
    return totals.reshape(facilities, periods).astype(float)


def _open(formulation: Formulation, x: Floats, throughput: Floats) -> NDArray[np.bool_]:
    """What is open: as decided; a candidate that nothing pulls either way opens when it is first used."""
    columns, facilities = formulation.columns, formulation.expanded.facilities
    decided: NDArray[np.bool_] = x[columns.open] > 0.5
    idle = (facilities.status == Status.CONSIDER) & ~columns.decidable & ~facilities.existing[:, None]
    used = np.maximum.accumulate(throughput > 0, axis=1) if throughput.size else throughput > 0
    return np.where(idle, decided & (used | _makes(formulation, x) | _stores(formulation, x)), decided)


def _makes(formulation: Formulation, x: Floats) -> NDArray[np.bool_]:
    production = formulation.expanded.production
    makes = np.zeros(formulation.columns.open.shape, dtype=bool)
    busy = _clean(formulation.values(x, "production")) > 0
    facility = production.site[busy] - formulation.expanded.sites.suppliers
    makes[facility, production.period[busy]] = True
    return np.maximum.accumulate(makes, axis=1) if makes.size else makes


def _stores(formulation: Formulation, x: Floats) -> NDArray[np.bool_]:
    inventory = formulation.expanded.inventory
    stores = np.zeros(formulation.columns.open.shape, dtype=bool)
    full = _clean(formulation.values(x, "carried")) > 0
    facility = inventory.site[full] - formulation.expanded.sites.suppliers
    stores[facility, inventory.period[full]] = True
    return np.maximum.accumulate(stores, axis=1) if stores.size else stores


def _working(formulation: Formulation, flow: Floats) -> Floats:
    """Working stock of each inventory entry: its share of the product's throughput."""
    expanded, lanes = formulation.expanded, formulation.base.lanes
    inventory = expanded.inventory
    if not len(inventory):
        return np.empty(0)
    products, periods = len(expanded.products), len(expanded.periods)
    cells = (lanes.origin.astype(np.int64) * products + lanes.product) * periods + lanes.period
    wanted = (inventory.site.astype(np.int64) * products + inventory.product) * periods + inventory.period
    order = np.argsort(wanted)
    place = np.searchsorted(wanted[order], cells).clip(max=len(order) - 1)
    found = wanted[order][place] == cells
    totals = np.bincount(order[place[found]], weights=flow[found], minlength=len(inventory))
    return inventory.working_share * totals
