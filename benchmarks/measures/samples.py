"""The samples that ship: every scenario has the answer that it should have, in the time a person waits."""

from __future__ import annotations

import time

from benchmarks.measure import Measure, Options, Reading
from engine.io.samples import load_sample, sample_names
from engine.network.network import BASELINE
from engine.runs.record import RunStatus, SolveOptions
from engine.runs.solve import solve_network
from engine.scenarios import effective, scenario_names

WITHOUT_ANSWER = {("infeasible-on-purpose", BASELINE)}
SLOWEST_S = 60.0


def _take(options: Options) -> Reading:
    seconds: dict[tuple[str, str], float] = {}
    wrong = []
    for sample in sample_names():
        network = load_sample(sample.name)
        for scenario in scenario_names(network):
            place = (sample.name, scenario)
            began = time.monotonic()
            asked = SolveOptions(time_limit_s=options.limit_s, threads=options.threads)
            result = solve_network(effective(network, scenario).network, asked)
            seconds[place] = time.monotonic() - began
            expected = RunStatus.INFEASIBLE if place in WITHOUT_ANSWER else RunStatus.OPTIMAL
            if result.status is not expected or result.broken:
                wrong.append(f"{sample.name} {scenario}: {result.status}")
    slowest = max(seconds, key=lambda place: seconds[place])
    text = f"{len(seconds)} scenarios in {sum(seconds.values()):.0f} s; "
    text += f"slowest {' '.join(slowest)} {seconds[slowest]:.1f} s"
    return Reading("; ".join([text, *wrong]), not wrong and seconds[slowest] <= SLOWEST_S)


MEASURES = (
    Measure(
        "samples",
        "every scenario of the shipped samples",
        f"optimal, or infeasible on purpose; none slower than {SLOWEST_S:g} s",
        _take,
    ),
)
