"""Uncapacitated location problems of UflLib (Galvão and Raggi; Körkel and Ghosh).

A file holds a line ``FILE: name``, a line ``m n 0``, and for each site its number, opening cost and n costs of
connecting the customers. Every customer wants 1 unit. Galvão and Raggi's graphs are dense in these files: pairs without
an edge carry the length of the path.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.instances.instance import Instance, published
from benchmarks.instances.location import Location
from engine.errors import BugError

KOERKEL_GHOSH = ("gs250b-3",)


def read(path: Path) -> Location:
    """The problem of a file.

    Raises:
        BugError: The file has another number of figures than its head announces.
    """
    figures = np.array(path.read_text("ascii").split()[2:], dtype=float)
    m, n = int(figures[0]), int(figures[1])
    if len(figures) != 3 + m * (n + 2):
        raise BugError(f"{path.name} holds {len(figures)} figures, not those of {m} × {n}")
    rows = figures[3:].reshape(m, n + 2)
    return Location(unit_cost=rows[:, 2:], demand=np.ones(n), fixed=rows[:, 1])


def galvao_raggi(folder: Path, name: str) -> Instance:
    """An instance of 100 sites (`100.1` …) with its published optimum."""
    optima = published(folder / "optima.csv", "instance", "value")
    return Instance(name, read(folder / name).network(), optima[f"GalvaoRaggi/100/{name}"], tolerance=1e-9)


def koerkel_ghosh(folder: Path, name: str) -> Instance:
    """An instance of 250 sites; no optimum of it is published here."""
    return Instance(name, read(folder / name).network(), proven=False)


def names(folder: Path) -> list[str]:
    """Names of Galvão and Raggi's instances, in their order."""
    stems = (path.name for path in folder.glob("100.*") if path.suffix != ".opt")
    return sorted(stems, key=lambda name: int(name.partition(".")[2]))
