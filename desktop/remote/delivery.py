"""A run on its way to the server and its result on the way back; on threads that may wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.remote.where import name_there
from engine.errors import KnownError
from engine.runs.record import RunRecord

if TYPE_CHECKING:
    from sync.remote import Server, Servers


@dataclass(frozen=True, slots=True)
class Parcel:
    """A run to hand in.

    Attributes:
        record: As the project has it; its id is the name under which the server knows it again.
        frozen: Its input.
        project: Identifier of the project.
        title: What the project is called on the server where it is new there.
    """

    record: RunRecord
    frozen: Path
    project: str
    title: str


def deliver(server: Server, servers: Servers, parcel: Parcel) -> RunRecord:
    """Hand a run in; done again after a cut, it is the same run.

    Returns:
        The record with what the server calls the run.

    Raises:
        KnownError: ``input-missing``: its input is not there any more; whatever the server objects to.
    """
    from sync.remote.marks import marked
    from sync.remote.messages import Wanted

    if not parcel.frozen.exists():
        raise KnownError(
            "input-missing",
            "The application ended before the input of the run was written down.",
            what_to_do="Run the scenario again.",
        )
    there = _shared(server, servers, parcel)
    snapshot = server.bring(there, parcel.frozen)
    (asked,) = server.hand_in(there, [Wanted(record=parcel.record, snapshot=snapshot)])
    return replace(marked(parcel.record, server.url, asked.id), options=asked.options)


def fetch(server: Server, here: RunRecord) -> tuple[RunRecord, bytes | None]:
    """An ended run as the project keeps it, and its result tables; None where it has none.

    Raises:
        KnownError: ``other-input``: the server has solved another network than the one that was handed in;
            ``result-damaged``; whatever the server objects to.
    """
    from sync.remote.marks import as_kept_here

    there = server.run(name_there(here))
    if there.input_hash != here.input_hash:
        raise KnownError(
            "other-input",
            "The server's answer belongs to another input than the one that was handed in, and was not taken.",
            where=here.lease.worker,
            what_to_do="Run the scenario again, and tell whoever runs the server.",
        )
    result = server.result(there.id) if there.objective is not None else None
    return as_kept_here(there, here), result


def _shared(server: Server, servers: Servers, parcel: Parcel) -> str:
    """The server's project that the project is shared as; made at the first time."""
    known = servers.get(server.url)
    if known is not None and parcel.project in known.projects:
        return known.projects[parcel.project]
    made = server.create_project(parcel.title)
    servers.share(server.url, parcel.project, made.id)
    return made.id
