"""A worker's side of the runs: turns are kept, the frozen network is fetched, the result is brought back."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.errors import KnownError
from engine.runs.ending import failed, without_incumbent
from engine.runs.events import ENDINGS, Event
from engine.runs.record import RunRecord
from engine.runs.request import RunRequest
from sync.server.blobs import Blobs
from sync.server.database import Database
from sync.server.runs import ServerRuns


class WorkerRuns(ServerRuns):
    """Runs as one worker process sees them; what it reads and writes for each stands in a folder of the run's own."""

    def __init__(self, database: Database, folder: Path, *, lease_s: float) -> None:
        super().__init__(database, lease_s=lease_s)
        self._blobs = Blobs(database)
        self._folder = folder

    def claim(self, run: str, worker: str) -> RunRecord | None:  # noqa: ARG002 - a bell says that some run waits
        """Take the run whose turn it is, and fetch its input; a run whose input cannot be had ends as failed."""
        record = self.claim_next(worker)
        if record is None:
            return None
        try:
            self._fetch(record)
        except KnownError as error:
            if error.code != "blob-unknown":
                raise
            ending = failed(record, error)
            self.write(ending.record, ending)
            return None
        return record

    def write(self, record: RunRecord, *events: Event) -> bool:
        """See `engine.jobs.store.JobStore`; with an ending comes the result, first as a blob, then in the run's row."""
        if not any(isinstance(event, ENDINGS) for event in events):
            return super().write(record, *events)
        request = self._request(record)
        try:
            sha256 = "" if record.objective is None else self._kept(request)
        except FileNotFoundError:
            lost = KnownError("result-missing", "The result of the run was lost.", what_to_do="Run the scenario again.")
            ending = failed(without_incumbent(record), lost)
            record, sha256, events = ending.record, "", (ending,)
        is_written = self.write_result(record, sha256, *events)
        shutil.rmtree(request.folder, ignore_errors=True)
        return is_written

    def _kept(self, request: RunRequest) -> str:
        with request.result_path.open("rb") as file:
            return self._blobs.put(self.place(request.record.id).project, file)

    def _fetch(self, record: RunRecord) -> None:
        request, place = self._request(record), self.place(record.id)
        request.input_path.parent.mkdir(parents=True, exist_ok=True)
        partial = request.input_path.with_suffix(".part")
        with partial.open("wb") as file:
            for chunk in self._blobs.chunks(place.project, place.snapshot):
                file.write(chunk)
        partial.replace(request.input_path)

    def _request(self, record: RunRecord) -> RunRequest:
        return RunRequest(record=record, folder=str(self._folder / record.id))
