"""The jobs that a child executes: solve a frozen network, or make the result of an incumbent that was left on disk."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import KnownError
from engine.network import Network
from engine.network.digest import network_hash
from engine.runs.child import Emit, IsCancelled, Job
from engine.runs.ending import gap_between
from engine.runs.events import BoundImproved, IncumbentFound, LogWritten, PhaseStarted
from engine.runs.explain_job import explain_job
from engine.runs.incumbent import Incumbent, IncumbentWriter, read_incumbent
from engine.runs.phases import summed
from engine.runs.record import RunRecord, utc_now
from engine.runs.request import RunRequest
from engine.runs.snapshot import read_network, write_tables
from engine.runs.solve import RunResult, result_of, solve_network

_BOUND_EVERY_S = 0.2


class EventWatcher:
    """Turns what a solver tells into events, and keeps incumbents on disk."""

    def __init__(self, request: RunRequest, emit: Emit, is_cancelled: IsCancelled, writer: IncumbentWriter) -> None:
        self._run = request.record.id
        self._emit = emit
        self._writer = writer
        self._began = time.monotonic()
        self._told = 0.0
        self._objective: float | None = None
        self._bound: float | None = None
        self._lanes: NDArray[np.bool_] | None = None
        self.cancelled = is_cancelled

    def phase(self, name: str) -> None:
        """A phase begins."""
        self._emit(PhaseStarted(run=self._run, phase=name, seconds=self._seconds()))

    def narrowed(self, lanes: NDArray[np.bool_]) -> None:
        """Solutions found from now on are about these lanes alone."""
        self._lanes = lanes

    def log(self, text: str) -> None:
        """A line of the solver's log."""
        if text:
            self._emit(LogWritten(run=self._run, text=text))

    def improved(self, objective: float | None, bound: float | None) -> None:
        """A new bound is told, but no more often than anybody can read."""
        seconds = self._seconds()
        if bound is None or bound == self._bound or seconds - self._told < _BOUND_EVERY_S:
            return
        self._bound, self._told = bound, seconds
        best = self._objective if objective is None else objective
        gap = gap_between(best, bound)
        self._emit(BoundImproved(run=self._run, seconds=seconds, bound=bound, objective=best, gap=gap))

    def found(self, x: NDArray[np.float64], objective: float) -> None:
        """A better solution is told and kept."""
        self._objective = objective
        self._writer.offer(Incumbent(objective, self._bound, x, self._lanes))
        gap = gap_between(objective, self._bound)
        self._emit(
            IncumbentFound(run=self._run, seconds=self._seconds(), objective=objective, bound=self._bound, gap=gap)
        )

    def _seconds(self) -> float:
        return time.monotonic() - self._began


def solve_job(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Solve the frozen network of the request."""
    with IncumbentWriter(request.incumbent_path) as writer:
        watcher = EventWatcher(request, emit, is_cancelled, writer)
        watcher.phase("read")
        before = time.monotonic()
        network, _ = read_network(request.input_path)
        if request.checks_input:
            _check_input(network, request.record)
        read = time.monotonic() - before
        result = solve_network(network, request.record.options, watcher)
    return _written(request, result, watcher, read)


def _check_input(network: Network, record: RunRecord) -> None:
    if network_hash(network) != record.input_hash:
        raise KnownError(
            "input-differs",
            "The frozen network is another one than the run was asked for.",
            where=record.input_hash,
            what_to_do="Run the scenario again; where that does not help, update the application.",
        )


def recover_job(request: RunRequest, emit: Emit, is_cancelled: IsCancelled) -> RunRecord:
    """Make the result of the incumbent that a killed child left."""
    incumbent = read_incumbent(request.incumbent_path)
    if incumbent is None:
        return request.record
    with IncumbentWriter(request.incumbent_path) as writer:
        watcher = EventWatcher(request, emit, is_cancelled, writer)
        network, _ = read_network(request.input_path)
        result = result_of(network, incumbent, watcher)
    return _written(request, result, watcher, 0.0)


def _written(request: RunRequest, result: RunResult, watcher: EventWatcher, read_s: float) -> RunRecord:
    watcher.phase("write")
    before = time.monotonic()
    if result.tables:
        write_tables(result.tables, request.result_path)
    given = request.record
    # What it has spent already: freezing, or in a process that was killed.
    written = {"write": time.monotonic() - before}
    seconds = summed(given.seconds, {"read": read_s}, result.seconds, written)
    record = replace(given, finished=utc_now())
    return replace(result.completed(record), seconds=seconds)


JOBS: dict[str, Job] = {"solve": solve_job, "recover": recover_job, "explain": explain_job}
