"""Runs kept in the project file: the record, its result, and the log of its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import KnownError
from engine.runs.events import Event, from_json, to_json
from engine.runs.record import RunRecord, RunStatus
from engine.runs.snapshot import table_names, unpack_table
from engine.schema import result_table
from sync.store.failures import known_failures
from sync.store.file import writing
from sync.store.tables import RUN_EVENTS, RUN_RESULTS, RUNS


class StoredRuns:
    """The run store of one project file; the record is the truth, and a final one never changes."""

    def __init__(self, engine: Engine, path: Path) -> None:
        """Keep runs through an open connection."""
        self._engine = engine
        self._path = path

    def add(self, record: RunRecord) -> None:
        """Keep a new run.

        Raises:
            KnownError: ``run-exists``: a run has this id.
        """
        try:
            with self._writing() as connection:
                connection.execute(insert(RUNS).values(id=record.id, **_cells(record)))
        except IntegrityError as error:
            raise KnownError("run-exists", f"A run {record.id} exists already.", where=self._path.name) from error

    def update(self, record: RunRecord) -> bool:
        """Replace the stored record of ``record.id``.

        Returns:
            False, and nothing is written, where the stored record is final or has a newer lease token.

        Raises:
            KnownError: ``run-unknown``.
        """
        return self.finish(record, None)

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        """Replace the stored record and keep the result, both or neither; see `update`.

        Args:
            record: The record as it stands now.
            result: Result tables as made by `engine.runs.snapshot.pack_tables`; None where the run has no solution.
        """
        with self._writing() as connection:
            stored = self._stored(connection, record.id)
            if RunStatus(stored.status).is_final or stored.token > record.lease.token:
                return False
            connection.execute(update(RUNS).where(RUNS.c.id == record.id).values(**_cells(record)))
            if result is not None:
                connection.execute(delete(RUN_RESULTS).where(RUN_RESULTS.c.run == record.id))
                connection.execute(insert(RUN_RESULTS).values(run=record.id, content=result))
        return True

    def get(self, run_id: str) -> RunRecord:
        """The run of that id.

        Raises:
            KnownError: ``run-unknown``.
        """
        with self._reading() as connection:
            return _record(self._stored(connection, run_id).record)

    def list(self, scenario: str | None = None) -> Sequence[RunRecord]:
        """All runs, or those of a scenario; the newest first."""
        statement = select(RUNS.c.record).order_by(RUNS.c.created.desc(), RUNS.c.id.desc())
        if scenario is not None:
            statement = statement.where(RUNS.c.scenario == scenario)
        with self._reading() as connection:
            return [_record(text) for text in connection.execute(statement).scalars()]

    def latest(self, scenario: str) -> RunRecord | None:
        """The newest run of a scenario that has a result; None where there is none."""
        statement = (
            select(RUNS.c.record)
            .join(RUN_RESULTS)
            .where(RUNS.c.scenario == scenario)
            .order_by(RUNS.c.created.desc(), RUNS.c.id.desc())
            .limit(1)
        )
        with self._reading() as connection:
            text = connection.execute(statement).scalar()
        return _record(text) if text is not None else None

    def result(self, run_id: str) -> bytes | None:
        """The result of a run; None where it has none.

        Raises:
            KnownError: ``run-unknown``.
        """
        with self._reading() as connection:
            self._stored(connection, run_id)
            return connection.execute(select(RUN_RESULTS.c.content).where(RUN_RESULTS.c.run == run_id)).scalar()

    def table(self, run_id: str, name: str) -> pd.DataFrame:
        """One result table of a run.

        Args:
            run_id: The run.
            name: Name of a result table of the schema.

        Raises:
            KnownError: ``run-unknown``; ``result-missing``: the run has no result, or the table is not in it.
            KeyError: The schema has no such result table.
        """
        packed = self.result(run_id)
        table = result_table(name)
        if packed is None or name not in table_names(packed):
            raise KnownError(
                "result-missing",
                f"Run {run_id} has no {table.name}.",
                where=self._path.name,
                what_to_do="Run the scenario again.",
            )
        return unpack_table(packed, name)

    def delete(self, run_id: str) -> None:
        """Forget a run with its result and events.

        Raises:
            KnownError: ``run-unknown``.
        """
        with self._writing() as connection:
            self._stored(connection, run_id)
            connection.execute(delete(RUNS).where(RUNS.c.id == run_id))

    def log(self, *events: Event) -> None:
        """Add events of runs to the log.

        Raises:
            KnownError: ``run-unknown``: an event names a run that is not kept here.
        """
        rows = [{"run": event.run, "event": to_json(event)} for event in events]
        if not rows:
            return
        try:
            with self._writing() as connection:
                connection.execute(insert(RUN_EVENTS), rows)
        except IntegrityError as error:
            raise KnownError(
                "run-unknown", "An event names a run that does not exist.", where=self._path.name
            ) from error

    def events(self, run_id: str, after: int = 0) -> Sequence[tuple[int, Event]]:
        """Events of a run with their numbers in the log, the oldest first.

        Args:
            run_id: The run.
            after: Number of the last event that the caller has seen.
        """
        statement = (
            select(RUN_EVENTS.c.number, RUN_EVENTS.c.event)
            .where(RUN_EVENTS.c.run == run_id, RUN_EVENTS.c.number > after)
            .order_by(RUN_EVENTS.c.number)
        )
        with self._reading() as connection:
            return [(row.number, from_json(row.event)) for row in connection.execute(statement)]

    def _stored(self, connection: Connection, run_id: str) -> Row[Any, Any, Any]:
        statement = select(RUNS.c.status, RUNS.c.token, RUNS.c.record).where(RUNS.c.id == run_id)
        row = connection.execute(statement).one_or_none()
        if row is None:
            raise KnownError(
                "run-unknown",
                f"There is no run {run_id}.",
                where=self._path.name,
                what_to_do="Choose a run from the list of the project's runs.",
            )
        return row

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with known_failures(self._path), writing(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with known_failures(self._path), self._engine.begin() as connection:
            yield connection


def _cells(record: RunRecord) -> dict[str, str | int]:
    return {
        "scenario": record.scenario,
        "status": record.status.value,
        "created": record.created,
        "token": record.lease.token,
        "record": json.dumps(record.to_dict(), allow_nan=False, separators=(",", ":")),
    }


def _record(text: str) -> RunRecord:
    return RunRecord.from_dict(json.loads(text))
