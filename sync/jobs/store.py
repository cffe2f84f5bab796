"""The job store in a SQL database: what `engine.jobs.store.JobStore` promises, by conditional updates of one row.

`SqlJobs` holds for every database; `StoredJobs` is the one of this computer, in SQLite.
"""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import KnownError
from engine.jobs.store import LEASE_S, Renewal
from engine.runs.events import Cancelled, Event, from_json, to_json
from engine.runs.record import RunRecord, RunStatus, utc_now
from sync.jobs.tables import EVENTS, JOBS
from sync.store.failures import known_failures
from sync.store.file import writing

_MOST_EVENTS = 500  # at a time, so that no reader is busy for long
_QUEUED, _RUNNING = RunStatus.QUEUED.value, RunStatus.RUNNING.value


class SqlJobs(ABC):
    """Jobs in a database; safe from any thread.

    A deriving class says how transactions are made; one that writes either locks out other writers from its beginning,
    or the rows that it selects for update are locked for it.
    """

    def __init__(self, jobs: Table, events: Table, where: str, lease_s: float) -> None:
        """Use tables that exist.

        Args:
            jobs: A row for each run, with the columns of `sync.jobs.tables.JOBS` at least.
            events: With the columns of `sync.jobs.tables.EVENTS`.
            where: What the store is called in errors.
            lease_s: How long a claim holds without a sign of life.
        """
        self._jobs = jobs
        self._events = events
        self._where = where
        self._lease_s = lease_s

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A transaction that reads."""

    @abstractmethod
    def _now(self, connection: Connection) -> float:
        """Seconds since 1970, the same for all who use the database."""

    @abstractmethod
    def _number(self, connection: Connection) -> None:
        """Events get their numbers from here on: whoever comes later gets higher ones, and is seen later."""

    def add(self, record: RunRecord) -> None:
        """See `engine.jobs.store.JobStore`, as for all that follow."""
        row = {"run": record.id, "status": _QUEUED, "token": record.lease.token, "worker": "", "expires": 0.0}
        try:
            with self._writing() as connection:
                connection.execute(insert(self._jobs).values(**row, cancelled=False, record=_text(record)))
        except IntegrityError as error:
            raise KnownError("run-exists", f"A run {record.id} exists already.", where=self._where) from error

    def get(self, run: str) -> RunRecord:
        """The run as it stands."""
        with self._reading() as connection:
            text = connection.execute(select(self._jobs.c.record).where(self._jobs.c.run == run)).scalar()
        if text is None:
            raise KnownError("run-unknown", f"There is no run {run}.", where=self._where)
        return _record(text)

    def list(self) -> Sequence[RunRecord]:
        """All runs."""
        statement = select(self._jobs.c.record).order_by(self._jobs.c.number)
        with self._reading() as connection:
            return [_record(text) for text in connection.execute(statement).scalars()]

    def waiting(self) -> Sequence[str]:
        """Runs that are queued."""
        statement = select(self._jobs.c.run).where(self._jobs.c.status == _QUEUED).order_by(self._jobs.c.number)
        with self._reading() as connection:
            return list(connection.execute(statement).scalars())

    def claim(self, run: str, worker: str) -> RunRecord | None:
        """Take a queued run."""
        jobs = self._jobs
        wanted = select(jobs).where(jobs.c.run == run, jobs.c.status == _QUEUED).with_for_update()
        with self._writing() as connection:
            row = connection.execute(wanted).one_or_none()
            return None if row is None else self._taken(connection, row, worker)

    def _taken(self, connection: Connection, row: Row[Any], worker: str) -> RunRecord:
        """The record of a queued run's row under a new lease."""
        expires = self._now(connection) + self._lease_s
        known = _record(row.record)
        lease = replace(known.lease, token=row.token + 1, worker=worker, expires=_iso(expires))
        record = replace(known, status=RunStatus.RUNNING, lease=lease)
        self._set(connection, record, worker=worker, expires=expires)
        return record

    def renew(self, tokens: Mapping[str, int]) -> Renewal:
        """A worker's sign of life."""
        if not tokens:
            return Renewal(cancelled=frozenset(), lost=frozenset())
        jobs = self._jobs
        statement = (
            select(jobs.c.run, jobs.c.token, jobs.c.cancelled)
            .where(jobs.c.run.in_(tokens), jobs.c.status == _RUNNING)
            .order_by(jobs.c.number)
            .with_for_update()
        )
        with self._writing() as connection:
            held = {row.run: row.cancelled for row in connection.execute(statement) if row.token == tokens[row.run]}
            expires = self._now(connection) + self._lease_s
            connection.execute(update(jobs).where(jobs.c.run.in_(held)).values(expires=expires))
        cancelled = frozenset(run for run, asked in held.items() if asked)
        return Renewal(cancelled=cancelled, lost=frozenset(tokens.keys() - held.keys()))

    def write(self, record: RunRecord, *events: Event) -> bool:
        """Replace a claimed run's record and add to its events."""
        with self._writing() as connection:
            return self._write_in(connection, record, events)

    def _write_in(self, connection: Connection, record: RunRecord, events: Sequence[Event], **cells: object) -> bool:
        """See `write`; further cells of the run's row change with it."""
        jobs = self._jobs
        held = (jobs.c.run == record.id, jobs.c.status == _RUNNING, jobs.c.token == record.lease.token)
        if connection.execute(select(jobs.c.number).where(*held).with_for_update()).one_or_none() is None:
            return False
        self._set(connection, record, **cells)
        self._log(connection, events)
        return True

    def cancel(self, run: str) -> None:
        """Stop a run."""
        jobs = self._jobs
        with self._writing() as connection:
            row = connection.execute(select(jobs).where(jobs.c.run == run).with_for_update()).one_or_none()
            if row is None or row.status not in (_QUEUED, _RUNNING):
                return
            if row.status == _RUNNING:
                connection.execute(update(jobs).where(jobs.c.run == run).values(cancelled=True))
                return
            self._end_cancelled(connection, _record(row.record), "The run was cancelled before it began.")

    def reap(self, *, every_lease: bool = False) -> Sequence[str]:
        """Queue runs again whose leases have expired."""
        jobs = self._jobs
        statement = select(jobs).where(jobs.c.status == _RUNNING).order_by(jobs.c.number)
        with self._writing() as connection:
            if not every_lease:
                statement = statement.where(jobs.c.expires < self._now(connection))
            # What others hold just now is being written by its worker, or reaped by them.
            statement = statement.with_for_update(skip_locked=True)
            abandoned = connection.execute(statement).all()
            return [row.run for row in abandoned if self._queue_again(connection, row, _record(row.record))]

    def release(self, worker: str) -> Sequence[str]:
        """Queue what a worker that ends holds; that it was begun counts as no attempt.

        Returns:
            The runs that are queued again.
        """
        jobs = self._jobs
        held = select(jobs).where(jobs.c.worker == worker, jobs.c.status == _RUNNING).order_by(jobs.c.number)
        with self._writing() as connection:
            rows = connection.execute(held.with_for_update()).all()
            return [row.run for row in rows if self._queue_again(connection, row, _returned(row))]

    def give_back(self, record: RunRecord) -> None:
        """Queue a claimed run that its worker could not begin; that counts as no attempt."""
        jobs = self._jobs
        held = (jobs.c.run == record.id, jobs.c.status == _RUNNING, jobs.c.token == record.lease.token)
        with self._writing() as connection:
            row = connection.execute(select(jobs).where(*held).with_for_update()).one_or_none()
            if row is not None:
                self._queue_again(connection, row, _returned(row))

    def _queue_again(self, connection: Connection, _row: Row[Any], record: RunRecord) -> bool:
        """Queue a run that no worker has any more; whether it waits now."""
        self._set(connection, replace(record, status=RunStatus.QUEUED), worker="", expires=0.0)
        return True

    def _end_cancelled(self, connection: Connection, record: RunRecord, message: str, **cells: object) -> None:
        ended = replace(record, status=RunStatus.CANCELLED, message=message, finished=utc_now())
        self._set(connection, ended, **cells)
        self._log(connection, (Cancelled(run=record.id, record=ended),))

    def events(self, after: int = 0) -> Sequence[tuple[int, Event]]:
        """The next events of all runs."""
        statement = (
            select(self._events.c.number, self._events.c.event)
            .where(self._events.c.number > after)
            .order_by(self._events.c.number)
            .limit(_MOST_EVENTS)
        )
        with self._reading() as connection:
            return [(row.number, from_json(row.event)) for row in connection.execute(statement)]

    def remove(self, run: str) -> None:
        """Forget a run with its events."""
        with self._writing() as connection:
            connection.execute(delete(self._events).where(self._events.c.run == run))
            connection.execute(delete(self._jobs).where(self._jobs.c.run == run))

    def _set(self, connection: Connection, record: RunRecord, **cells: object) -> None:
        values = {"status": record.status.value, "token": record.lease.token, "record": _text(record), **cells}
        connection.execute(update(self._jobs).where(self._jobs.c.run == record.id).values(**values))

    def _log(self, connection: Connection, events: Sequence[Event]) -> None:
        rows: list[dict[str, Any]] = [{"run": event.run, "event": to_json(event)} for event in events]
        if rows:
            self._number(connection)
            connection.execute(insert(self._events), rows)


