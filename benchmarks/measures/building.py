"""From tables to a solver: how long reading, building and handing over take, and how much memory.

Handing over is one call of HiGHS's `passModel` with the arrays as they are, which copies and checks them; what is
measured beside it is everything that turns tables into these arrays. The seconds that have a limit are those of the
first build of a process. For the ratio the network is built several times: the whole of the best build over the best
handing over. HiGHS's own memory is what handing over adds to a process that holds nothing but the arrays; ours is the
rest of the peak of a process that builds, above what it held with the network.
"""

from __future__ import annotations

import pickle
import tempfile
import time
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil

from benchmarks.instances import generate
from benchmarks.instances.generate import Shape
from benchmarks.isolated import isolated
from benchmarks.measure import Measure, Options, Reading
from engine.expansion import expand
from engine.formulation import formulate
from engine.network import Network
from engine.program import Program, scale
from engine.solvers.highs import load

MEBIBYTE = 2**20
MOST_RATIO, MOST_MEMORY = 3.0, 2.0
BUILDS = 7
PHASES = ("expand", "formulate", "scale", "hand over")


def build(network: Network) -> tuple[list[float], Program]:
    """Seconds of each phase of one build, and the scaled program."""
    marks = [time.perf_counter()]
    expanded = expand(network)
    marks.append(time.perf_counter())
    program = formulate(expanded).program
    marks.append(time.perf_counter())
    scaled, _ = scale(program)
    marks.append(time.perf_counter())
    load(scaled)
    marks.append(time.perf_counter())
    return [end - begin for begin, end in pairwise(marks)], scaled


def builds(shape: Shape, count: int) -> list[list[float]]:
    """Seconds of each phase of several builds of one network. In a process of its own."""
    network = generate.network(shape)
    return [build(network)[0] for _ in range(count)]


def first_build(shape: Shape, path: Path) -> tuple[list[float], int, int]:
    """Seconds of each phase, columns, and bytes held before the build; keeps the arrays. In a process of its own."""
    network = generate.network(shape)
    held = psutil.Process().memory_info().rss
    seconds, program = build(network)
    arrays = {part.name: getattr(program, part.name) for part in fields(Program)}
    with path.open("wb") as file:
        pickle.dump({name: array for name, array in arrays.items() if isinstance(array, np.ndarray)}, file, protocol=5)
    return seconds, len(program.cost), held


def hand_over(path: Path) -> int:
    """Hand arrays to HiGHS; bytes held before. In a process of its own."""
    with path.open("rb") as file:
        program = Program(offset=0.0, columns={}, rows={}, **pickle.load(file))  # noqa: S301 - written a moment ago
    held = psutil.Process().memory_info().rss
    load(program)
    return int(held)


def _measure(name: str, shape: Shape, most_s: float) -> Measure:
    def take(_: Options) -> Reading:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "arrays")
            (first, columns, before), peak = isolated(first_build, shape, path)
            held, peak_of_arrays = isolated(hand_over, path)
        own = peak_of_arrays - held
        ours = peak - before - own
        again = isolated(builds, shape, BUILDS)[0]
        best, over = min(again, key=sum), min(seconds[-1] for seconds in again)
        told = ", ".join(f"{phase} {spent:.3f}" for phase, spent in zip(PHASES, best, strict=True))
        text = f"{columns:,} columns: {sum(first):.2f} s at first, {sum(best):.2f} s at best ({told}), "
        text += f"{sum(best) / over:.1f} × the best handing over; {ours / MEBIBYTE:,.0f} MiB beside HiGHS's own "
        text += f"{own / MEBIBYTE:,.0f}, {ours / own:.1f} ×"
        return Reading(text, sum(first) <= most_s and sum(best) <= MOST_RATIO * over and ours <= MOST_MEMORY * own)

    target = f"≤ {most_s:g} s; ≤ {MOST_RATIO:g} × handing the same arrays over; ≤ {MOST_MEMORY:g} × HiGHS's own memory"
    return Measure("build", f"network in memory → program in HiGHS, {name} flow columns", target, take)


MEASURES = (
    _measure("500,000", generate.HALF_A_MILLION, 1),
    _measure("1,000,000", generate.ONE_MILLION, 2),
    _measure("5,000,000", generate.FIVE_MILLION, 10),
)
