"""A child with jobs that misbehave on purpose; started by its path."""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import KnownError
from engine.runs.child import Emit, IsCancelled, serve
from engine.runs.ending import gap_between
from engine.runs.events import BoundImproved, IncumbentFound, PhaseStarted
from engine.runs.incumbent import Incumbent, IncumbentWriter, read_incumbent
from engine.runs.record import RunRecord, RunStatus, utc_now
from engine.runs.request import RunRequest
from engine.runs.snapshot import read_network


def shortest(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Sum of the text in the run's folder: a computation small enough to know its answer."""
    emit(PhaseStarted(run=request.record.id, phase="solve", seconds=0.0))
    print("a native library talks to standard output")
    total = float(np.sum(np.fromstring(Path(request.folder, "numbers").read_text(), sep=" ")))
    return replace(request.record, status=RunStatus.OPTIMAL, objective=total, bound=total, gap=0.0, finished=utc_now())


def endless(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Finds an incumbent and a bound, keeps the incumbent on disk, and goes on until it is cancelled."""
    run = request.record.id
    emit(PhaseStarted(run=run, phase="solve", seconds=0.0))
    with IncumbentWriter(request.incumbent_path) as writer:
        emit(IncumbentFound(run=run, seconds=0.1, objective=110.0))
        writer.offer(Incumbent(110.0, None, np.array([1.0, 0.0])))
        while not request.incumbent_path.exists():
            time.sleep(0.005)
        emit(BoundImproved(run=run, seconds=0.2, bound=100.0, objective=110.0, gap=gap_between(110.0, 100.0)))
        while not is_cancelled():
            time.sleep(0.005)
    return replace(request.record, status=RunStatus.CANCELLED, objective=110.0, bound=100.0, gap=10 / 110)


def deaf(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Like `endless`, but hears no cancel, as a solver that simplifies a large program."""
    return endless(request, emit, lambda: False)


def helpless(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Finds nothing and hears nothing."""
    emit(PhaseStarted(run=request.record.id, phase="solve", seconds=0.0))
    while True:
        time.sleep(1)


def greedy(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Takes ever more memory."""
    held = []
    while True:
        held.append(np.ones(4_000_000))
        time.sleep(0.005)


def refusing(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    raise KnownError("model-has-errors", "The model has errors.", where="demand", what_to_do="Correct them.")


def broken(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    raise ZeroDivisionError("a defect of the product")


def dying(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Ends without a word, as by a crash of native code."""
    os.abort()


def recover(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Makes a result of the incumbent on disk."""
    incumbent = read_incumbent(request.incumbent_path)
    assert incumbent is not None
    request.result_path.write_bytes(b"tables")
    return replace(request.record, status=RunStatus.FEASIBLE, objective=incumbent.objective, bound=incumbent.bound)


def solve(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Sums the demand of the frozen network; a demand of 99 makes it endless."""
    network, digest = read_network(request.input_path)
    assert digest == request.record.input_hash
    quantity = network["demand"]["quantity"].to_numpy()
    request.result_path.write_bytes(b"tables of " + request.record.scenario.encode())
    if (quantity == 99.0).any():
        return endless(request, emit, is_cancelled)
    total = float(quantity.sum())
    return replace(request.record, status=RunStatus.OPTIMAL, objective=total, bound=total, gap=0.0, finished=utc_now())


JOBS = (solve, shortest, endless, deaf, helpless, greedy, refusing, broken, dying, recover)

if __name__ == "__main__":
    sys.exit(serve({job.__name__: job for job in JOBS}))
