"""Cancel: from the wish to stop until the run has ended and its process may be used again or is gone."""

from __future__ import annotations

import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.instances import generate
from benchmarks.instances.generate import Shape
from benchmarks.measure import Measure, Options, Reading
from engine.runs.events import ENDINGS, PhaseStarted
from engine.runs.parent import RunProcess
from engine.runs.record import RunRecord, RunStatus, SolveOptions, new_run_id
from engine.runs.request import RunRequest
from engine.runs.snapshot import write_network

MOST_S = 2.0
SOLVING_S = 5.0


def _measure(name: str, shape: Shape) -> Measure:
    def take(options: Options) -> Reading:
        with tempfile.TemporaryDirectory() as folder, RunProcess() as process:
            return _cancelled(process, _request(folder, shape, options))

    return Measure("cancel", f"cancel while solving {name}", f"ended within {MOST_S:g} s", take)


def _request(folder: str, shape: Shape, options: Options) -> RunRequest:
    asked = SolveOptions(gap=0.0, time_limit_s=options.limit_s, threads=options.threads)
    record = RunRecord(id=new_run_id(), scenario="Baseline", status=RunStatus.QUEUED, options=asked)
    request = RunRequest(record=record, folder=folder)
    digest = write_network(generate.network(shape), Path(request.input_path))
    return replace(request, record=replace(record, input_hash=digest))


def _cancelled(process: RunProcess, request: RunRequest) -> Reading:
    """Let it solve for a while, cancel from another thread, and see when the ending comes."""
    asked_at: list[float] = []

    def cancel() -> None:
        asked_at.append(time.monotonic())
        process.cancel(request.record.id)

    timer = threading.Timer(SOLVING_S, cancel)
    for event in process.run(request):
        if isinstance(event, PhaseStarted) and event.phase == "solve" and not timer.is_alive():
            timer.start()
        if isinstance(event, ENDINGS):
            ended = time.monotonic()
            timer.cancel()
            if not asked_at:
                return Reading(f"it ended by itself before it was cancelled: {event.record.status}", passed=False)
            kept = "no incumbent yet" if event.record.objective is None else "incumbent kept"
            waited = ended - asked_at[0]
            return Reading(f"{waited:.2f} s; {event.record.status}, {kept}", waited <= MOST_S)
    return Reading("the run gave no ending", passed=False)


MEASURES = (
    _measure("50,000 flow columns", generate.FIFTY_THOUSAND),
    _measure("500,000 flow columns", generate.HALF_A_MILLION),
)
