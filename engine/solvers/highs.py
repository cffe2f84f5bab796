"""HiGHS, natively: arrays in, callbacks for log, incumbent and bound, interrupt.

Huangfu, Hall: Parallelizing the dual revised simplex method, Mathematical Programming Computation 10 (2018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from engine.program import Program, Scaling, scale
from engine.solvers.options import PLAIN, Answer, SolveOptions, Status, Tuning, Watcher

Floats = NDArray[np.float64]
_MINIMISE, _BY_COLUMN = 1, 1
_NO_LIMIT = float("inf")
_ANSWERS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Status.FEASIBLE,
    highspy.HighsModelStatus.kInterrupt: Status.CANCELLED,
    highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
}


def highs_version() -> str:
    """Name and version of the solver."""
    return f"HiGHS {_new().version()}"


def _new() -> highspy.Highs:
    make: Callable[[], highspy.Highs] = highspy.Highs
    return make()


def load(program: Program, *, relaxed: bool = False) -> highspy.Highs:
    """A solver that holds the program, as it stands.

    Args:
        program: The program; pass its scaled form.
        relaxed: Whether integer columns may take any value.
    """
    solver = _new()
    solver.setOptionValue("output_flag", False)
    integer = np.zeros(len(program.cost), dtype=np.int32) if relaxed else program.integer.astype(np.int32)
    status = solver.passModel(
        len(program.cost),
        len(program.row_lower),
        len(program.value),
        _BY_COLUMN,
        _MINIMISE,
        program.offset,
        program.cost,
        program.lower,
        program.upper,
        program.row_lower,
        program.row_upper,
        program.start[:-1],
        program.index,
        program.value,
        integer,
    )
    if status == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refuses the program: a coefficient or a limit is not a number it accepts")
    return solver


def solve_highs(
    program: Program,
    options: SolveOptions,
    watcher: Watcher,
    start: Floats | None = None,
    tuning: Tuning = PLAIN,
) -> Answer:
    """Solves a program.

    Args:
        program: The program, unscaled.
        options: Gap, time limit, threads and seed.
        watcher: Who hears of progress and may stop the solver.
        start: n values of a feasible solution to begin with; None for none.
        tuning: What is known of the program.
    """
    scaled, scaling = scale(program)
    highspy.Highs.resetGlobalScheduler(True)
    solver = load(scaled)
    _set_options(solver, options)
    if tuning.absolute_gap > 0:
        solver.setOptionValue("mip_abs_gap", tuning.absolute_gap / scaling.objective)
    solver.setOptionValue("presolve", "choose" if tuning.presolve else "off")
    _listen(solver, scaling, watcher)
    if start is not None:
        _begin_with(solver, scaling.scaled(start))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        solver.setOptionValue("presolve", "off")
        solver.run()
    return _read(solver, program, scaling, options)


def _set_options(solver: highspy.Highs, options: SolveOptions) -> None:
    solver.setOptionValue("mip_rel_gap", options.gap)
    solver.setOptionValue("random_seed", options.seed)
    solver.setOptionValue("threads", options.threads)
    solver.setOptionValue("time_limit", _NO_LIMIT if options.time_limit_s is None else options.time_limit_s)


def _begin_with(solver: highspy.Highs, x: Floats) -> None:
    solution = highspy.HighsSolution()
    solution.col_value = x
    solver.setSolution(solution)


def _listen(solver: highspy.Highs, scaling: Scaling, watcher: Watcher) -> None:
    """Passes on log, incumbents and bounds in the program's own units, and asks whether to stop."""
    factor = scaling.objective

    def on_log(event: Any) -> None:
        watcher.log(event.message.rstrip())

    def on_incumbent(event: Any) -> None:
        out = event.data_out
        watcher.found(scaling.solution(np.array(out.mip_solution)), out.objective_function_value * factor)

    def on_progress(event: Any) -> None:
        out = event.data_out
        watcher.improved(_finite(out.mip_primal_bound * factor), _finite(out.mip_dual_bound * factor))

    def on_interrupt(event: Any) -> None:
        if watcher.cancelled():
            event.data_in.user_interrupt = True

    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("output_flag", True)
    solver.cbLogging.subscribe(on_log)
    solver.cbMipImprovingSolution.subscribe(on_incumbent)
    solver.cbMipLogging.subscribe(on_progress)
    for asked in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        asked.subscribe(on_interrupt)


def _read(solver: highspy.Highs, program: Program, scaling: Scaling, options: SolveOptions) -> Answer:
    info = solver.getInfo()
    status = _ANSWERS.get(solver.getModelStatus(), Status.FAILED)
    message = solver.modelStatusToString(solver.getModelStatus())
    answer = Answer(status=status, message=message, solver=highs_version())
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return answer
    whole = bool(program.integer.any())
    bound = _finite(info.mip_dual_bound * scaling.objective) if whole else None
    if not feasible:
        without = Status.FAILED if status in (Status.OPTIMAL, Status.FEASIBLE) else status
        return replace(answer, status=without, bound=bound)
    x = _tidy(program, scaling.solution(np.array(solver.getSolution().col_value)))
    objective = program.objective(x)
    if not whole and status is Status.OPTIMAL:
        bound = objective
    if status is Status.FEASIBLE and bound is not None and _within(objective, bound, options.gap):
        status = Status.OPTIMAL
    return replace(answer, status=status, x=x, objective=objective, bound=_below(bound, objective))


def _tidy(program: Program, x: Floats) -> Floats:
    """The solution with integers whole and values within their bounds."""
    tidy = np.where(program.integer, np.round(x), x)
    return np.clip(tidy, program.lower, program.upper)


def _below(bound: float | None, objective: float) -> float | None:
    """A bound above its own incumbent only says that both are equal within the tolerance."""
    return None if bound is None else min(bound, objective)


def _within(objective: float, bound: float, gap: float) -> bool:
    return objective - bound <= gap * abs(objective)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
