"""Solving a network: bounds first where they pay, then the program of what is left."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.bounds.result import BoundResult, Incumbent
from engine.formulation import Base, Formulation, formulate_base
from engine.solvers.location import Location, as_location, bound_location
from engine.solvers.options import Answer, SolveOptions, Status, Watcher
from engine.solvers.solve import solve

Floats = NDArray[np.float64]
_LEAST_LANES = 2_000
_BOUNDS_SHARE = 0.4
_BOUNDS_LIMIT_S = 60.0


@dataclass(frozen=True)
class Narrowed:
    """What the bounds step leaves of a network.

    Attributes:
        base: The network with the lanes that a better solution may use.
        location: The location problem.
        found: What was proven.
        kept: Which lane entries are left.
    """

    base: Base
    location: Location
    found: BoundResult
    kept: NDArray[np.bool_]


def narrow(base: Base, options: SolveOptions, watcher: Watcher) -> Narrowed | None:
    """Runs the bounds step where the network is a location problem of some size; None where it is not."""
    if options.solver != "highs" or len(base.lanes) < _LEAST_LANES:
        return None
    location = as_location(base)
    if location is None:
        return None
    limit = _BOUNDS_LIMIT_S if options.time_limit_s is None else _BOUNDS_SHARE * options.time_limit_s
    found = bound_location(location, options, watcher, min(limit, _BOUNDS_LIMIT_S))
    kept = ~found.removable
    watcher.log(
        f"bounds: {int(found.removable.sum()):,} of {len(kept):,} lanes are proven useless, "
        f"{int(found.fixed_open.sum() + found.fixed_closed.sum()):,} of {len(found.fixed_open):,} facilities are "
        f"decided, gap {found.gap:.4%}, {found.iterations:,} iterations in {found.seconds:.1f} s ({found.stopped})"
    )
    if found.incumbent is None or kept.all():
        return Narrowed(base, location, found, np.ones(len(kept), dtype=bool))
    return Narrowed(base.with_lanes(kept), location, found, kept)


def solve_narrowed(
    narrowed: Narrowed, options: SolveOptions, watcher: Watcher, began: float, on_phase: Callable[[str], None]
) -> tuple[Formulation, Answer]:
    """Solves what the bounds step left, beginning with its solution.

    Args:
        narrowed: The network that is left.
        options: Gap, time limit, threads, seed.
        watcher: Who hears of progress.
        began: Monotonic time at which the clock of the time limit started.
        on_phase: Told when ``build`` and ``solve`` begin.
    """
    on_phase("build")
    formulation = _with_fixings(formulate_base(narrowed.base), narrowed.found)
    start = None
    if narrowed.found.incumbent is not None:
        start = _start(formulation, narrowed, narrowed.found.incumbent)
    on_phase("solve")
    left = options
    if options.time_limit_s is not None:
        left = replace(options, time_limit_s=max(options.time_limit_s - (time.monotonic() - began), 0.0))
    answer = solve(formulation.program, left, watcher, start)
    return formulation, _joined(answer, formulation, start, narrowed, options)


def _with_fixings(formulation: Formulation, found: BoundResult) -> Formulation:
    program, columns = formulation.program, formulation.columns.open[:, 0]
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[columns[found.fixed_open]] = 1.0
    upper[columns[found.fixed_closed]] = 0.0
    return replace(formulation, program=replace(program, lower=lower, upper=upper))


def _start(formulation: Formulation, narrowed: Narrowed, incumbent: Incumbent) -> Floats:
    """The incumbent as a solution of the program."""
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


def _joined(
    answer: Answer, formulation: Formulation, start: Floats | None, narrowed: Narrowed, options: SolveOptions
) -> Answer:
    """The answer for the whole network: solutions left out cost no less than the incumbent of the bounds step."""
    proven = narrowed.found.lower_bound + narrowed.location.offset
    floor = proven if math.isfinite(proven) else None
    before = narrowed.found.incumbent
    if before is not None and answer.bound is not None:
        floor = max(floor or -math.inf, min(answer.bound, before.objective + narrowed.location.offset))
    elif answer.bound is not None:
        floor = max(floor if floor is not None else -math.inf, answer.bound)
    if answer.x is None and start is not None:
        objective = formulation.program.objective(start)
        answer = replace(answer, x=start, objective=objective)
    if answer.objective is None or floor is None:
        return replace(answer, bound=floor)
    bound = min(floor, answer.objective)
    status = answer.status
    if answer.objective - bound <= options.gap * abs(answer.objective) and status is not Status.OPTIMAL:
        status = Status.OPTIMAL
    elif status is Status.INFEASIBLE:
        status = Status.FEASIBLE
    return replace(answer, bound=bound, status=status)
