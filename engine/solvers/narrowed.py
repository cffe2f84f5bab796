"""Solving a network: bounds first where they pay, then the program of what is left."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.bounds.result import BoundResult
from engine.formulation import Base, Formulation, formulate_base
from engine.program import Program, with_row
from engine.solvers.first_solution import first_solution
from engine.solvers.location import Location, as_location, bound_location
from engine.solvers.options import Answer, SolveOptions, Status, Tuning, Watcher
from engine.solvers.solve import cleaned, solve

Floats = NDArray[np.float64]
_LEAST_LANES, _LEAST_LANES_SINGLE = 1_000, 500
_BOUNDS_SHARE = 0.25
_BOUNDS_LIMIT_S = 60.0
_BELOW_A_STEP = 0.999
_ROUNDING = 1e-6


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
    if options.solver != "highs" or len(base.lanes) < _LEAST_LANES_SINGLE:
        return None
    location = as_location(base)
    if location is None or (len(base.lanes) < _LEAST_LANES and not location.problem.single_source):
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
    formulation = _strengthened(formulate_base(narrowed.base), narrowed)
    start = None
    if narrowed.found.incumbent is not None:
        start = first_solution(formulation, narrowed, narrowed.found.incumbent)
    on_phase("solve")
    left = options
    if options.time_limit_s is not None:
        left = replace(options, time_limit_s=max(options.time_limit_s - (time.monotonic() - began), 0.0))
    if start is not None and narrowed.found.gap <= options.gap:
        answer = _proven(formulation, start, left, watcher)
    else:
        answer = solve(formulation.program, left, watcher, start, _tuning(narrowed))
    return formulation, _joined(answer, formulation, start, narrowed, options)


def _strengthened(formulation: Formulation, narrowed: Narrowed) -> Formulation:
    """The program with what is proven: decided facilities, the fewest that must be open, capacity for the demand."""
    program, columns = formulation.program, formulation.columns.open[:, 0]
    found, problem = narrowed.found, narrowed.location.problem
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[columns[found.fixed_open]] = 1.0
    upper[columns[found.fixed_closed]] = 0.0
    program = replace(program, lower=lower, upper=upper)
    ones = np.ones(len(columns))
    program = with_row(program, "fewest_open", columns, ones, (float(found.fewest_open), np.inf), strengthens=True)
    total = float(problem.demand.sum())
    if np.isinf(problem.unmet_cost).all() and np.isfinite(problem.capacity).any():
        share = np.minimum(problem.capacity, total) / total
        program = with_row(program, "capacity_for_demand", columns, share, (1.0, np.inf), strengthens=True)
    return replace(formulation, program=program)


def _tuning(narrowed: Narrowed) -> Tuning:
    """Objectives are multiples of a step, so a gap below it is none; counted facilities do better without presolve."""
    problem = narrowed.location.problem
    counted = problem.max_open < problem.facilities or problem.min_open > 0
    return Tuning(
        absolute_gap=_BELOW_A_STEP * narrowed.found.objective_step, presolve=not (counted or problem.single_source)
    )


def _proven(formulation: Formulation, start: Floats, options: SolveOptions, watcher: Watcher) -> Answer:
    """The answer where the bounds step has closed the gap: nothing is left to search."""
    program: Program = formulation.program
    objective = program.objective(start)
    watcher.found(start, objective)
    answer = Answer(
        status=Status.OPTIMAL, x=start, objective=objective, message="Proven by bounds", solver="NetWORX bounds"
    )
    return cleaned(program, answer, options, 0.0)


def _joined(
    answer: Answer, formulation: Formulation, start: Floats | None, narrowed: Narrowed, options: SolveOptions
) -> Answer:
    """The answer for the whole network: solutions left out cost no less than the incumbent of the bounds step."""
    found, offset = narrowed.found, narrowed.location.offset
    bound = -math.inf if answer.bound is None else _whole_steps(answer.bound - offset, found.objective_step)
    if found.incumbent is not None:
        bound = min(bound, found.incumbent.objective)
    best = max(found.lower_bound, bound)
    floor = best + offset if math.isfinite(best) else None
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


def _whole_steps(bound: float, step: float) -> float:
    """A bound rounded up to the next objective that can occur."""
    return math.ceil(bound / step - _ROUNDING) * step if step > 0 else bound
