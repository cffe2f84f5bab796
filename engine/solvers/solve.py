"""One entrance for every solver: solve, then fix the decisions and read off clean flows and shadow prices."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.program import Program
from engine.solvers.options import PLAIN, Answer, SolveOptions, Status, Tuning, Watcher

Floats = NDArray[np.float64]
_PRICES_SHARE = 0.5
_PRICES_LEAST_S = 5.0


def solve(
    program: Program,
    options: SolveOptions,
    watcher: Watcher,
    start: Floats | None = None,
    tuning: Tuning = PLAIN,
) -> Answer:
    """Solves a program by the solver asked for.

    Args:
        program: The program, unscaled.
        options: Solver, gap, time limit, threads and seed.
        watcher: Who hears of progress and may stop it.
        start: n values of a feasible solution to begin with; only HiGHS makes use of it.
        tuning: What is known of the program; only HiGHS makes use of it.

    Raises:
        KnownError: The solver is unknown, or not installed on this computer.
    """
    began = time.monotonic()
    if options.solver == "highs":
        from engine.solvers.highs import solve_highs

        answer = solve_highs(program, options, watcher, start, tuning)
    else:
        from engine.solvers.pulp_bridge import solve_pulp

        answer = solve_pulp(program, options, watcher)
    if answer.x is None or watcher.cancelled():
        return answer
    return cleaned(program, answer, options, time.monotonic() - began)


def cleaned(program: Program, answer: Answer, options: SolveOptions, spent_s: float) -> Answer:
    """The answer with flows solved to the end for its decisions, and shadow prices; as it was where that fails."""
    from engine.solvers.prices import fixed_prices

    assert answer.x is not None and answer.objective is not None  # noqa: PT018
    limit = max(_PRICES_LEAST_S, _PRICES_SHARE * spent_s)
    found = fixed_prices(program, answer.x, time_limit_s=limit, threads=options.threads)
    if found is None:
        return answer
    x, row_dual = found
    objective = program.objective(x)
    bound = answer.bound
    if bound is not None:
        bound = min(bound, objective)
    if answer.status is Status.OPTIMAL and not program.integer.any():
        bound = objective
    return replace(answer, x=x, objective=objective, bound=bound, row_dual=row_dual)
