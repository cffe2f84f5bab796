"""One question of a project, one answer: a run that ended for good answers all that ask the same (decision 17)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from engine.results.checking.finding import TOLERANCE
from engine.runs.events import Event, Finished, LogWritten, Started
from engine.runs.record import RunRecord, RunStatus, utc_now
from engine.runs.same_input import taken_over
from sync.server.blobs import hold
from sync.server.run_tables import RUNS

OPEN = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)
_NO_PROCESS = 0
_SPACE = 1  # so that the lock of a project is not the one of an account of the same name


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a run ended with.

    Attributes:
        record: Of that run.
        result: SHA-256 of its result tables; empty where it has no solution.
    """

    record: RunRecord
    result: str


def is_for_good(record: RunRecord) -> bool:
    """Whether nothing better could come of computing the same again: proven, and checked where there is a solution."""
    if record.status is RunStatus.INFEASIBLE:
        return True
    checked = record.checked
    return record.status is RunStatus.OPTIMAL and (
        checked is None or max(checked.max_violation, checked.cost_difference) <= TOLERANCE
    )


def lock_answers(connection: Connection, project: str) -> None:
    """Whoever asks or answers in a project does so alone, to the end of the transaction: neither misses the other."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(project, _SPACE))))


def answer_to(connection: Connection, project: str, question: str, engine: str) -> Answer | None:
    """The newest answer of a project to a question, computed by that version of the engine, and kept meanwhile.

    Args:
        connection: In a transaction after `lock_answers`.
        project: The project.
        question: See `engine.runs.same_input.question_of`.
        engine: Version.
    """
    found = (
        select(RUNS.c.record, RUNS.c.result)
        .where(RUNS.c.project == project, RUNS.c.question == question, RUNS.c.engine == engine, RUNS.c.snapshot != "")
        .order_by(RUNS.c.number.desc())
        .limit(1)
    )
    row = connection.execute(found).one_or_none()
    if row is None or (row.result and not hold(connection, project, row.result)):
        return None
    return Answer(record=RunRecord.from_dict(json.loads(row.record)), result=row.result)


def locked_with_its_like(connection: Connection, run: str) -> Sequence[Row[Any]]:
    """Open runs that would end with the answer of a run; they and the run itself are locked, in the order of all."""
    own = connection.execute(select(RUNS.c.project, RUNS.c.question).where(RUNS.c.run == run)).one_or_none()
    if own is None or not own.question:
        return ()
    lock_answers(connection, own.project)
    is_like = (RUNS.c.question == own.question) & ~RUNS.c.anew & ~RUNS.c.cancelled
    found = (
        select(RUNS)
        .where(RUNS.c.project == own.project, RUNS.c.status.in_(OPEN), or_(RUNS.c.run == run, is_like))
        .order_by(RUNS.c.number)
        .with_for_update()
    )
    return [row for row in connection.execute(found) if row.run != run]


def answered(record: RunRecord, known: RunRecord) -> tuple[RunRecord, tuple[Event, ...]]:
    """A run that ends with another's answer, and what it tells of that: a whole story, however far it had come."""
    ended = taken_over(record, known, utc_now())
    told = (LogWritten(run=record.id, text=ended.message), Finished(run=record.id, record=ended))
    if record.status is RunStatus.RUNNING and record.attempt:
        return ended, told
    return ended, (Started(run=record.id, process=_NO_PROCESS), *told)
