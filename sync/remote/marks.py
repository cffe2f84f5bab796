"""How a run of the project file says that a server computes it: in the place of its worker."""

from __future__ import annotations

from dataclasses import replace

from engine.runs.record import Lease, RunRecord

_MARK = "server "


def marked(record: RunRecord, url: str, run: str = "") -> RunRecord:
    """The record of a run that a server computes.

    Args:
        record: Of the run.
        url: Address of the server.
        run: Its id there; empty as long as it is not known to be handed in.
    """
    return replace(record, lease=Lease(worker=f"{_MARK}{url}#{run}"))


def mark_of(record: RunRecord) -> tuple[str, str] | None:
    """Address of the server that computes a run, and its id there; None where no server does."""
    if not record.lease.worker.startswith(_MARK):
        return None
    url, _, run = record.lease.worker.removeprefix(_MARK).partition("#")
    return url, run


def as_kept_here(record: RunRecord, here: RunRecord) -> RunRecord:
    """A record of the server under the id and mark that the run has here."""
    return replace(
        record, id=here.id, lease=here.lease, versions=record.versions if record.status.is_final else here.versions
    )
