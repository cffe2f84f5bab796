"""The worker that reads files, each in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from engine.errors import KnownError
from server_stub.settings import ServerSettings
from server_stub.workers import reading
from server_stub.workers.ground import BEAT_S, asked_to_end, connections, own_folder, warn_unconfined
from sync.server.blobs import Blobs
from sync.server.files import FileJob, Files
from sync.server.queue import FILES, SharedQueue

_LOG = logging.getLogger(__name__)
_LONGEST_NAME = 100


def work(settings: ServerSettings) -> int:
    """Read files until a signal asks to end; what is under way then is left to others at once, and costs no attempt.

    Args:
        settings: Where database and queue are.
    """
    folder = own_folder(settings.work_dir)
    warn_unconfined()
    database = connections(settings, FILES, folder)
    files = Files(database, lease_s=settings.lease_s)
    reader = FileReader(files, Blobs(database), folder, settings.lease_s, settings.memory_bytes)
    bell = SharedQueue(settings.redis_url.get_secret_value(), FILES)
    service = bell.serve(reader.heard, 1)
    stopping = asked_to_end()  # after the queue's own wishes about signals
    _LOG.info("worker %s is listening", os.getpid())
    while not stopping.wait(BEAT_S):
        try:
            reader.files.reap(settings.run_attempts)
            if bell.pending() == 0:
                for file in reader.files.waiting():
                    bell.ring(file)
        except KnownError as error:  # the database or the queue is away
            _LOG.warning("the files could not be looked after: %s", error)
        service.check()
    service.stop()
    _release(reader, bell)
    shutil.rmtree(folder, ignore_errors=True)
    # A thread may be in the middle of a file; its process ends when this one does.
    os._exit(0)


def _release(reader: FileReader, bell: SharedQueue) -> None:
    try:
        file = reader.release()
        if file:
            bell.ring(file)
    except KnownError as error:  # then the claim lapses, or others ring
        _LOG.warning("the file under way could not be released: %s", error)


class FileReader:
    """Takes the next file, has it read, brings back what came of it."""

    def __init__(self, files: Files, blobs: Blobs, folder: Path, lease_s: float, memory_bytes: int = 0) -> None:
        self.files = files
        self._blobs = blobs
        self._folder = folder
        self._renew_s = lease_s / 4
        self._memory_bytes = memory_bytes
        self._claiming = threading.Lock()
        self._job: FileJob | None = None
        self._is_ending = False

    def heard(self, _file: str) -> None:
        """Some file waits."""
        self.read_next()

    def read_next(self) -> bool:
        """Read the file that has waited longest.

        Returns:
            Whether there was one.
        """
        with self._claiming:
            job = self._job = None if self._is_ending else self.files.claim_next()
        if job is None:
            return False
        _LOG.info("file %s of project %s: %s bytes", job.id, job.project, job.size)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            self._carry_out(job, Path(name))
        return True

    def release(self) -> str:
        """Give the file under way back and claim none any more.

        Returns:
            Its id; empty where none was under way.
        """
        with self._claiming:
            self._is_ending = True
            return self._job.id if self._job is not None and self.files.release(self._job) else ""

    def _carry_out(self, job: FileJob, folder: Path) -> None:
        try:
            source = self._fetch(job, folder)
            reading.read(source, folder, self._renewed(job), self._fetch_base(job, folder), self._memory_bytes)
        except KnownError as error:
            ended = self.files.end_cancelled(job) if error.code == "read-cancelled" else self.files.refuse(job, error)
            _LOG.info("file %s: %s%s", job.id, error.code, "" if ended else ", but another worker has it")
            return
        change_set = folder / reading.CHANGE_SET
        outcome = json.loads((folder / reading.OUTCOME).read_text("utf-8"))
        with (folder / reading.ISSUES).open("rb") as issues:
            if change_set.exists():
                with change_set.open("rb") as change:
                    self.files.finish(job, change, issues, outcome)
            else:
                self.files.finish(job, None, issues, outcome)

    def _fetch(self, job: FileJob, folder: Path) -> Path:
        # The name decides how a file is read and is shown in every issue; what is no plain name is made one.
        plain = "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in Path(job.name).name)
        source = folder / "source" / (plain.lstrip(".")[-_LONGEST_NAME:] or "file")
        source.parent.mkdir()
        self._write(job.project, job.content, source)
        return source

    def _fetch_base(self, job: FileJob, folder: Path) -> Path | None:
        if not job.base:
            return None
        base = folder / "base"
        self._write(job.project, job.base, base)
        return base

    def _write(self, project: str, sha256: str, path: Path) -> None:
        with path.open("wb") as file:
            for chunk in self._blobs.chunks(project, sha256):
                file.write(chunk)

    def _renewed(self, job: FileJob) -> _Renewal:
        return _Renewal(self.files, job, self._renew_s)


class _Renewal:
    """Renews a claim every so often; called as often as one likes."""

    def __init__(self, files: Files, job: FileJob, every_s: float) -> None:
        self._files, self._job, self._every_s = files, job, every_s
        self._last = time.monotonic()

    def __call__(self) -> bool:
        """Whether to go on."""
        if time.monotonic() - self._last < min(self._every_s, 1.0):
            return True
        self._last = time.monotonic()
        try:
            return self._files.renew(self._job)
        except KnownError as error:  # the claim may lapse; what is read then is not written
            _LOG.warning("file %s: the claim was not renewed: %s", self._job.id, error)
            return True
