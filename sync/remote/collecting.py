"""What came of a run on a server, brought into the project file."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import KnownError
from engine.runs.ending import failed, without_incumbent
from engine.runs.record import RunRecord, RunStatus, RunStore, utc_now
from sync.remote.client import Server
from sync.remote.marks import as_kept_here, mark_of


def collect(store: RunStore, server: Server, here: RunRecord) -> RunRecord:
    """Look how a run stands, and keep its result where it has ended; whatever is cut off, it can be done again.

    Args:
        store: Keeps the runs of the project.
        server: The server that computes the run.
        here: The run as it is kept here.

    Returns:
        The run as it stands.

    Raises:
        KnownError: ``run-not-ours``: the server says the same of a run that is gone and of one that is another
            account's, so nothing is ended; or the server cannot be reached, or refuses.
    """
    mark = mark_of(here)
    if mark is None or here.status.is_final:
        return here
    if not mark[1] and here.input_hash:
        return here  # frozen and kept by an application, which hands it in when the server can be reached
    if not mark[1]:
        message = "The run was not handed in: the program ended before."
        lost = KnownError("run-lost", message, what_to_do="Run the scenario again.")
        return _keep(store, failed(here, lost).record)
    try:
        there = server.run(mark[1])
    except KnownError as error:
        if error.code != "run-unknown":
            raise
        raise KnownError(
            "run-not-ours",
            f"The server does not know a run of {here.scenario}, or not with your account.",
            where=here.id,
            what_to_do="Sign in with the account that asked for it, or give it up: networx runs FILE --cancel RUN",
        ) from error
    record = as_kept_here(there, here)
    if not there.status.is_final:
        store.update(record)
        return record
    return _keep(store, record, None if record.objective is None else server.result(mark[1]))


def given_up(here: RunRecord, message: str) -> RunRecord:
    """The run as it is kept once its user does not want it any more, and no server stops it."""
    return without_incumbent(replace(here, status=RunStatus.CANCELLED, message=message, finished=utc_now()))


def _keep(store: RunStore, record: RunRecord, result: bytes | None = None) -> RunRecord:
    store.finish(record, result)
    return store.get(record.id)
