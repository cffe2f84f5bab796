"""Whether a program has any solution: the relaxation first, then decisions rounded up, then the whole program."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from engine.program import Program, scale
from engine.solvers.highs import load, solve_highs
from engine.solvers.options import Answer, SolveOptions, Status, Watcher

Floats = NDArray[np.float64]
_WHOLE = 1e-6


def find_feasible(program: Program, time_limit_s: float, watcher: Watcher) -> Answer:
    """Any solution of a program without costs.

    Large networks without costs mostly allow every site that is of any use to be open; then two runs of an interior
    point method say so long before branch and bound does.

    Args:
        program: The program, unscaled; its costs are of no interest.
        time_limit_s: Seconds that may be spent.
        watcher: Who may stop it.

    Returns:
        ``feasible`` with a solution, ``infeasible``, or what else became of it.
    """
    until = time.monotonic() + time_limit_s
    free = replace(program, cost=np.zeros(len(program.cost)), offset=0.0)
    x = _any_point(free, until, watcher)
    if x is not None:
        if not program.integer.any():
            return Answer(status=Status.FEASIBLE, x=x, objective=0.0)
        up = np.clip(np.ceil(x - _WHOLE), program.lower, program.upper)
        lower, upper = (np.where(program.integer, up, bound) for bound in (program.lower, program.upper))
        whole = _any_point(replace(free, lower=lower, upper=upper), until, watcher)
        if whole is not None:
            return Answer(status=Status.FEASIBLE, x=whole, objective=0.0)
    left = until - time.monotonic()
    if left <= 0 or watcher.cancelled():
        return Answer(status=Status.CANCELLED if watcher.cancelled() else Status.FAILED)
    return solve_highs(free, SolveOptions(gap=1.0, time_limit_s=left), watcher)


def _any_point(program: Program, until: float, watcher: Watcher) -> Floats | None:
    """A point of the relaxation; None where the method finds none, whatever the reason."""
    left = until - time.monotonic()
    if left <= 0:
        return None
    scaled, scaling = scale(program)
    solver = load(scaled, relaxed=True)
    for option, value in (("solver", "ipm"), ("run_crossover", "off"), ("time_limit", left)):
        solver.setOptionValue(option, value)

    def on_interrupt(event: Any) -> None:
        if watcher.cancelled():
            event.data_in.user_interrupt = True

    solver.cbIpmInterrupt.subscribe(on_interrupt)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return scaling.solution(np.array(solver.getSolution().col_value))
