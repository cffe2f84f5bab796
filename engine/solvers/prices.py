"""Shadow prices: the linear program that is left when all decisions are fixed at a solution."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
from numpy.typing import NDArray

from engine.program import Program, scale
from engine.solvers.highs import load

Floats = NDArray[np.float64]


def fixed_prices(program: Program, x: Floats, *, time_limit_s: float, threads: int = 0) -> tuple[Floats, Floats] | None:
    """Flows and shadow prices of a program with its integer columns fixed.

    Rows that only strengthen are left out: they would share the price of the limits that they repeat.
    Fixing decisions also cleans a solution: what is left is exact up to the linear solver's tolerance.

    Args:
        program: The program, unscaled.
        x: n values of a solution.
        time_limit_s: Seconds that may be spent.
        threads: Threads of the solver.

    Returns:
        n values and m shadow prices (change of the minimised objective per unit of the row's limit); None where the
        linear program was not solved in time.
    """
    fixed = np.round(x[program.integer])
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[program.integer], upper[program.integer] = fixed, fixed
    loose = _loosened(program)
    scaled, scaling = scale(replace(program, lower=lower, upper=upper, row_upper=loose))
    solver = load(scaled, relaxed=True)
    solver.setOptionValue("time_limit", time_limit_s)
    solver.setOptionValue("threads", threads)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    values = np.clip(scaling.solution(np.array(solution.col_value)), lower, upper)
    return values, scaling.duals(np.array(solution.row_dual))


def _loosened(program: Program) -> Floats:
    """Upper limits of rows, without those of rows that only strengthen."""
    upper = program.row_upper.copy()
    for block in program.rows.values():
        if block.strengthens:
            upper[block.span] = np.inf
    return upper
