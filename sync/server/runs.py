"""Runs on the server: what `engine.jobs.store.JobStore` promises, in PostgreSQL, for many people and many workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.metadata import version
from platform import python_version
from typing import Any

from sqlalchemy import Connection, Row, func, select, text, update

from engine.errors import BugError, KnownError
from engine.jobs.store import LEASE_S
from engine.runs.ending import without_incumbent
from engine.runs.events import Event
from engine.runs.record import RunRecord, RunStatus, Versions
from sync.jobs.store import SqlJobs
from sync.server.answers import OPEN, answered, is_for_good, lock_answers, locked_with_its_like
from sync.server.asking import Asked, Place
from sync.server.database import SERVICE, Database
from sync.server.projects import Role, shared
from sync.server.run_tables import RUN_EVENTS, RUNS
from sync.server.taking_in import take_in

MOST_EVENTS = 500
"""That are given at once; where fewer are, there are no more yet."""
_NUMBERING = 0x6E78657665


class ServerRuns(SqlJobs):
    """Runs of all projects, as workers and the server itself use them; with an account named, as members may."""

    def __init__(
        self,
        database: Database,
        *,
        lease_s: float = LEASE_S,
        clock: Callable[[], float] | None = None,
        engine: str = "",
    ) -> None:
        """Use a database.

        Args:
            database: With the newest form.
            lease_s: How long a claim holds without a sign of life.
            clock: Seconds since 1970; the clock of the database where there is none.
            engine: Version of what computes here; that of this product where it is empty.
        """
        super().__init__(RUNS, RUN_EVENTS, "server", lease_s)
        self._database = database
        self._clock = clock
        self._engine = engine or version("networx-essentials")

    def add(self, record: RunRecord) -> None:
        """Refused: a run of a server belongs to a project and an account; see `ask`."""
        raise BugError(f"run {record.id} was added to a server without a project")

    def ask(self, account: str, project: str, wanted: Sequence[Asked], most_waiting: int) -> list[RunRecord]:
        """Queue runs, all or none; one that was asked for before is given as it stands.

        Args:
            account: Who asks; an editor of the project.
            project: The project.
            wanted: The runs.
            most_waiting: Runs of the account that may wait at once.

        Raises:
            KnownError: ``blob-unknown``; ``idempotency-conflict``: asked before, but for something else;
                ``too-many-waiting``; see `sync.server.projects.shared`.
        """
        with self._database.transaction(account) as connection:
            shared(connection, account, project, Role.EDITOR)
            # One caller's requests come one after the other: a repeated one finds what the first has done.
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0))))
            lock_answers(connection, project)
            made = [take_in(connection, account, project, one, self._engine) for one in wanted]
            self._log(connection, [event for _, told in made for event in told])
            waiting = select(func.count()).where(RUNS.c.account == account, RUNS.c.status == RunStatus.QUEUED.value)
            if connection.execute(waiting).scalar_one() > most_waiting:
                raise KnownError(
                    "too-many-waiting",
                    f"More than {most_waiting:,} of your runs would wait.",
                    what_to_do="Wait until some have ended, or cancel them.",
                )
        return [record for record, _ in made]

    def seen(self, account: str, run: str, needed: Role = Role.VIEWER) -> tuple[RunRecord, Place]:
        """A run as a member of its project sees it.

        Raises:
            KnownError: ``run-unknown`` also for those who are no members; ``role-too-low``.
        """
        found = select(RUNS).where(RUNS.c.run == run)
        with self._database.transaction(account) as connection:
            row = connection.execute(found).one_or_none()
            if row is None:
                raise KnownError("run-unknown", "There is no such run among yours.", where="run")
            shared(connection, account, row.project, needed)
        return RunRecord.from_dict(json.loads(row.record)), _place(row)

    def of(self, account: str, project: str, most: int) -> list[RunRecord]:
        """The newest runs of a project, the newest first.

        Raises:
            KnownError: See `sync.server.projects.shared`.
        """
        found = select(RUNS.c.record).where(RUNS.c.project == project).order_by(RUNS.c.number.desc()).limit(most)
        with self._database.transaction(account) as connection:
            shared(connection, account, project, Role.VIEWER)
            return [RunRecord.from_dict(json.loads(one)) for one in connection.execute(found).scalars()]

    def events_of(self, run: str, after: int) -> list[tuple[int, str]]:
        """The next events of one run with their numbers, as JSON; ask again until none comes."""
        found = (
            select(RUN_EVENTS.c.number, RUN_EVENTS.c.event)
            .where(RUN_EVENTS.c.run == run, RUN_EVENTS.c.number > after)
            .order_by(RUN_EVENTS.c.number)
            .limit(MOST_EVENTS)
        )
        with self._database.transaction(SERVICE) as connection:
            return [(row.number, row.event) for row in connection.execute(found)]

    def news(self, after: int) -> list[tuple[int, str, str]]:
        """The next events of all runs: number, run, JSON; ask again until none comes."""
        found = select(RUN_EVENTS).where(RUN_EVENTS.c.number > after).order_by(RUN_EVENTS.c.number).limit(MOST_EVENTS)
        with self._database.transaction(SERVICE) as connection:
            return [(row.number, row.run, row.event) for row in connection.execute(found)]

    def last_number(self) -> int:
        """Number of the newest event."""
        with self._database.transaction(SERVICE) as connection:
            return int(connection.execute(select(func.coalesce(func.max(RUN_EVENTS.c.number), 0))).scalar_one())

    def place(self, run: str) -> Place:
        """Where a run belongs.

        Raises:
            KnownError: ``run-unknown``.
        """
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.run == run)).one_or_none()
        if row is None:
            raise KnownError("run-unknown", f"There is no run {run}.", where=self._where)
        return _place(row)

    def claim_next(self, worker: str) -> RunRecord | None:
        """Take the run whose turn it is: people take turns, and each has his urgent runs done first."""
        others = RUNS.alias("others")
        served = select(func.max(others.c.claimed)).where(others.c.account == RUNS.c.account).scalar_subquery()
        wanted = (
            select(RUNS)
            .where(RUNS.c.status == RunStatus.QUEUED.value)
            .order_by(served, RUNS.c.priority.desc(), RUNS.c.number)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._writing() as connection:
            row = connection.execute(wanted).one_or_none()
            return None if row is None else self._taken(connection, row, worker)

    def write_result(self, record: RunRecord, result: str, *events: Event) -> bool:
        """Like `write`, with the blob of the result in the same transaction; an incumbent is one no more.

        Open runs of the project that ask the same end with it, where it is for good: of two, the first one wins.
        """
        is_answer = is_for_good(record)
        with self._writing() as connection:
            alike = locked_with_its_like(connection, record.id) if is_answer else ()
            engine = self._engine if is_answer else ""
            if not self._write_in(connection, record, events, result=result, incumbent="", engine=engine):
                return False
            told: list[Event] = []
            for row in alike:
                ended, story = answered(RunRecord.from_dict(json.loads(row.record)), record)
                self._set(connection, ended, result=result, incumbent="")
                told += story
            self._log(connection, told)
        return True

    def set_incumbent(self, run: str, token: int, sha256: str) -> bool:
        """Name the blob of the best solution so far.

        Returns:
            False, and nothing is written, where the run is not under way under that lease.
        """
        held = (RUNS.c.run == run, RUNS.c.status == RunStatus.RUNNING.value, RUNS.c.token == token)
        with self._writing() as connection:
            return connection.execute(update(RUNS).where(*held).values(incumbent=sha256)).rowcount == 1

    def counts(self) -> Mapping[str, int]:
        """Runs that are queued or running, by status."""
        found = (
            select(RUNS.c.status, func.count().label("number")).where(RUNS.c.status.in_(OPEN)).group_by(RUNS.c.status)
        )
        with self._database.transaction(SERVICE) as connection:
            return {row.status: row.number for row in connection.execute(found)}

    def oldest_waiting_s(self) -> float:
        """How long the run that waits longest has waited; 0 where none does."""
        age = func.extract("epoch", func.clock_timestamp() - func.min(RUNS.c.created))
        found = select(func.coalesce(age, 0)).where(RUNS.c.status == RunStatus.QUEUED.value)
        with self._database.transaction(SERVICE) as connection:
            return float(connection.execute(found).scalar_one())

    def _taken(self, connection: Connection, row: Any, worker: str) -> RunRecord:
        record = super()._taken(connection, row, worker)
        record = replace(record, versions=Versions(application=self._engine, python=python_version()))
        self._set(connection, record, claimed=self._now(connection))
        return record

    def _queue_again(self, connection: Connection, row: Row[Any], record: RunRecord) -> bool:
        """A run that was to stop does not wait for another worker to stop it."""
        if not row.cancelled:
            return super()._queue_again(connection, row, record)
        lost = "" if record.objective is None else " Its worker ended before it had kept the best solution."
        ended = without_incumbent(record)
        self._end_cancelled(connection, ended, f"The run was cancelled.{lost}", worker="", expires=0.0, incumbent="")
        return False

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._database.transaction(SERVICE)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.transaction(SERVICE)

    def _now(self, connection: Connection) -> float:
        if self._clock is not None:
            return self._clock()
        return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())

    def _number(self, connection: Connection) -> None:
        # A sequence alone hands numbers out before the rows are seen: a reader would miss the slower ones for ever.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING})


def _place(row: Row[Any]) -> Place:
    return Place(project=row.project, snapshot=row.snapshot, result=row.result, incumbent=row.incumbent)
