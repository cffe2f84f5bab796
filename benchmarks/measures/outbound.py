"""A real outbound network as a workbook: imported, solved and checked by the commands that a user gives."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.commands import command
from benchmarks.instances import brunel
from benchmarks.isolated import watched
from benchmarks.measure import Measure, Options, Reading, third_party
from engine.io.exporting import export_workbook

WITHIN = 1e-6


def _take(options: Options) -> Reading:
    instance = brunel.instance(third_party("brunel"))
    with tempfile.TemporaryDirectory() as name:
        project, workbook = Path(name, "outbound.networx"), Path(name, "outbound.xlsx")
        export_workbook(instance.network, workbook)
        limits = ("--time-limit", f"{options.limit_s:g}", "--threads", str(options.threads))
        steps = [("new", project), ("import", project, workbook), ("solve", project, "--json", *limits)]
        done = []
        for step in steps:
            done.append(watched(command(*step)))
            if done[-1].code != 0:
                return Reading(f"networx {step[0]} ended with {done[-1].code}", passed=False)
    run = json.loads(done[-1].output)[0]
    sound = run["checked"]["max_violation"] <= WITHIN
    text = f"{run['status']}, {run['objective']:,.0f}, gap {run['gap']:.2%}, {run['size']['columns']:,} columns; "
    text += f"served {run['served']:,.0f}, unmet {run['unmet']:,.0f} orders; "
    text += f"import {done[1].seconds:.1f} s, solve {done[2].seconds:.1f} s"
    return Reading(text, run["status"] == "optimal" and sound)


MEASURES = (
    Measure(
        "outbound",
        "real outbound network, 9,215 orders; plants that make nothing excluded: workbook → import → solve",
        "optimal and checked",
        _take,
    ),
)
