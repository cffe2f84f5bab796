"""OR-Library's warehouse location problems (J. E. Beasley), capacitated and uncapacitated.

A file gives the cost of supplying *all* the demand of a customer from a warehouse. Capacitated, the lane's cost of a
unit is that cost divided by the demand, so that a customer who is supplied in parts pays in parts. Uncapacitated, only
the cost counts: every customer wants 1 unit, and figures are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.instances.instance import Instance
from benchmarks.instances.location import Floats, Location
from engine.errors import BugError

SIZE_OF_CAPA = (8000, 10000, 12000, 14000)


@dataclass(frozen=True)
class File:
    """What a file holds: m × (capacity, fixed cost), n demands, n × m costs of supplying all the demand."""

    sites: Floats
    demand: Floats
    cost: Floats


def parse(path: Path, capacity: float | None = None) -> File:
    """The figures of a file.

    Args:
        path: File of the library.
        capacity: What stands for the word ``capacity`` in `capa`; None for files with numbers.

    Raises:
        BugError: The file has another number of figures than its head announces, or needs a capacity.
    """
    words = path.read_text("ascii").split()
    if "capacity" in words and capacity is None:
        raise BugError(f"{path.name} leaves its capacity to the reader")
    figures = np.array([capacity if word == "capacity" else float(word) for word in words], dtype=float)
    m, n = int(figures[0]), int(figures[1])
    if len(figures) != 2 + 2 * m + n * (m + 1):
        raise BugError(f"{path.name} holds {len(figures)} figures, not those of {m} × {n}")
    sites, customers = np.split(figures[2:], [2 * m])
    customers = customers.reshape(n, m + 1)
    return File(sites.reshape(m, 2), customers[:, 0], customers[:, 1:])


def read(path: Path, capacity: float | None = None) -> Location:
    """The capacitated problem of a file; see `parse` for the arguments."""
    file = parse(path, capacity)
    cost = (file.cost / file.demand[:, None]).T
    return Location(unit_cost=cost, demand=file.demand, fixed=file.sites[:, 1], capacity=file.sites[:, 0])


def read_uncapacitated(path: Path) -> Location:
    """The problem of a file without its capacities; each customer wants 1 unit."""
    file = parse(path, capacity=0.0)
    return Location(unit_cost=file.cost.T, demand=np.ones(len(file.demand)), fixed=file.sites[:, 1])


def names(folder: Path) -> list[str]:
    """Names of the capacitated instances, `capa` once for each of its capacities."""
    files = sorted(path.stem for path in folder.glob("cap*.txt") if path.stem != "capa")
    return [*files, *(f"capa-{size}" for size in SIZE_OF_CAPA)]


def capacitated(folder: Path, name: str) -> Instance:
    """A capacitated instance with its published optimum, which has three decimals."""
    optimum = _optima(folder)[name][0]
    stem, _, size = name.partition("-")
    network = read(folder / f"{stem}.txt", float(size) if size else None).network()
    return Instance(name, network, optimum, tolerance=1e-8)


def uncapacitated(folder: Path, name: str) -> Instance:
    """An uncapacitated instance with its published optimum."""
    network = read_uncapacitated(folder / f"{name.partition('-')[0]}.txt").network()
    return Instance(f"{name} uncapacitated", network, _optima(folder)[name][1], tolerance=1e-9)


def distinct_uncapacitated(folder: Path) -> Iterator[str]:
    """One name for each distinct uncapacitated problem: files that differ in capacity alone are the same."""
    seen: set[tuple[float, ...]] = set()
    for name in names(folder):
        problem = read_uncapacitated(folder / f"{name.partition('-')[0]}.txt")
        assert problem.fixed is not None
        key = (*problem.fixed.tolist(), float(problem.unit_cost.sum()))
        if key not in seen:
            seen.add(key)
            yield name


def _optima(folder: Path) -> dict[str, tuple[float, float]]:
    lines = (folder / "optima.csv").read_text("ascii").splitlines()[1:]
    cells = (line.split(",") for line in lines)
    return {name: (float(capacitated), float(free)) for name, _, _, capacitated, free in cells}
