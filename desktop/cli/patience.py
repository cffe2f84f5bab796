"""Runs kept in a project that cannot be written to for a while: what took long to compute waits for room."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from desktop.cli.output import note
from engine.errors import KnownError
from engine.runs.record import RunRecord, RunStore

_PATIENCE_S, _PAUSE_S = 600.0, 2.0
_PASSING = frozenset({"disk-full", "project-busy", "project-io"})


class PatientRuns:
    """The run store of a project, for those who have results to lose; Ctrl-C while it waits gives them up."""

    def __init__(
        self, runs: RunStore, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep runs there.

        Args:
            runs: Of the project.
            sleep: Waits between tries.
            clock: Seconds that pass.
        """
        self._runs = runs
        self._sleep = sleep
        self._clock = clock

    def add(self, record: RunRecord) -> None:
        """Keep a new run; nothing is lost where that fails."""
        self._runs.add(record)

    def update(self, record: RunRecord) -> bool:
        """See `RunStore.update`; tried again until there is room."""
        return self._tried(lambda: self._runs.update(record))

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        """See `RunStore.finish`; tried again until there is room."""
        return self._tried(lambda: self._runs.finish(record, result))

    def get(self, run_id: str) -> RunRecord:
        """The run of that id."""
        return self._runs.get(run_id)

    def list(self, scenario: str | None = None) -> Sequence[RunRecord]:
        """All runs, or those of a scenario."""
        return self._runs.list(scenario)

    def result(self, run_id: str) -> bytes | None:
        """The result of a run."""
        return self._runs.result(run_id)

    def _tried(self, write: Callable[[], bool]) -> bool:
        until = self._clock() + _PATIENCE_S
        told = ""
        while True:
            try:
                return write()
            except KnownError as error:
                if error.code not in _PASSING or self._clock() > until:
                    raise
                if error.code != told:
                    told = error.code
                    minutes = _PATIENCE_S / 60
                    note(f"{error} The result waits for that up to {minutes:.0f} minutes; Ctrl-C gives it up.")
            with _interruptible():
                self._sleep(_PAUSE_S)


@contextmanager
def _interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
