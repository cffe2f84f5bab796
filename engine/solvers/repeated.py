"""A linear program that is solved again and again with other costs and upper bounds, each time from the last basis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from engine.program import Program, scale
from engine.solvers.highs import load
from engine.solvers.options import Status, Watcher

Floats = NDArray[np.float64]
_DUAL, _PRIMAL = 1, 4
_STATUSES = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
    highspy.HighsModelStatus.kInterrupt: Status.CANCELLED,
}


@dataclass(frozen=True)
class Linear:
    """What came of a linear program of n columns and m rows.

    Attributes:
        status: ``failed`` where it was not solved in its time.
        x: n values of an optimal solution; None without one.
        row_dual: m changes of the objective per unit of a row's limit.
        column_dual: n changes of the objective per unit of a column's bound.
    """

    status: Status
    x: Floats | None = None
    row_dual: Floats | None = None
    column_dual: Floats | None = None


class RepeatedLinear:
    """Holds the relaxation of a program, whose columns may take any value, and its last basis."""

    def __init__(self, program: Program, watcher: Watcher) -> None:
        """Load the program.

        Args:
            program: The program, unscaled; its costs are of no interest.
            watcher: Who may stop the solver.
        """
        scaled, self._scaling = scale(replace(program, cost=np.zeros(len(program.cost))))
        self._lower = scaled.lower
        self._solver = load(scaled, relaxed=True)
        self._every = np.arange(len(program.cost), dtype=np.int32)
        self._upper: Floats | None = None

        def on_interrupt(event: Any) -> None:
            if watcher.cancelled():
                event.data_in.user_interrupt = True

        for asked in (self._solver.cbSimplexInterrupt, self._solver.cbIpmInterrupt):
            asked.subscribe(on_interrupt)

    def solve(self, cost: Floats, upper: Floats, time_limit_s: float, lower: Floats | None = None) -> Linear:
        """Minimises n costs under n upper bounds.

        Args:
            cost: Cost of each column.
            upper: Upper bound of each column.
            time_limit_s: Seconds that may be spent.
            lower: Lower bound of each column; None for those of the program.
        """
        solver, scaling = self._solver, self._scaling
        scaled = cost * scaling.column
        charged = np.abs(scaled[scaled != 0])
        size = float(np.median(charged)) if len(charged) else 1.0
        count = len(self._every)
        solver.changeColsCost(count, self._every, scaled / size)
        least = self._lower if lower is None else lower / scaling.column
        solver.changeColsBounds(count, self._every, least, upper / scaling.column)
        # The last basis stays feasible where only costs changed, and keeps its prices where only bounds did.
        same_bounds = lower is None and self._upper is not None and np.array_equal(self._upper, upper)
        solver.setOptionValue("simplex_strategy", _PRIMAL if same_bounds else _DUAL)
        self._upper = upper.copy() if lower is None else None
        solver.setOptionValue("time_limit", solver.getRunTime() + time_limit_s)  # it counts the time of all runs
        solver.run()
        status = _STATUSES.get(solver.getModelStatus(), Status.FAILED)
        if status is not Status.OPTIMAL:
            return Linear(status)
        found = solver.getSolution()
        return Linear(
            status,
            x=np.clip(scaling.solution(np.array(found.col_value)), 0.0, np.inf),
            row_dual=np.array(found.row_dual) * size / scaling.row,
            column_dual=np.array(found.col_dual) * size / scaling.column,
        )
