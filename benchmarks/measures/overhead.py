"""Everything but the solver on a location problem of 100,000 lanes."""

from __future__ import annotations

import time

from benchmarks.instances import generate
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.runs.record import SolveOptions
from engine.runs.solve import solve_network

MOST_S = 5.0


def phases(limit_s: float, threads: int) -> dict[str, float]:
    """Seconds of each phase and in total; called in a process of its own."""
    network = generate.capacitated().network()
    began = time.monotonic()
    result = solve_network(network, SolveOptions(time_limit_s=limit_s, threads=threads))
    return {**result.seconds, "total": time.monotonic() - began}


def _take(options: Options) -> Reading:
    seconds, _ = isolated(phases, options.limit_s, options.threads)
    solver, total = seconds.pop("solve"), seconds.pop("total")
    told = ", ".join(f"{phase} {spent:.2f}" for phase, spent in seconds.items())
    return Reading(f"{total - solver:.2f} s ({told}) beside {solver:.1f} s of solver", total - solver <= MOST_S)


MEASURES = (Measure("overhead", "100 × 1,000 location, dense: everything but the solver", f"≤ {MOST_S:g} s", _take),)
