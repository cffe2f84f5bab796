"""Solve an instance and hold the answer against the published one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.instances.instance import Instance
from engine.errors import KnownError
from engine.runs.record import RunStatus, SolveOptions
from engine.runs.solve import solve_network

EXACT_GAP = 1e-9
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Solved:
    """An instance after a run.

    Attributes:
        name: The instance.
        status: Status of the run.
        objective: Best objective; None without a solution.
        published: Objective that others published; None where there is none.
        bound: Proven limit of the objective; None where there is none.
        gap: Its proven gap; None where there is none.
        seconds: Wall clock for everything: validation, program, solver, tables, check.
        error: Relative distance to the published objective, positive where ours is worse; None where either is missing.
        matches: Whether the objective is the published one within the precision of its publication.
        sound: Whether the independent check found nothing wrong.
    """

    name: str
    status: RunStatus
    objective: float | None
    published: float | None
    bound: float | None
    gap: float | None
    seconds: float
    error: float | None
    matches: bool
    sound: bool


def solve_instance(instance: Instance, *, gap: float = EXACT_GAP, limit_s: float = 300.0, threads: int = 0) -> Solved:
    """Solve an instance within a time limit."""
    began = time.monotonic()
    options = SolveOptions(gap=gap, time_limit_s=limit_s, threads=threads)
    try:
        result = solve_network(instance.network, options)
    except KnownError as error:
        if error.code != "time-limit":
            raise
        seconds = time.monotonic() - began
        return Solved(
            name=instance.name,
            status=RunStatus.FAILED,
            objective=None,
            published=instance.optimum,
            bound=None,
            gap=None,
            seconds=seconds,
            error=None,
            matches=False,
            sound=True,
        )
    seconds = time.monotonic() - began
    error_share = _error(result.objective, instance.optimum)
    return Solved(
        name=instance.name,
        status=result.status,
        objective=result.objective,
        published=instance.optimum,
        bound=result.bound,
        gap=_gap(result.objective, result.bound),
        seconds=seconds,
        error=error_share,
        matches=error_share is not None and abs(error_share) <= max(instance.tolerance, EXACT_GAP),
        sound=not result.broken,
    )


def is_honest(solved: Solved) -> bool:
    """Whether there is a checked solution with a bound that is not above the published objective."""
    if solved.objective is None or solved.bound is None or not solved.sound:
        return False
    least = solved.objective if solved.published is None else min(solved.objective, solved.published)
    return solved.status.is_answer and solved.bound <= least + ROUNDING * abs(least)


def _error(objective: float | None, published: float | None) -> float | None:
    if objective is None or published is None:
        return None
    return (objective - published) / abs(published)


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None:
        return None
    return abs(objective - bound) / max(abs(objective), 1e-12)
