"""The job store in a SQL database: what `engine.jobs.store.JobStore` promises, by conditional updates of one row."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import KnownError
from engine.jobs.store import LEASE_S, Renewal
from engine.runs.events import Cancelled, Event, from_json, to_json
from engine.runs.record import Lease, RunRecord, RunStatus, utc_now
from sync.jobs.tables import EVENTS, JOBS
from sync.store.failures import known_failures
from sync.store.file import writing

_MOST_EVENTS = 500  # at a time, so that no reader is busy for long
_QUEUED, _RUNNING = RunStatus.QUEUED.value, RunStatus.RUNNING.value


class StoredJobs:
    """Jobs in a database; safe from any thread."""

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
        self._engine = engine
        self._path = path
        self._lease_s = lease_s
        self._clock = clock

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def add(self, record: RunRecord) -> None:
        """See `engine.jobs.store.JobStore`, as for all that follow."""
        row = {"run": record.id, "status": _QUEUED, "token": record.lease.token, "worker": "", "expires": 0.0}
        try:
            with self._writing() as connection:
                connection.execute(insert(JOBS).values(**row, cancelled=False, record=_text(record)))
        except IntegrityError as error:
            raise KnownError("run-exists", f"A run {record.id} exists already.", where=self._path.name) from error

    def get(self, run: str) -> RunRecord:
        """The run as it stands."""
        with self._reading() as connection:
            text = connection.execute(select(JOBS.c.record).where(JOBS.c.run == run)).scalar()
        if text is None:
            raise KnownError("run-unknown", f"There is no run {run}.", where=self._path.name)
        return _record(text)

    def list(self) -> Sequence[RunRecord]:
        """All runs."""
        statement = select(JOBS.c.record).order_by(JOBS.c.number)
        with self._reading() as connection:
            return [_record(text) for text in connection.execute(statement).scalars()]

    def waiting(self) -> Sequence[str]:
        """Runs that are queued."""
        statement = select(JOBS.c.run).where(JOBS.c.status == _QUEUED).order_by(JOBS.c.number)
        with self._reading() as connection:
            return list(connection.execute(statement).scalars())

    def claim(self, run: str, worker: str) -> RunRecord | None:
        """Take a queued run."""
        expires = self._clock() + self._lease_s
        with self._writing() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.run == run, JOBS.c.status == _QUEUED)).one_or_none()
            if row is None:
                return None
            lease = Lease(token=row.token + 1, worker=worker, expires=_iso(expires))
            record = replace(_record(row.record), status=RunStatus.RUNNING, lease=lease)
            self._set(connection, record, worker=worker, expires=expires)
        return record

    def renew(self, tokens: Mapping[str, int]) -> Renewal:
        """A worker's sign of life."""
        if not tokens:
            return Renewal(cancelled=frozenset(), lost=frozenset())
        statement = select(JOBS.c.run, JOBS.c.token, JOBS.c.cancelled).where(
            JOBS.c.run.in_(tokens), JOBS.c.status == _RUNNING
        )
        with self._writing() as connection:
            held = {row.run: row.cancelled for row in connection.execute(statement) if row.token == tokens[row.run]}
            expires = self._clock() + self._lease_s
            connection.execute(update(JOBS).where(JOBS.c.run.in_(held)).values(expires=expires))
        cancelled = frozenset(run for run, asked in held.items() if asked)
        return Renewal(cancelled=cancelled, lost=frozenset(tokens.keys() - held.keys()))

    def write(self, record: RunRecord, *events: Event) -> bool:
        """Replace a claimed run's record and add to its events."""
        held = (JOBS.c.run == record.id, JOBS.c.status == _RUNNING, JOBS.c.token == record.lease.token)
        with self._writing() as connection:
            if connection.execute(select(JOBS.c.number).where(*held)).one_or_none() is None:
                return False
            self._set(connection, record)
            _log(connection, events)
        return True

    def cancel(self, run: str) -> None:
        """Stop a run."""
        with self._writing() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.run == run)).one_or_none()
            if row is None or row.status not in (_QUEUED, _RUNNING):
                return
            if row.status == _RUNNING:
                connection.execute(update(JOBS).where(JOBS.c.run == run).values(cancelled=True))
                return
            ended = replace(
                _record(row.record),
                status=RunStatus.CANCELLED,
                message="The run was cancelled before it began.",
                finished=utc_now(),
            )
            self._set(connection, ended)
            _log(connection, (Cancelled(run=run, record=ended),))

    def reap(self, *, every_lease: bool = False) -> Sequence[str]:
        """Queue runs again whose leases have expired."""
        statement = select(JOBS.c.record).where(JOBS.c.status == _RUNNING).order_by(JOBS.c.number)
        if not every_lease:
            statement = statement.where(JOBS.c.expires < self._clock())
        with self._writing() as connection:
            abandoned = [_record(text) for text in connection.execute(statement).scalars()]
            for record in abandoned:
                self._set(connection, replace(record, status=RunStatus.QUEUED), worker="", expires=0.0)
        return [record.id for record in abandoned]

    def events(self, after: int = 0) -> Sequence[tuple[int, Event]]:
        """The next events of all runs."""
        statement = (
            select(EVENTS.c.number, EVENTS.c.event)
            .where(EVENTS.c.number > after)
            .order_by(EVENTS.c.number)
            .limit(_MOST_EVENTS)
        )
        with self._reading() as connection:
            return [(row.number, from_json(row.event)) for row in connection.execute(statement)]

    def remove(self, run: str) -> None:
        """Forget a run with its events."""
        with self._writing() as connection:
            connection.execute(delete(EVENTS).where(EVENTS.c.run == run))
            connection.execute(delete(JOBS).where(JOBS.c.run == run))

    def _set(self, connection: Connection, record: RunRecord, **cells: object) -> None:
        values = {"status": record.status.value, "token": record.lease.token, "record": _text(record), **cells}
        connection.execute(update(JOBS).where(JOBS.c.run == record.id).values(**values))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with known_failures(self._path), writing(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with known_failures(self._path), self._engine.begin() as connection:
            yield connection


def _log(connection: Connection, events: Sequence[Event]) -> None:
    rows: list[dict[str, Any]] = [{"run": event.run, "event": to_json(event)} for event in events]
    if rows:
        connection.execute(insert(EVENTS), rows)


def _text(record: RunRecord) -> str:
    return json.dumps(record.to_dict(), allow_nan=False, separators=(",", ":"))


def _record(text: str) -> RunRecord:
    return RunRecord.from_dict(json.loads(text))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
