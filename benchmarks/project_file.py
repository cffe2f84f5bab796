"""Time and memory of a project file: import, read, edit, undo. ``python -m benchmarks.project_file 1000000``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import pandas as pd
import psutil

from engine.changes import insert_rows, set_cells
from engine.network import Network
from sync.store import Origin, Project

Result = TypeVar("Result")


def lanes(count: int) -> pd.DataFrame:
    """Lanes in random order of keys, with six filled columns and provenance."""
    random = np.random.default_rng(1)
    number = random.permutation(count)
    origins = pd.Series([f"DC {i:04d}" for i in range(200)], dtype="str")
    destinations = pd.Series([f"Customer {i:05d}" for i in range(count // 200 + 1)], dtype="str")
    return pd.DataFrame(
        {
            "origin": origins.array.take(number % 200),
            "destination": destinations.array.take(number // 200),
            "product": "Water",
            "unit_cost": random.random(count).round(3),
            "distance": random.random(count) * 1000,
            "hours": random.random(count) * 24,
            "_source": 1.0,
            "_row": np.arange(count) + 2.0,
        }
    )


def timed(label: str, call: Callable[[], Result]) -> Result:
    """Call and print wall-clock and processor seconds and the memory held afterwards."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    held = psutil.Process().memory_info().rss / 2**20
    print(f"{label:18} {wall:7.2f} s {cpu:7.2f} s processor {held:6.0f} MiB", flush=True)
    return result


def measure(count: int, path: Path) -> None:
    """Measure a project of that many lanes.

    Args:
        count: Number of lanes.
        path: Where the project file is made.
    """
    with Project.create(path) as project:
        first = timed("insert_rows", lambda: insert_rows(Network.of(), "lanes", lanes(count)))
        timed("import", partial(project.commit, first, origin=Origin.IMPORT))
        del first
        network = timed("network", project.network)
        for edited in (1, min(10_000, count)):
            cells = {"distance": [1e6] * edited}
            change = set_cells(network, "lanes", np.arange(edited), cells)
            timed(f"commit {edited}", partial(project.commit, change))
            timed(f"undo {edited}", project.undo)
        timed("verify", project.verify)
    print(f"{path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        measure(int(sys.argv[1]), Path(folder) / "measured.networx")
