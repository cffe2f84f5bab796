"""Explain: is the one wrong row of a large network among the few that are shown, and how soon?"""

from __future__ import annotations

import time

from benchmarks.instances.chain import chain
from benchmarks.instances.chain_sites import FULL
from benchmarks.instances.faults import broken, fault_names
from benchmarks.measure import Measure, Options, Reading
from engine.explain import Outcome, explain

MOST_SHOWN = 8
LEAST_FOUND = 0.95
MOST_S = 60.0
_SEED = 1


def _take(_: Options) -> Reading:
    sound = chain(FULL, _SEED)
    missed, unproven, slowest, slow = [], 0, 0.0, ""
    for name in fault_names():
        fault = broken(sound, name)
        began = time.monotonic()
        explanation = explain(fault.network)
        seconds = time.monotonic() - began
        if seconds > slowest:
            slowest, slow = seconds, name
        unproven += explanation.outcome is not Outcome.EXPLAINED
        if not any(fault.is_guilty(change.table, change.key) for change in explanation.changes[:MOST_SHOWN]):
            missed.append(name)
    count = len(fault_names())
    found = count - len(missed)
    told = f"; missed: {', '.join(missed)}" if missed else ""
    text = f"{found} of {count} shown, {count - unproven} with a proven value; slowest {slowest:.1f} s ({slow}){told}"
    return Reading(text, found >= LEAST_FOUND * count and slowest <= MOST_S)


MEASURES = (
    Measure(
        "explain",
        "one wrong row among 100 facilities × 2,000 customers",
        f"guilty row among ≤ {MOST_SHOWN} shown in ≥ {LEAST_FOUND:.0%}, each ≤ {MOST_S:g} s",
        _take,
    ),
)
