"""How quickly the server answers, how many connections it holds, how much memory it takes."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from functools import partial

import httpx
import numpy as np
from sqlalchemy import text

from benchmarks.measure import Measure, Options, Reading
from benchmarks.serving import Serving, bearer, most_of, serving
from engine.errors import KnownError
from sync.server.budget import Budget
from sync.server.database import SERVICE

CLIENTS, CROWD = 50, 500
MOST_P95_S, MOST_START_S = 0.05, 0.3
MOST_IDLE, MOST_LOAD = 1 << 30, 7.2 * (1 << 30)
_PAUSE_S = 0.5
_LASTS_S = 20.0
_STARTS = 15
_QUEUED = 12


class _Answers:
    """Statuses and seconds of all requests."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.seconds: dict[str, list[float]] = {}

    async def get(self, client: httpx.AsyncClient, name: str, path: str) -> None:
        """Ask, and remember how it went."""
        began = time.perf_counter()
        try:
            status = str((await client.get(path)).status_code)
        except httpx.TransportError as error:
            status = type(error).__name__
        self.statuses[status] += 1
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)

    def failures(self) -> int:
        """Requests that ended with neither an answer nor the deliberate refusal of one that comes too often."""
        return sum(count for status, count in self.statuses.items() if status not in {"200", "429"})


def _latency(_options: Options) -> Reading:
    with serving() as server:
        (run,) = server.ask(["one"])
        server.wait([run])
        tokens = [server.device() for _ in range(CLIENTS)]
        answers = asyncio.run(_many(server, tokens, run, _LASTS_S, _PAUSE_S))
    p95 = {name: float(np.quantile(seconds, 0.95)) for name, seconds in answers.seconds.items()}
    told = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in p95.items())
    value = f"p95 {told}; {answers.statuses.total():,} requests, {answers.failures()} failed, "
    value += f"{answers.statuses['429']} refused with 429"
    return Reading(value, max(p95.values()) <= MOST_P95_S and not answers.failures())


async def _many(server: Serving, tokens: list[str], run: str, lasts_s: float, pause_s: float) -> _Answers:
    """All clients at once, each with a device and a connection of its own, asking and pausing in turn.

    The pauses differ, as those of people do: equal ones would keep all clients in step that ever waited together.
    """
    answers, until, trust = _Answers(), time.monotonic() + lasts_s, server.trust()
    paths = {"health": "/api/health", "run status": f"/api/runs/{run}", "events": f"/api/runs/{run}/events"}

    async def one(number: int, token: str) -> None:
        async with httpx.AsyncClient(
            base_url=server.stack.url, headers=bearer(token), verify=trust, timeout=30.0
        ) as client:
            chance = random.Random(number)
            await asyncio.sleep(pause_s * number / len(tokens))
            await client.get("/api/health")  # the connection is made once, as that of a desktop
            while time.monotonic() < until:
                for name, path in paths.items():
                    await answers.get(client, name, path)
                    await asyncio.sleep(pause_s * chance.uniform(0.5, 1.5))

    await asyncio.gather(*(one(number, token) for number, token in enumerate(tokens)))
    return answers


def _starts(_options: Options) -> Reading:
    waits = []
    with serving() as server, server.client() as client:
        for number in range(_STARTS):
            began = time.time()
            (run,) = server.ask([f"start-{number}"])
            server.wait([run])
            shown = client.get(f"/api/runs/{run}").raise_for_status().json()
            waits.append(_seconds_of(shown["started"]) - began)
            time.sleep(1.0)
    value = f"median {1000 * float(np.median(waits)):.0f} ms, longest {1000 * max(waits):.0f} ms of {_STARTS} runs"
    return Reading(value, max(waits) <= MOST_START_S)


def _seconds_of(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _connections(_options: Options) -> Reading:
    with serving() as server:
        (run,) = server.ask(["one"])
        server.wait([run])
        tokens = [server.device() for _ in range(CROWD)]
        with most_of(partial(_open_connections, server), 0.1) as most:
            answers = asyncio.run(_many(server, tokens, run, 30.0, 5.0))
        refused = sum("too many" in part.log_end() for part in server.stack.parts)
    budget = Budget()
    value = f"at most {most[0]} of {budget.connections} budgeted; {answers.statuses.total():,} requests, "
    value += f"{answers.failures()} failed, {answers.statuses['429']} refused with 429, {refused} connections refused"
    return Reading(value, most[0] <= budget.connections and not refused and not answers.failures())


def _open_connections(server: Serving) -> int:
    """Those of the server's processes; 0 where PostgreSQL does not say."""
    counted = text("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'networx-%'")
    with suppress(KnownError), server.database.transaction(SERVICE) as connection:
        return int(connection.execute(counted).scalar_one())
    return 0


def _memory(_options: Options) -> Reading:
    with serving() as server:
        time.sleep(3.0)
        idle = server.resident_bytes()
        runs = server.ask([f"load-{number}" for number in range(_QUEUED)])
        with most_of(server.resident_bytes, 0.5) as loaded:
            asyncio.run(_many(server, [server.device() for _ in range(CLIENTS)], runs[0], 10.0, _PAUSE_S))
            server.wait(runs)
    value = (
        f"idle {idle / 2**20:,.0f} MiB; with {CLIENTS} clients and {_QUEUED} runs at most {loaded[0] / 2**20:,.0f} MiB"
    )
    return Reading(value, idle <= MOST_IDLE and loaded[0] <= MOST_LOAD)


MEASURES = (
    Measure(
        "server",
        f"API through nginx, {CLIENTS} clients at once, each {1 / _PAUSE_S:g} requests a second",
        f"p95 ≤ {1000 * MOST_P95_S:.0f} ms; no error besides deliberate 429",
        _latency,
    ),
    Measure("server", "enqueue → started on an idle worker", f"≤ {1000 * MOST_START_S:.0f} ms", _starts),
    Measure(
        "server",
        f"connections to PostgreSQL, {CROWD} clients at once",
        "within the written budget, none refused",
        _connections,
    ),
    Measure(
        "server", "memory of nginx, API, workers, PostgreSQL and Redis", "≤ 1 GiB idle, ≤ 7.2 GiB under load", _memory
    ),
)
