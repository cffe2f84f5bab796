"""How long the application lets one wait: to its first window, to a project's, to a project of a million rows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.measure import Measure, Options, Reading, SkipError
from benchmarks.project_file import lanes
from engine.changes import insert_rows
from engine.io.samples import load_sample
from engine.network import Network
from sync.store import Origin, Project

ROWS = 1_000_000
START_S, OPEN_S, PATIENCE_S = 1.5, 1.0, 120.0
TIMES = 3


def _seconds(folder: Path, *projects: Path) -> float:
    """The median of some starts, each a process of its own."""
    if find_spec("PySide6") is None:
        raise SkipError("the application is not installed")
    command = [sys.executable, "-m", "benchmarks.window", str(folder), *map(str, projects)]
    done = [
        subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE_S, check=True)
        for _ in range(TIMES)
    ]
    return median(float(process.stdout) for process in done)


def _reading(seconds: float, most_s: float) -> Reading:
    return Reading(f"{seconds:.2f} s, median of {TIMES}", seconds <= most_s)


def _sample(folder: Path) -> Path:
    path = folder / "sample.networx"
    Project.create(path, load_sample("us-distribution")).close()
    return path


def _large(folder: Path) -> Path:
    path = folder / "large.networx"
    with Project.create(path) as project:
        project.commit(insert_rows(Network.of(), "lanes", lanes(ROWS)), origin=Origin.IMPORT)
    return path


# Its processes end a moment after the window's, and write until then: what they leave in the folder is no failure.
def _start(_: Options) -> Reading:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _reading(_seconds(Path(folder)), START_S)


def _start_with_project(_: Options) -> Reading:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        return _reading(_seconds(folder, _sample(folder)), START_S)


def _open_large(_: Options) -> Reading:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        return _reading(_seconds(folder, _sample(folder), _large(folder)), OPEN_S)


MEASURES = (
    Measure("desktop", "start to the start window", f"≤ {START_S} s after Qt", _start),
    Measure("desktop", "start with a sample project", f"≤ {START_S} s after Qt", _start_with_project),
    Measure("desktop", f"open a project of {ROWS:,} rows", f"≤ {OPEN_S:g} s", _open_large),
)