class StoredJobs(SqlJobs):
    """Jobs in SQLite."""

    def __init__(
        self, engine: Engine, path: Path, *, lease_s: float = LEASE_S, clock: Callable[[], float] = time.time
    ) -> None:
        """Use a database that has the tables.

        Args:
            engine: Its connections; a transaction that writes must lock out other writers from its beginning.
            path: What it is called in errors.
            lease_s: How long a claim holds without a sign of life.
            clock: Seconds since 1970, the same for all who use the database.
        """
        super().__init__(JOBS, EVENTS, path.name, lease_s)
        self._engine = engine
        self._path = path
        self._clock = clock

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _now(self, _connection: Connection) -> float:
        return self._clock()

    def _number(self, _connection: Connection) -> None:
        """Nothing to do: one transaction writes at a time."""

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with known_failures(self._path), writing(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with known_failures(self._path), self._engine.begin() as connection:
            yield connection


def _text(record: RunRecord) -> str:
    return json.dumps(record.to_dict(), allow_nan=False, separators=(",", ":"))


def _returned(row: Row[Any]) -> RunRecord:
    """The record of a run whose claim is given back."""
    record = _record(row.record)
    return replace(record, lease=replace(record.lease, returned=record.lease.returned + 1))


def _record(text: str) -> RunRecord:
    return RunRecord.from_dict(json.loads(text))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
