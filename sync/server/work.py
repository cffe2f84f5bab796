"""A worker's side of the runs: turns are kept, the frozen network is fetched, what came of it is brought back."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import KnownError
from engine.jobs.store import Renewal
from engine.runs.ending import failed, without_incumbent
from engine.runs.events import ENDINGS, Ending, Event
from engine.runs.record import RunRecord
from engine.runs.request import RunRequest
from sync.server.blobs import Blobs
from sync.server.database import Database
from sync.server.runs import ServerRuns

INCUMBENT_EVERY_S = 15.0
"""How often the best solution of a run is brought to the server, where there is a better one."""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """A run that this worker has.

    Attributes:
        request: Its paths and the token of its lease.
        project: Where its blobs are.
        incumbent: SHA-256 of the solution that the server has; empty for none.
        written: When that was written on this computer, in nanoseconds.
        due: When the next one may be brought, by a clock that never goes back.
    """

    request: RunRequest
    project: str
    incumbent: str
    written: int = 0
    due: float = 0.0

    @property
    def token(self) -> int:
        return self.request.record.lease.token


class WorkerRuns(ServerRuns):
    """Runs as one worker process sees them; what it reads and writes for each stands in a folder of the run's own."""

    def __init__(
        self, database: Database, folder: Path, *, lease_s: float, incumbent_every_s: float = INCUMBENT_EVERY_S
    ) -> None:
        """Use a database and a folder.

        Args:
            database: With the newest form.
            folder: Of this process alone.
            lease_s: How long a claim holds without a sign of life.
            incumbent_every_s: See `INCUMBENT_EVERY_S`.
        """
        super().__init__(database, lease_s=lease_s)
        self._blobs = Blobs(database)
        self._folder = folder
        self._every_s = incumbent_every_s
        self._held: dict[str, _Held] = {}
        self._claiming = threading.Lock()
        self._is_ending = False

    def claim(self, run: str, worker: str) -> RunRecord | None:  # noqa: ARG002 - a bell says that some run waits
        """Take the run whose turn it is, and fetch its input; a run whose input cannot be had ends as failed.

        Where the database goes away meanwhile, the run waits again, or others take it once its lease has ended.
        """
        with self._claiming:
            record = None if self._is_ending else self.claim_next(worker)
        if record is None:
            return None
        try:
            self._fetch(record)
        except KnownError as error:
            if error.code == "blob-unknown":
                self._fail(record, error)
            else:
                self._unbegun(record, error)
            return None
        except OSError as error:
            self._fail(record, _no_room(error))
            return None
        project = self._held[record.id].project
        _LOG.info("run %s of project %s begins under lease %s", record.id, project, record.lease.token)
        return record

    def _fail(self, record: RunRecord, error: KnownError) -> None:
        ending = failed(record, error)
        self.write(ending.record, ending)

    def _unbegun(self, record: RunRecord, error: KnownError) -> None:
        _LOG.warning("run %s: its input was not fetched: %s", record.id, error)
        self._held.pop(record.id, None)
        shutil.rmtree(self._folder / record.id, ignore_errors=True)
        try:
            self.give_back(record)
        except KnownError as away:
            _LOG.warning("run %s could not be given back: %s", record.id, away)

    def release(self, worker: str) -> Sequence[str]:
        """See `sync.jobs.store.SqlJobs`; nothing is claimed any more."""
        with self._claiming:
            self._is_ending = True
            return super().release(worker)

    def renew(self, tokens: Mapping[str, int]) -> Renewal:
        """A worker's sign of life; the best solutions go with it, so that they outlive this computer."""
        renewal = super().renew(tokens)
        for held in [self._held[run] for run in tokens.keys() - renewal.lost if run in self._held]:
            try:
                self._bring_incumbent(held)
            except KnownError as error:
                _LOG.warning("the best solution of run %s was not brought: %s", held.request.record.id, error)
        return renewal

    def write(self, record: RunRecord, *events: Event) -> bool:
        """See `engine.jobs.store.JobStore`; with an ending comes the result, first as a blob, then in the run's row."""
        is_ending = any(isinstance(event, ENDINGS) for event in events)
        is_written = self._write_ending(record, *events) if is_ending else super().write(record, *events)
        if is_ending or not is_written:
            how = f"ends {record.status}: {record.message}" if is_written else "is another worker's by now"
            _LOG.info("run %s %s", record.id, how)
        held = self._held.get(record.id)
        # Another thread of this worker may have taken up again what this one had lost.
        if held is not None and held.token == record.lease.token and (is_ending or not is_written):
            self._forget(held)
        return is_written

    def _write_ending(self, record: RunRecord, *events: Event) -> bool:
        try:
            sha256 = "" if record.objective is None else self._brought(self._held[record.id])
        except FileNotFoundError:
            (ending,) = [_without_result(event) for event in events if isinstance(event, ENDINGS)]
            record, sha256, events = ending.record, "", (ending,)
        return self.write_result(record, sha256, *events)

    def _brought(self, held: _Held) -> str:
        with held.request.result_path.open("rb") as file:
            return self._blobs.put(held.project, file)

    def _bring_incumbent(self, held: _Held) -> None:
        if time.monotonic() < held.due:
            return
        try:
            with held.request.incumbent_path.open("rb") as file:
                written = os.fstat(file.fileno()).st_mtime_ns
                if written == held.written:
                    return
                before, held.incumbent = held.incumbent, self._blobs.put(held.project, file)
        except FileNotFoundError:  # there is none yet, or the run has just ended
            return
        held.written, held.due = written, time.monotonic() + self._every_s
        is_named = self.set_incumbent(held.request.record.id, held.token, held.incumbent)
        self._drop(held.project, before if is_named else held.incumbent)

    def _forget(self, held: _Held) -> None:
        del self._held[held.request.record.id]
        shutil.rmtree(held.request.folder, ignore_errors=True)
        self._drop(held.project, held.incumbent)

    def _drop(self, project: str, sha256: str) -> None:
        try:
            self._blobs.drop(project, sha256)
        except KnownError as error:  # it takes room and does no harm
            _LOG.warning("an old incumbent was not removed: %s", error)

    def _fetch(self, record: RunRecord) -> None:
        place = self.place(record.id)
        request = RunRequest(record=record, folder=str(self._folder / record.id))
        held = _Held(request, place.project, place.incumbent)
        self._held[record.id] = held
        Path(request.folder).mkdir(parents=True, exist_ok=True)
        self._fetch_blob(place.project, place.snapshot, request.input_path)
        if self._blobs.has(place.project, place.incumbent):
            self._fetch_blob(place.project, place.incumbent, request.incumbent_path)
            held.written = request.incumbent_path.stat().st_mtime_ns

    def _fetch_blob(self, project: str, sha256: str, path: Path) -> None:
        partial = path.with_name(f"{path.name}.part")
        with partial.open("wb") as file:
            for chunk in self._blobs.chunks(project, sha256):
                file.write(chunk)
        partial.replace(path)


def _no_room(error: OSError) -> KnownError:
    return KnownError(
        "worker-full",
        f"The worker could not keep the input of the run: {error.strerror}.",
        what_to_do="Tell whoever runs the server that the disk of a worker has no room; then run the scenario again.",
    )


def _without_result(ending: Ending) -> Ending:
    """The ending of a run whose result tables are not there: its numbers have nothing behind them."""
    record = without_incumbent(ending.record)
    if not record.status.is_answer:
        return replace(ending, record=record)
    lost = KnownError("result-missing", "The result of the run was lost.", what_to_do="Run the scenario again.")
    return failed(record, lost)
