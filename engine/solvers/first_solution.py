"""An incumbent of the bounds step as a solution of the program of what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.bounds.result import Incumbent
from engine.formulation import Formulation

if TYPE_CHECKING:
    from engine.solvers.narrowed import Narrowed

Floats = NDArray[np.float64]


def first_solution(formulation: Formulation, narrowed: Narrowed, incumbent: Incumbent) -> Floats:
    """The incumbent as a solution of the program.

    Args:
        formulation: Program of the lanes that are left; n columns.
        narrowed: What the bounds step left.
        incumbent: Its best solution.
    """
    program, base = formulation.program, narrowed.base
    x = np.zeros(len(program.cost))
    demand = base.expanded.demand
    quantity = np.zeros(len(narrowed.kept))
    lanes_demand = demand.quantity[narrowed.location.demand]
    problem = narrowed.location.problem
    quantity[incumbent.lane] = incumbent.share * lanes_demand[problem.customer[incumbent.lane]]
    flow = quantity[narrowed.kept]
    x[program.columns["flow"].span] = flow
    _set_open(formulation, x, incumbent)
    _set_made(formulation, x, flow)
    unmet = program.columns["unmet"]
    of_customer = np.zeros(len(demand))
    of_customer[narrowed.location.demand] = incumbent.unmet * lanes_demand
    x[unmet.span] = of_customer[unmet.places["demand"]]
    assigned = program.columns.get("assignment")
    if assigned is not None:
        rows = program.rows["assignment_flow"]
        used = x[program.columns["flow"].start + rows.places["lane"]] > 0
        entry = program.index[_entries_of(formulation, "assignment")]
        inside = (entry >= rows.start) & (entry < rows.start + rows.count)
        column = _columns_of(formulation, "assignment")[inside]
        x[column[used[entry[inside] - rows.start]]] = 1.0
    return x


def _set_open(formulation: Formulation, x: Floats, incumbent: Incumbent) -> None:
    columns, existing = formulation.columns, formulation.expanded.facilities.existing
    is_open = incumbent.opened | (formulation.program.lower[columns.open[:, 0]] > 0)
    x[columns.open[:, 0]] = is_open
    decided = columns.opening[:, 0] >= 0
    x[columns.opening[decided, 0]] = (is_open & ~existing)[decided]
    x[columns.closing[decided, 0]] = (~is_open & existing)[decided]


def _set_made(formulation: Formulation, x: Floats, flow: Floats) -> None:
    base, production = formulation.base, formulation.expanded.production
    products = len(formulation.expanded.products)
    cell = base.facility_of.astype(np.int64) * products + base.lanes.product
    made = np.bincount(cell, weights=flow, minlength=formulation.expanded.sites.facilities * products)
    facility = production.site - formulation.expanded.sites.suppliers
    x[formulation.program.columns["production"].span] = made[facility.astype(np.int64) * products + production.product]


def _entries_of(formulation: Formulation, block: str) -> slice:
    program, columns = formulation.program, formulation.program.columns[block]
    return slice(program.start[columns.start], program.start[columns.start + columns.count])


def _columns_of(formulation: Formulation, block: str) -> NDArray[np.int64]:
    program, columns = formulation.program, formulation.program.columns[block]
    counts = np.diff(program.start[columns.start : columns.start + columns.count + 1])
    return np.repeat(np.arange(columns.start, columns.start + columns.count), counts)
