"""How fluid a large map is: frames a second, stalls, and how soon the picture is crisp again."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

from benchmarks.measure import Measure, Options, Reading, SkipError

CUSTOMERS = 50_000
SECONDS = 5
LEAST_PER_S, MOST_STALL_MS = 30, 50
PATIENCE_S = 180.0


def _take(_: Options) -> Reading:
    if find_spec("PySide6") is None:
        raise SkipError("the application is not installed")
    command = [sys.executable, "-m", "benchmarks.map_frames", str(CUSTOMERS), str(SECONDS)]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE_S, check=True)
    told = json.loads(done.stdout)
    fluid = min(told["pan_per_s"], told["zoom_per_s"]) >= LEAST_PER_S
    stall = max(told["pan_worst_ms"], told["zoom_worst_ms"])
    value = (
        f"pan {told['pan_per_s']:.0f}/s, zoom {told['zoom_per_s']:.0f}/s, worst frame {stall:.0f} ms, "
        f"crisp after {told['crisp_s']:.2f} s, first picture after {told['first_s']:.1f} s"
    )
    return Reading(value, fluid and stall <= MOST_STALL_MS)


MEASURES = (
    Measure(
        "desktop",
        f"map of {CUSTOMERS:,} customers and {CUSTOMERS:,} lanes",
        f"≥ {LEAST_PER_S} frames a second, no frame over {MOST_STALL_MS} ms",
        _take,
    ),
)
