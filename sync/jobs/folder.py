"""The folder of a project's jobs on this computer: their rows, the queue, and a folder for each run."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from engine.errors import KnownError
from engine.jobs.store import LEASE_S
from engine.runs.request import RESULT_FILE
from sync.jobs.store import StoredJobs
from sync.jobs.tables import METADATA
from sync.store.failures import known_failures
from sync.store.file import writing
from sync.store.lock import ProjectLock

_FORM = 1
_BUSY_S = 10.0
_BLINK_S = 0.01
_LEFT_S = 86_400.0


class JobFolder:
    """Paths in the folder; it is made where it is missing.

    Attributes:
        path: The folder.
    """

    def __init__(self, path: Path) -> None:
        """Make the folder where it is missing.

        Raises:
            KnownError: ``jobs-folder``: it cannot be made.
        """
        self.path = path
        try:
            self.runs_path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError(
                "jobs-folder",
                f"The folder for runs cannot be made: {error.strerror}.",
                where=str(path),
                what_to_do="Make the folder writable, or free some space.",
            ) from error

    @property
    def queue_path(self) -> Path:
        """The file of the queue."""
        return self.path / "queue.sqlite"

    @property
    def runs_path(self) -> Path:
        """Where the folders of runs are."""
        return self.path / "runs"

    def run_path(self, run: str) -> Path:
        """The folder of one run, see `engine.runs.request.RunRequest`."""
        return self.runs_path / run

    def result(self, run: str) -> bytes | None:
        """The result tables of a run that has ended; None where it has none.

        Raises:
            KnownError: ``result-unreadable``.
        """
        path = self.run_path(run) / RESULT_FILE
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KnownError(
                "result-unreadable",
                f"The result of a run cannot be read: {error.strerror}.",
                where=str(path),
                what_to_do="Make the file readable; it is tried again.",
            ) from error

    def remove(self, run: str) -> None:
        """Remove the folder of a run."""
        shutil.rmtree(self.run_path(run), ignore_errors=True)

    def sweep(self, known: frozenset[str]) -> None:
        """Remove folders of runs that nobody knows and nobody is just freezing: what a crash left behind."""
        for path in self.runs_path.iterdir():
            with suppress(OSError):  # somebody else removes it just now
                if path.name not in known and time.time() - path.stat().st_mtime > _LEFT_S:
                    shutil.rmtree(path, ignore_errors=True)

    def lock(self) -> ProjectLock:
        """Become the only worker on this folder.

        Raises:
            KnownError: ``project-locked``: another worker is at work here.
        """
        return ProjectLock(self.path / "worker")

    def jobs(self, *, lease_s: float = LEASE_S, clock: Callable[[], float] = time.time) -> StoredJobs:
        """The store. A damaged file, or one of another form, is put aside: the project knows of its runs without it.

        Args:
            lease_s: How long a claim holds without a sign of life.
            clock: Seconds since 1970, the same for all who use the folder.

        Raises:
            KnownError: The disk is full, or the folder cannot be written to.
        """
        path = self.path / "jobs.sqlite"
        with known_failures(path):
            if path.exists() and not _is_usable(path):
                path.replace(path.with_name(f"jobs-{time.time():.0f}.unusable"))
            engine = _engine(path)
            with writing(engine).begin() as connection:
                METADATA.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {_FORM}")
        return StoredJobs(engine, path, lease_s=lease_s, clock=clock)


def _is_usable(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection:
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            (checked,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return False
        raise
    return bool(form in (0, _FORM) and checked == "ok")


def _engine(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_BUSY_S)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, max_overflow=-1)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last moments of a run under way
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """SQLite does not wait where two processes turn a new file over at once."""
    end = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(_BLINK_S)


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("nx_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
