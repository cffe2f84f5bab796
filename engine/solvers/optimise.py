"""From an expanded network to an answer: lanes chosen, bounds first where they pay, the program built and solved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.expansion import Expanded
from engine.formulation import Formulation, formulate_base, read_base
from engine.solvers.narrowed import narrow, solve_narrowed
from engine.solvers.options import Answer, SolveOptions, Watcher
from engine.solvers.priced import solve_general


@dataclass(frozen=True)
class Optimised:
    """An answer with the program it is about.

    Attributes:
        formulation: The program that was solved and how to read it.
        answer: What came of it, for the whole network.
        size: Columns, rows, nonzeros and binaries of the program; of lanes proven useless none is built.
        lanes: Lane entries that can carry something, before bounds took some out.
    """

    formulation: Formulation
    answer: Answer
    size: dict[str, int]
    lanes: int


def optimise(
    expanded: Expanded,
    options: SolveOptions,
    watcher: Watcher,
    on_phase: Callable[[str], None] = lambda _: None,
    on_narrowed: Callable[[NDArray[np.bool_]], None] = lambda _: None,
) -> Optimised:
    """Solves a network.

    Args:
        expanded: The model; it must have passed validation.
        options: Solver, gap, time limit, threads and seed.
        watcher: Who hears of progress and may stop it.
        on_phase: Told when ``build`` and ``solve`` begin; with bounds they begin more than once.
        on_narrowed: Told which lane entries of the network the program keeps, where bounds took some out.

    Raises:
        KnownError: The solver is unknown, or not installed on this computer.
        ValueError: A number setting holds something else (validation reports it).
    """
    on_phase("build")
    base = read_base(expanded)
    began = time.monotonic()
    on_phase("solve")
    narrowed = narrow(base, options, watcher)
    if narrowed is not None:
        on_narrowed(narrowed.kept)
        formulation, answer = solve_narrowed(narrowed, options, watcher, began, on_phase)
    else:
        on_phase("build")
        formulation = formulate_base(base)
        on_phase("solve")
        answer = solve_general(formulation, options, watcher)
    return Optimised(formulation, answer, formulation.program.size, len(base.lanes))
