"""How long the application lets one wait: to its first window, to a project's, to a project of a million rows."""

from __future__ import annotations

import json
import os
import re
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
START_S, OPEN_S, RUN_S, PATIENCE_S = 1.5, 1.0, 0.3, 120.0
STALL_MS, SMOOTH_MS, SMOOTH_SHARE = 50, 16, 0.99
TIMES = 3
_JOURNEY = Path(__file__).parents[2] / "tests" / "e2e" / "test_journey.py"
_STEP = re.compile(r"(?m)^\.?(\S.*?) +[\d.]+ s  worst +([\d.]+) ms +(\d+) of +(\d+) > 16 ms$")


def _seconds(folder: Path, *projects: Path) -> float:
    """The median of some starts, each a process of its own."""
    if find_spec("PySide6") is None:
        raise SkipError("the application is not installed")
    return median(float(_told("benchmarks.window", folder, *projects)) for _ in range(TIMES))


def _told(module: str, folder: Path, *projects: Path) -> str:
    command = [sys.executable, "-m", module, str(folder), *map(str, projects)]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE_S, check=True)
    return done.stdout


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


def _start_of_a_run(_: Options) -> Reading:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        seconds: list[float] = json.loads(_told("benchmarks.run_start", folder, _sample(folder)))
    text = f"median {1000 * median(seconds):.0f} ms, longest {1000 * max(seconds):.0f} ms of {len(seconds)}"
    return Reading(text, max(seconds) <= RUN_S)


def _journey(_: Options) -> Reading:
    """The test of the whole application tells of each step how long the loop stood still."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-o", "addopts=", str(_JOURNEY)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=_JOURNEY.parents[2], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    steps = {name: (float(worst), int(long), int(turns)) for name, worst, long, turns in _STEP.findall(done.stdout)}
    if not steps or not re.search(r"\b1 passed", done.stdout):
        raise SkipError(f"the journey failed: {done.stdout.strip().splitlines()[-1:]}")
    slowest = max(steps, key=lambda name: steps[name][0])
    share = 1 - sum(long for _, long, _ in steps.values()) / sum(turns for _, _, turns in steps.values())
    text = f"longest {steps[slowest][0]:.0f} ms ({slowest}), {share:.2%} within {SMOOTH_MS} ms, {len(steps)} steps"
    return Reading(text, steps[slowest][0] <= STALL_MS and share >= SMOOTH_SHARE)


MEASURES = (
    Measure("desktop", "start to the start window", f"≤ {START_S} s after Qt", _start),
    Measure("desktop", "start with a sample project", f"≤ {START_S} s after Qt", _start_with_project),
    Measure("desktop", f"open a project of {ROWS:,} rows", f"≤ {OPEN_S:g} s", _open_large),
    Measure("desktop", "start a run: from the key to “running” shown", f"≤ {1000 * RUN_S:.0f} ms", _start_of_a_run),
    Measure("desktop", "event loop through the whole journey", f"≤ {STALL_MS} ms, 99 % ≤ {SMOOTH_MS} ms", _journey),
)
