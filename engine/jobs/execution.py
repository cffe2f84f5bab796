"""One claimed run driven to its end: events into the store, and exactly one ending, whatever happened before."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import KnownError
from engine.jobs.store import JobStore
from engine.runs.ending import interrupted, tracked, with_incumbent, without_incumbent
from engine.runs.events import ENDINGS, Ending, Event, Finished, PhaseStarted
from engine.runs.parent import RunProcess
from engine.runs.record import RunRecord
from engine.runs.request import RunRequest

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Execution:
    """How claimed runs are executed.

    Attributes:
        store: Where they are kept.
        folder: Holds a folder for each run, with its frozen input.
        attempts: How often a run may be begun; after that its incumbent is kept and it ends as interrupted.
        told: Called after anything new is in the store.
        checks_input: Whether inputs come from elsewhere; see `engine.runs.request.RunRequest`.
        retry_s: Seconds between tries to write down an ending.
    """

    store: JobStore
    folder: Path
    attempts: int
    told: Callable[[], None]
    checks_input: bool = False
    retry_s: float = 2.0

    def drive(self, record: RunRecord, process: RunProcess, memory_bytes: int | None) -> None:
        """Execute a claimed run; nothing more is written once another worker holds it.

        Args:
            record: As claimed.
            process: Idle.
            memory_bytes: What the run may hold; None for no limit.
        """
        began = time.monotonic()
        request = RunRequest(
            record=record,
            folder=str(self.folder / record.id),
            memory_bytes=memory_bytes,
            checks_input=self.checks_input,
        )
        events = process.run(request) if record.lease.tries <= self.attempts else self._abandoned(request, process)
        for event in events:
            told = _timed(event, time.monotonic() - began) if isinstance(event, ENDINGS) else event
            record = tracked(record, told)
            if not self._write(record, told):
                return
            self.told()

    def _write(self, record: RunRecord, event: Event) -> bool:
        """Write as `JobStore.write`; a full disk costs what is told on the way, but never the ending."""
        while True:
            try:
                return self.store.write(record, event)
            except KnownError as error:
                _LOG.warning("run %s: %s was not written: %s", record.id, type(event).__name__, error)
                if not isinstance(event, ENDINGS):
                    return True
            time.sleep(self.retry_s)

    def _abandoned(self, request: RunRequest, process: RunProcess) -> Iterator[Event]:
        """The ending of a run whose workers have died; without the incumbent where reading that killed one, too."""
        known = request.record
        ended = without_incumbent(known)
        if request.incumbent_path.exists() and known.lease.tries == self.attempts + 1:
            for event in process.run(replace(request, job="recover")):
                if isinstance(event, Finished):
                    ended = with_incumbent(event.record, known)
                elif isinstance(event, PhaseStarted):
                    yield event
        found = ended.objective is not None
        kept = "the best solution found until then is kept" if found else "nothing had been found until then"
        yield interrupted(ended, f"The worker that computed this run ended before the run did; {kept}.")


def _timed(ending: Ending, total_s: float) -> Ending:
    record = ending.record
    return replace(ending, record=replace(record, seconds={**record.seconds, "total": total_s}))
