"""Everything that `networx solve` does but the solver, on a location problem of 100,000 lanes in a project file."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.commands import command, store
from benchmarks.instances import generate
from benchmarks.isolated import watched
from benchmarks.measure import Measure, Options, Reading

MOST_SHARE, MOST_S = 0.2, 1.5


def _take(options: Options) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.networx")
        store(generate.capacitated().network(), path)
        asked = ("--json", "--time-limit", f"{options.limit_s:g}", "--threads", str(options.threads))
        ended = watched(command("solve", path, *asked))
    if ended.code != 0:
        return Reading(f"networx solve ended with {ended.code}", passed=False)
    run = json.loads(ended.output)[0]
    seconds: dict[str, float] = run["seconds"]
    total, solver = seconds.pop("total"), seconds.pop("solve")
    rest = total - solver
    told = ", ".join(f"{phase} {spent:.2f}" for phase, spent in seconds.items())
    text = f"{rest:.2f} s ({told}) beside {solver:.1f} s of solver, {rest / solver:.0%}; {run['status']}; "
    text += f"the command from start to end {ended.seconds:.1f} s"
    return Reading(text, rest <= max(MOST_S, MOST_SHARE * solver))


MEASURES = (
    Measure(
        "overhead",
        "networx solve of 100 × 1,000, 100,000 lanes: everything but the solver",
        f"≤ {MOST_SHARE:.0%} of the solver's time, or ≤ {MOST_S:g} s",
        _take,
    ),
)
