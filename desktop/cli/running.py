"""Drives a batch of runs in front of a user: progress shown, Ctrl-C heard, defects logged."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

import psutil

from desktop.cli.log import log_file
from desktop.cli.output import note
from desktop.cli.progress import view_of
from engine.errors import KnownError
from engine.runs.events import Event, Failed
from engine.runs.limits import RunLimits
from engine.runs.record import RunRecord, SolveOptions

_MEMORY_SHARE = 0.9


class Batch(Protocol):
    """Runs that go together."""

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs as they stand."""

    def run(self) -> Iterator[Event]:
        """Execute them; yields all events."""

    def cancel(self) -> None:
        """Ask every run to stop and to keep what it has found."""

    def kill(self) -> None:
        """Stop every run at once."""


def memory_limits() -> RunLimits:
    """Limits under which runs leave the machine usable."""
    return RunLimits(memory_bytes=int(_MEMORY_SHARE * psutil.virtual_memory().total))


def solve_options(*, gap: float, time_limit: float | None, threads: int, solver: str, seed: int) -> SolveOptions:
    """The options of a command.

    Raises:
        KnownError: ``solver-unknown``: this computer has no such solver.
    """
    if solver != "highs":
        from engine.solvers.pulp_bridge import available_solvers

        if solver not in (names := available_solvers()):
            advice = f"Use one of: {', '.join(names)}."
            raise KnownError("solver-unknown", f"There is no solver {solver} on this computer.", what_to_do=advice)
    return SolveOptions(gap=gap, time_limit_s=time_limit, threads=threads, seed=seed, solver=solver)


def run_shown(batch: Batch) -> bool:
    """Run the batch to its end, showing its progress on standard error.

    Returns:
        Whether a defect of the product was met; the user has been told.
    """
    names = {record.id: record.scenario for record in batch.records}
    defect = False
    with log_file() as log, _stopped_by_ctrl_c(batch), view_of(names) as view:
        for event in batch.run():
            view.show(event)
            defect = defect or (isinstance(event, Failed) and event.defect)
    if defect:
        note(f"Error: a run met a defect of the product; the details are in {log}")
    return defect


@contextmanager
def _stopped_by_ctrl_c(batch: Batch) -> Iterator[None]:
    """The first Ctrl-C asks the runs to stop and keeps what they found, the second one stops at once."""
    asked = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            batch.kill()
        else:
            asked = True
            batch.cancel()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
