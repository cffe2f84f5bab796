"""What came of a run on a server, brought into the project file."""

from __future__ import annotations

from engine.errors import KnownError
from engine.runs.ending import failed
from engine.runs.record import RunRecord, RunStore
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
        KnownError: The server cannot be reached, or refuses.
    """
    mark = mark_of(here)
    if mark is None or here.status.is_final:
        return here
    if not mark[1] and here.input_hash:
        return here  # frozen and kept by an application, which hands it in when the server can be reached
    if not mark[1]:
        return _keep(store, _lost(here, "The run was not handed in: the program ended before."))
    try:
        there = server.run(mark[1])
    except KnownError as error:
        if error.code != "run-unknown":
            raise
        return _keep(store, _lost(here, "The server does not know this run (any more)."))
    record = as_kept_here(there, here)
    if not there.status.is_final:
        store.update(record)
        return record
    return _keep(store, record, None if record.objective is None else server.result(mark[1]))


def _keep(store: RunStore, record: RunRecord, result: bytes | None = None) -> RunRecord:
    store.finish(record, result)
    return store.get(record.id)


def _lost(here: RunRecord, message: str) -> RunRecord:
    return failed(here, KnownError("run-lost", message, what_to_do="Run the scenario again.")).record
