"""A run that somebody asks for becomes a row: a new one that waits, one that has its answer, or the one of before."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import KnownError
from engine.runs.events import Event
from engine.runs.record import RunRecord, RunStatus, new_run_id, utc_now
from engine.runs.same_input import question_of
from sync.server.answers import answer_to, answered
from sync.server.asking import Asked
from sync.server.blobs import hold
from sync.server.run_tables import RUNS


def take_in(
    connection: Connection, account: str, project: str, one: Asked, engine: str
) -> tuple[RunRecord, Sequence[Event]]:
    """The run that is asked for, and what it has told by that.

    Args:
        connection: In a transaction of the account, after `sync.server.answers.lock_answers`.
        account: Who asks.
        project: The project.
        one: What is asked.
        engine: Version that computes here.

    Raises:
        KnownError: ``blob-unknown``; ``idempotency-conflict``.
    """
    known = _known(connection, account, project, one)
    if known is not None:
        return known, ()
    if not hold(connection, project, one.snapshot):
        raise KnownError(
            "blob-unknown", "The frozen network is not here.", where=one.snapshot, what_to_do="Send it first."
        )
    record = RunRecord(
        id=new_run_id(),
        kind=one.kind,
        scenario=one.scenario,
        status=RunStatus.QUEUED,
        input_hash=one.input_hash,
        options=one.options,
        created=utc_now(),
    )
    question = question_of(record)
    answer = None if one.anew else answer_to(connection, project, question, engine)
    if answer is None:
        add_run(connection, record, project, account, one, question=question)
        return record, ()
    ended, told = answered(record, answer.record)
    add_run(connection, ended, project, account, one, question=question, result=answer.result)
    return ended, told


def add_run(connection: Connection, record: RunRecord, project: str, account: str, one: Asked, **cells: str) -> None:
    """Make the row of a run.

    Raises:
        KnownError: ``idempotency-conflict``.
    """
    row: dict[str, object] = {
        "run": record.id,
        "status": record.status.value,
        "token": record.lease.token,
        "worker": "",
        "expires": 0.0,
        "cancelled": False,
        "record": json.dumps(record.to_dict(), allow_nan=False, separators=(",", ":")),
        "project": project,
        "account": account,
        "request": one.request,
        "asked": one.digest(),
        "anew": one.anew,
        "priority": one.priority,
        "snapshot": one.snapshot,
        "result": "",
        "incumbent": "",
        "claimed": 0.0,
        **cells,
    }
    # Of a project that the account is no member of any more, it does not see the run of this name.
    made = upsert(RUNS).values(row).on_conflict_do_nothing(index_elements=["account", "request"])
    if connection.execute(made.returning(RUNS.c.number)).one_or_none() is None:
        raise _name_taken()


def _known(connection: Connection, account: str, project: str, one: Asked) -> RunRecord | None:
    """The run that the account has asked for under this name before."""
    found = select(RUNS.c.record, RUNS.c.asked, RUNS.c.project).where(
        RUNS.c.account == account, RUNS.c.request == one.request
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    if (row.asked, row.project) != (one.digest(), project):
        raise _name_taken()
    return RunRecord.from_dict(json.loads(row.record))


def _name_taken() -> KnownError:
    return KnownError(
        "idempotency-conflict",
        "A run was asked for under this name before, but another one.",
        where="idempotency_key",
        what_to_do="Give every run a name of its own.",
    )
