"""OR-Library's p-median problems (J. E. Beasley): p sites on a graph, the least sum of distances.

Every vertex is a site and a customer who wants 1 unit. The cost of a lane is the length of the shortest path, from
Dijkstra's algorithm in scipy. Where a file repeats an edge, the last length counts.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from benchmarks.instances.instance import Instance
from benchmarks.instances.location import Location
from engine.errors import BugError


def read(path: Path) -> Location:
    """The problem of a file.

    Raises:
        BugError: The file has another number of figures than its head announces, or its graph is not connected.
    """
    figures = np.array(path.read_text("ascii").split(), dtype=int)
    n, edges, count = (int(figure) for figure in figures[:3])
    if len(figures) != 3 + 3 * edges:
        raise BugError(f"{path.name} holds {len(figures)} figures, not those of {edges} edges")
    ends, lengths = _last_of_each(figures[3:].reshape(edges, 3))
    graph = coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(n, n)).tocsr()
    distances = shortest_path(graph, method="D", directed=False)
    if not np.isfinite(distances).all():
        raise BugError(f"the graph of {path.name} is not connected")
    return Location(unit_cost=distances, demand=np.ones(n), count=count)


def _last_of_each(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct edges (smaller vertex first, from 0) and the last length that each has."""
    ends = np.sort(edges[:, :2], axis=1) - 1
    backwards = ends[::-1]
    distinct, first = np.unique(backwards, axis=0, return_index=True)
    return distinct, edges[::-1, 2][first].astype(float)


def instance(folder: Path, name: str) -> Instance:
    """An instance (`pmed1` …) with its published optimum."""
    lines = (folder / "optima.txt").read_text("ascii").splitlines()[1:]
    optima = dict(line.split() for line in lines if line.strip())
    return Instance(name, read(folder / f"{name}.txt").network(), float(optima[name]), tolerance=1e-9)


def names(folder: Path) -> list[str]:
    """Names of the instances, in their order."""
    return sorted((path.stem for path in folder.glob("pmed*.txt")), key=lambda name: int(name.removeprefix("pmed")))
