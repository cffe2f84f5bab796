"""One claimed run driven to its end: events into the store, and exactly one ending, whatever happened before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engine.jobs.store import JobStore
from engine.runs.ending import interrupted, tracked, with_incumbent, without_incumbent
from engine.runs.events import ENDINGS, Event, Finished, PhaseStarted
from engine.runs.parent import RunProcess
from engine.runs.record import RunRecord
from engine.runs.request import RunRequest


@dataclass(frozen=True, slots=True)
class Execution:
    """How claimed runs are executed.

    Attributes:
        store: Where they are kept.
        folder: Holds a folder for each run, with its frozen input.
        attempts: How often a run may be begun; after that its incumbent is kept and it ends as interrupted.
        told: Called after anything new is in the store.
    """

    store: JobStore
    folder: Path
    attempts: int
    told: Callable[[], None]

    def drive(self, record: RunRecord, process: RunProcess, memory_bytes: int | None) -> None:
        """Execute a claimed run; nothing more is written once another worker holds it.

        Args:
            record: As claimed.
            process: Idle.
            memory_bytes: What the run may hold; None for no limit.
        """
        began = time.monotonic()
        request = RunRequest(record=record, folder=str(self.folder / record.id), memory_bytes=memory_bytes)
        tries = record.lease.token
        events = process.run(request) if tries <= self.attempts else self._abandoned(request, process)
        for event in events:
            record = tracked(record, event)
            if isinstance(event, ENDINGS):
                record = replace(record, seconds={**record.seconds, "total": time.monotonic() - began})
                event = replace(event, record=record)  # noqa: PLW2901
            if not self.store.write(record, event):
                return
            self.told()

    def _abandoned(self, request: RunRequest, process: RunProcess) -> Iterator[Event]:
        """The ending of a run whose workers have died; without the incumbent where reading that killed one, too."""
        known = request.record
        ended = without_incumbent(known)
        if request.incumbent_path.exists() and known.lease.token == self.attempts + 1:
            for event in process.run(replace(request, job="recover")):
                if isinstance(event, Finished):
                    ended = with_incumbent(event.record, known)
                elif isinstance(event, PhaseStarted):
                    yield event
        found = ended.objective is not None
        kept = "the best solution found until then is kept" if found else "nothing had been found until then"
        yield interrupted(ended, f"The worker that computed this run ended before the run did; {kept}.")
