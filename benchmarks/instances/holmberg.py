"""Single-source capacitated location (Holmberg, Rönnqvist and Yuan, EJOR 113, 1999).

A file gives the cost of supplying the whole demand of a customer; the lane's cost of a unit is that cost divided by the
demand. One site serves the whole demand of each customer. Some files are padded with NUL characters at their end.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.instances.instance import Instance, published
from benchmarks.instances.location import Location
from engine.errors import BugError


def read(path: Path) -> Location:
    """The problem of a file.

    Raises:
        BugError: The file has another number of figures than its head announces.
    """
    figures = np.array(path.read_text("ascii").rstrip("\0").split(), dtype=float)
    m, n = int(figures[0]), int(figures[1])
    if len(figures) != 2 + 2 * m + n + m * n:
        raise BugError(f"{path.name} holds {len(figures)} figures, not those of {m} × {n}")
    sites, demand, cost = np.split(figures[2:], [2 * m, 2 * m + n])
    capacity, fixed = sites.reshape(m, 2).T
    return Location(
        unit_cost=cost.reshape(m, n) / demand, demand=demand, fixed=fixed, capacity=capacity, single_source=True
    )


def instance(folder: Path, name: str) -> Instance:
    """An instance (`p1` …) with its proven single-source optimum."""
    optima = published(folder / "optima.csv", "instance", "single_source_optimum")
    return Instance(name, read(folder / name).network(), optima[name], tolerance=1e-9)


def names(folder: Path) -> list[str]:
    """Names of the instances, in their order."""
    return sorted((path.name for path in folder.glob("p[0-9]*")), key=lambda name: int(name.removeprefix("p")))
