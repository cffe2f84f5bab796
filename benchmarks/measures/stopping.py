"""Cancel: from the wish to stop until the run has ended, with what it had found."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.instances import generate
from benchmarks.measure import Measure, Options, Reading
from engine.network import Network
from engine.runs.events import ENDINGS, Event, IncumbentFound, PhaseStarted
from engine.runs.parent import RunProcess
from engine.runs.record import RunRecord, RunStatus, SolveOptions, new_run_id
from engine.runs.request import RunRequest
from engine.runs.snapshot import write_network

MOST_S = 2.0
MORE_S = 3.0
_SAME = 1e-6


class _Wish:
    """Cancels a run from another thread, some seconds after it has come to where it is to be cancelled."""

    def __init__(self, process: RunProcess, run: str) -> None:
        self._process = process
        self._run = run
        self._timer = threading.Timer(MORE_S, self._cancel)
        self.at: float | None = None

    def begin(self) -> None:
        """Start to wait; nothing happens where it waits already."""
        if not self._timer.is_alive() and self.at is None:
            self._timer.start()

    def end(self) -> None:
        """Wish nothing any more."""
        self._timer.cancel()

    def _cancel(self) -> None:
        self.at = time.monotonic()
        self._process.cancel(self._run)


def _measure(name: str, make: Callable[[], Network], *, found: bool) -> Measure:
    def take(options: Options) -> Reading:
        with tempfile.TemporaryDirectory() as folder, RunProcess() as process:
            return _cancelled(process, _request(folder, make(), options), found=found)

    target = f"ended within {MOST_S:g} s" + (", incumbent and gap kept" if found else "")
    return Measure("cancel", name, target, take)


def _request(folder: str, network: Network, options: Options) -> RunRequest:
    asked = SolveOptions(gap=0.0, time_limit_s=options.limit_s, threads=options.threads)
    record = RunRecord(id=new_run_id(), scenario="Baseline", status=RunStatus.QUEUED, options=asked)
    request = RunRequest(record=record, folder=folder)
    digest = write_network(network, Path(request.input_path))
    return replace(request, record=replace(record, input_hash=digest))


def _cancelled(process: RunProcess, request: RunRequest, *, found: bool) -> Reading:
    """Let it solve, cancel it, and see when the ending comes and what it brings."""
    wish = _Wish(process, request.record.id)
    best: float | None = None
    for event in process.run(request):
        if isinstance(event, IncumbentFound):
            best = event.objective
        if isinstance(event, IncumbentFound) if found else _solves(event):
            wish.begin()
        if isinstance(event, ENDINGS):
            wish.end()
            return _reading(event.record, wish.at, best, found=found)
    return Reading("the run gave no ending", passed=False)


def _solves(event: Event) -> bool:
    return isinstance(event, PhaseStarted) and event.phase == "solve"


def _reading(record: RunRecord, asked_at: float | None, best: float | None, *, found: bool) -> Reading:
    if asked_at is None:
        return Reading(f"it ended by itself before it was cancelled: {record.status}", passed=False)
    waited = time.monotonic() - asked_at
    text = f"{waited:.2f} s; {record.status}"
    if best is None:
        return Reading(f"{text}, no incumbent yet", waited <= MOST_S and not found)
    if record.objective is None or record.gap is None:
        return Reading(f"{text}, the incumbent {best:,.0f} is lost", passed=False)
    kept = record.objective <= best + _SAME * abs(best)
    text += f", incumbent {record.objective:,.0f} kept with its gap of {record.gap:.2%}"
    return Reading(text, waited <= MOST_S and kept and record.status is RunStatus.CANCELLED)


MEASURES = (
    _measure(
        "a network of 50,000 flow columns, once it has an incumbent",
        lambda: generate.network(generate.FIFTY_THOUSAND),
        found=True,
    ),
    _measure(
        "a location problem of 100,000 lanes, once it has an incumbent",
        lambda: generate.capacitated().network(),
        found=True,
    ),
    _measure(
        "a network of 500,000 flow columns, while the root is solved",
        lambda: generate.network(generate.HALF_A_MILLION),
        found=False,
    ),
)
