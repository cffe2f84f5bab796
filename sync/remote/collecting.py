"""What a run that has ended on a server leaves, and how one ends that no server ends."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import KnownError
from engine.runs.ending import without_incumbent
from engine.runs.record import RunRecord, RunStatus, utc_now
from sync.remote.client import Server
from sync.whereabouts import as_kept_here, name_there


def fetch(server: Server, here: RunRecord) -> tuple[RunRecord, bytes | None]:
    """A run as the project keeps it, and where it has ended with a solution its result tables.

    Raises:
        KnownError: ``other-input``: the server has solved another network than the one that was handed in;
            ``run-unknown``; ``result-damaged``; whatever the server objects to.
    """
    there = server.run(name_there(here))
    if there.input_hash != here.input_hash:
        raise KnownError(
            "other-input",
            "The server's answer belongs to another input than the one that was handed in, and was not taken.",
            where=here.lease.worker,
            what_to_do="Run the scenario again, and tell whoever runs the server.",
        )
    has_result = there.status.is_final and there.objective is not None
    return as_kept_here(there, here), server.result(there.id) if has_result else None


def given_up(here: RunRecord, message: str) -> RunRecord:
    """The run as it is kept once its user does not want it any more, and no server stops it."""
    return without_incumbent(replace(here, status=RunStatus.CANCELLED, message=message, finished=utc_now()))


def not_ours(here: RunRecord) -> KnownError:
    """The server says the same of a run that is gone and of one that is another account's: nothing is ended yet."""
    return KnownError(
        "run-not-ours",
        f"The server does not know a run of {here.scenario}, or not with your account.",
        where=here.id,
        what_to_do="Sign in with the account that asked for it, or give it up: networx runs FILE --cancel RUN",
    )
