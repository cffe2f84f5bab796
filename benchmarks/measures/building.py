"""From tables to a solver: how long reading, building and handing over take, and how much memory."""

from __future__ import annotations

import time
from itertools import pairwise

from benchmarks.instances import generate
from benchmarks.instances.generate import Shape
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.expansion import expand
from engine.formulation import formulate
from engine.program import scale
from engine.solvers.highs import load

GIBIBYTE = 2**30


def phases(shape: Shape) -> dict[str, float]:
    """Seconds of each phase on a generated network, and its columns; called in a process of its own."""
    network = generate.network(shape)
    marks = [time.monotonic()]
    expanded = expand(network)
    marks.append(time.monotonic())
    program = formulate(expanded).program
    marks.append(time.monotonic())
    scaled, _ = scale(program)
    marks.append(time.monotonic())
    load(scaled)
    marks.append(time.monotonic())
    spent = [end - begin for begin, end in pairwise(marks)]
    return {
        **dict(zip(("expand", "formulate", "scale", "hand over"), spent, strict=True)),
        "columns": float(program.size["columns"]),
    }


def _measure(name: str, shape: Shape, seconds: float, gibibytes: float) -> Measure:
    def take(_: Options) -> Reading:
        found, peak = isolated(phases, shape)
        columns = found.pop("columns")
        told = ", ".join(f"{phase} {spent:.2f} s" for phase, spent in found.items())
        text = f"{columns:,.0f} columns: {told}; peak {peak / GIBIBYTE:.2f} GiB"
        return Reading(text, sum(found.values()) <= seconds and peak <= gibibytes * GIBIBYTE)

    target = f"all phases ≤ {seconds:g} s, process ≤ {gibibytes:g} GiB"
    return Measure("build", f"program of {name} flow columns", target, take)


MEASURES = (
    _measure("500,000", generate.HALF_A_MILLION, 5, 1.5),
    _measure("1,000,000", generate.ONE_MILLION, 10, 3),
    _measure("5,000,000", generate.FIVE_MILLION, 50, 12),
)
