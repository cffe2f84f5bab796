"""200 queued runs while parts of the server are killed at random moments, with nobody doing anything about it."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import suppress

from benchmarks.measure import Measure, Options, Reading
from benchmarks.serving import Serving, serving
from engine.errors import KnownError
from engine.runs.events import ENDINGS, from_json
from engine.runs.record import RunStatus

RUNS = 200
SHORTEST_S, LONGEST_S = 2.0, 8.0
_SEED = 4
_PATIENCE_S = 1500.0


def _take(_options: Options) -> Reading:
    with serving(workers={"optimisation": 2, "files": 1}) as server:
        began = time.monotonic()
        asked = server.ask([f"run-{number}" for number in range(RUNS)])
        kills = _kill_until_ended(server, random.Random(_SEED))
        seconds = time.monotonic() - began
        records = [server.runs.get(run) for run in asked]
        finished = sum(record.status is RunStatus.OPTIMAL for record in records)
        once = sum(_endings(server, run) == 1 and bool(server.runs.place(run).result) for run in asked)
        attempts = max(record.attempt for record in records)
    killed = ", ".join(f"{part} {count} ×" for part, count in sorted(kills.items()))
    text = f"{finished} of {RUNS} finished, {once} with one ending and one result, in {seconds:.0f} s; "
    text += f"killed: {killed}; most attempts of a run {attempts}"
    return Reading(text, finished == once == RUNS and len(kills) == 4)


def _kill_until_ended(server: Serving, chance: random.Random) -> Counter[str]:
    kills: Counter[str] = Counter()
    until = time.monotonic() + _PATIENCE_S
    left = RUNS
    while left and time.monotonic() < until:
        time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
        with suppress(KnownError):  # PostgreSQL may just be dead
            left = sum(server.runs.counts().values())
        if left > RUNS // 20:  # the last ones are left in peace, so that the end can be waited for
            stack = server.stack
            victims = (chance.choice(stack.workers[:2]), chance.choice(stack.apis), stack.redis, stack.postgresql)
            names = ("worker", "API", "Redis", "PostgreSQL")
            chosen = chance.randrange(len(victims))
            victims[chosen].kill()
            kills[names[chosen]] += 1
    return kills


def _endings(server: Serving, run: str) -> int:
    count, after = 0, 0
    while found := server.runs.events_of(run, after):
        count += sum(isinstance(from_json(event), ENDINGS) for _, event in found)
        after = found[-1][0]
    return count


MEASURES = (
    Measure(
        "server",
        f"{RUNS} queued runs under kill -9 of worker, API, Redis and PostgreSQL at random moments",
        f"{RUNS} of {RUNS} finished, each result once, no manual step",
        _take,
    ),
)
