"""Runs that ask the same thing: what makes them the same, and the record of one that is given another's answer.

How it was given is told in words alone, in fields that a record always had: an application of an earlier version reads
them like any others.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from engine.runs.codec import to_plain
from engine.runs.record import RunRecord

_BEGINNING = "The same input was solved by run "


def question_of(record: RunRecord) -> str:
    """SHA-256 of what a run asks: kind, network and options; not who asks, for which scenario, nor for how long.

    A time limit is left out, because an answer that is final was not cut short by one.
    """
    asked = {
        "kind": record.kind,
        "input": record.input_hash,
        "options": to_plain(replace(record.options, time_limit_s=None)),
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def taken_over(record: RunRecord, known: RunRecord, now: str) -> RunRecord:
    """The record of a run that ends with the answer of another one.

    Args:
        record: The run, as it stands.
        known: The run that was computed; its seconds say how long that took.
        now: When this one ends.
    """
    words = taking_over_words(known)
    has_solution = known.objective is not None
    return replace(
        known,
        id=record.id,
        kind=record.kind,
        scenario=record.scenario,
        input_hash=record.input_hash,
        options=record.options,
        message=words if has_solution else f"{words} {known.message}".rstrip(),
        notes=(words, *known.notes) if has_solution else known.notes,
        created=record.created,
        started=record.started or now,
        finished=now,
        attempt=max(record.attempt, 1),
        lease=record.lease,
    )


def taking_over_words(known: RunRecord) -> str:
    """Whose answer it is, and how old, in a sentence for the user."""
    moment = known.finished[:16].replace("T", " ")
    return (
        f"{_BEGINNING}{known.id} (scenario {known.scenario}), which ended on {moment} UTC; this is its result, and "
        "nothing was computed twice."
    )


def is_taken_over(record: RunRecord) -> bool:
    """Whether a run ended with the answer of another one."""
    return record.message.startswith(_BEGINNING)
