"""PuLP: the bridge from a program to every other solver that a user owns, and to LP and MPS files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pulp
from numpy.typing import NDArray
from pulp.apis.coin_api import pulp_cbc_path

from engine.errors import KnownError
from engine.program import Block, Program, scale
from engine.solvers.options import Answer, SolveOptions, Status, Watcher

Floats = NDArray[np.float64]
_OTHER_DOORS = ("PULP_CBC_CMD", "COIN_CMD", "HiGHS", "HiGHS_CMD")  # the same solvers as highs and cbc
_CBC_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
_SOLUTION_STATUS = {
    pulp.LpSolutionOptimal: Status.OPTIMAL,
    pulp.LpSolutionIntegerFeasible: Status.FEASIBLE,
    pulp.LpSolutionInfeasible: Status.INFEASIBLE,
    pulp.LpSolutionUnbounded: Status.UNBOUNDED,
}


def available_solvers() -> list[str]:
    """Names that ``SolveOptions.solver`` may take on this computer."""
    others = [name for name in pulp.listSolvers() if name not in _OTHER_DOORS]
    return ["highs", "cbc", *(name for name in others if pulp.getSolver(name, msg=False).available())]


def to_pulp(program: Program, name: str = "networx") -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """The program as a PuLP problem, with its n variables in order; block names become variable and row names.

    Args:
        program: The program, as it stands.
        name: Name of the problem.
    """
    problem = pulp.LpProblem(name, pulp.LpMinimize)
    variables = [
        problem.add_variable(label, _bound(low), _bound(high), pulp.LpInteger if whole else pulp.LpContinuous)
        for label, low, high, whole in zip(
            _labels(program.columns), program.lower, program.upper, program.integer, strict=True
        )
    ]
    charged = np.flatnonzero(program.cost)
    problem.setObjective(
        pulp.LpAffineExpression(((variables[j], float(program.cost[j])) for j in charged), constant=program.offset)
    )
    for label, terms, low, high in _rows(program, variables):
        for part, limit, sense in _limits(label, low, high):
            problem.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, part, limit))
    return problem, variables


def write_file(program: Program, path: Path) -> None:
    """Writes the program as an LP or MPS file, by the ending of the path.

    Raises:
        KnownError: The ending is neither.
    """
    problem, _ = to_pulp(program)
    if path.suffix == ".lp":
        problem.writeLP(str(path), max_length=200)
    elif path.suffix == ".mps":
        problem.writeMPS(str(path))
    else:
        raise KnownError(
            "program-file-type",
            f"{path.suffix or 'No ending'} is no kind of program file.",
            where=str(path),
            what_to_do="Use .lp or .mps.",
        )


def solve_pulp(program: Program, options: SolveOptions, watcher: Watcher) -> Answer:
    """Solves a program by a solver that PuLP reaches. It cannot be interrupted from within: stop the process.

    Raises:
        KnownError: The solver is unknown, or not installed on this computer.
    """
    scaled, scaling = scale(program)
    problem, variables = to_pulp(scaled)
    with TemporaryDirectory(prefix="networx-") as folder:
        log = Path(folder) / "solver.log"
        solver = _solver(options, log)
        watcher.log(f"{options.solver} solves {len(variables):,} columns through PuLP")
        try:
            problem.solve(solver)
        except pulp.PulpSolverError as error:
            return Answer(status=Status.FAILED, message=str(error), solver=options.solver)
        text = log.read_text(errors="replace") if log.exists() else ""
    for line in text.splitlines():
        watcher.log(line)
    status = _SOLUTION_STATUS.get(problem.sol_status, Status.FAILED)
    answer = Answer(
        status=status,
        message=pulp.LpSolution[problem.sol_status],
        solver=f"{options.solver} by PuLP {pulp.__version__}",
    )
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return answer
    x = scaling.solution(np.array([variable.value() or 0.0 for variable in variables], dtype=float))
    x = np.clip(np.where(program.integer, np.round(x), x), program.lower, program.upper)
    objective = program.objective(x)
    bound = _proven(status, objective, options.gap, text, program, scaling.objective)
    watcher.found(x, objective)
    return Answer(status=status, x=x, objective=objective, bound=bound, message=answer.message, solver=answer.solver)


def _proven(status: Status, objective: float, gap: float, log: str, program: Program, factor: float) -> float | None:
    """The bound that the solver vouches for: from its log, by its word that the gap is reached, else none."""
    if status is Status.OPTIMAL:
        return objective - gap * abs(objective) if program.integer.any() else objective
    stated = _CBC_BOUND.findall(log)
    return min(float(stated[-1]) * factor, objective) if stated else None


def _solver(options: SolveOptions, log: Path) -> pulp.LpSolver:
    settings: dict[str, object] = {"msg": False, "gapRel": options.gap, "timeLimit": options.time_limit_s}
    if options.threads:
        settings["threads"] = options.threads
    if options.solver == "cbc":
        cbc = {"path": pulp_cbc_path, "logPath": str(log), "options": [f"randomSeed {options.seed or 1}"]}
        return pulp.COIN_CMD(**settings, **cbc)
    if options.solver not in available_solvers():
        raise KnownError(
            "solver-unknown",
            f"There is no solver {options.solver} on this computer.",
            what_to_do=f"Use one of: {', '.join(available_solvers())}.",
        )
    return pulp.getSolver(options.solver, **settings)


def _labels(blocks: Mapping[str, Block]) -> Iterator[str]:
    for block in blocks.values():
        yield from (f"{block.name}_{number}" for number in range(block.count))


def _rows(
    program: Program, variables: list[pulp.LpVariable]
) -> Iterator[tuple[str, list[tuple[pulp.LpVariable, float]], float, float]]:
    column = np.repeat(np.arange(len(program.cost)), np.diff(program.start))
    order = np.argsort(program.index, kind="stable")
    column, value = column[order], program.value[order]
    ends = np.searchsorted(program.index[order], np.arange(len(program.row_lower) + 1))
    for i, label in enumerate(_labels(program.rows)):
        span = slice(ends[i], ends[i + 1])
        terms = [(variables[j], float(v)) for j, v in zip(column[span], value[span], strict=True)]
        yield label, terms, program.row_lower[i], program.row_upper[i]


def _limits(label: str, low: float, high: float) -> Iterator[tuple[str, float, int]]:
    if low == high:
        yield label, float(low), pulp.LpConstraintEQ
        return
    if np.isfinite(low):
        yield f"{label}_least", float(low), pulp.LpConstraintGE
    if np.isfinite(high):
        yield f"{label}_most", float(high), pulp.LpConstraintLE


def _bound(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
