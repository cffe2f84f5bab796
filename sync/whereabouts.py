"""Where a run is computed, as its record says it in the place of its worker; read without loading what speaks HTTP."""

from __future__ import annotations

import platform
from dataclasses import replace
from importlib.metadata import version
from urllib.parse import urlsplit

from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions, Versions, new_run_id, utc_now

_MARK = "server "
_ANEW = "The run is to be computed anew, whatever the server knows."


def asked_of(url: str, scenario: str, options: SolveOptions, *, anew: bool = False) -> RunRecord:
    """A queued run of a scenario that the server at an address shall compute, before anything is known of it.

    Args:
        url: Address of the server.
        scenario: Name of the scenario.
        options: What is asked of the solver.
        anew: Whether it is computed even where the server knows the answer; see `is_anew`.
    """
    record = RunRecord(
        id=new_run_id(),
        scenario=scenario,
        status=RunStatus.QUEUED,
        options=options,
        versions=Versions(application=version("networx-essentials"), python=platform.python_version()),
        created=utc_now(),
        notes=(_ANEW,) if anew else (),
    )
    return marked(record, url)


def is_anew(record: RunRecord) -> bool:
    """Whether a run that is not handed in yet is to be computed anew: noted with it, so that it outlives a program."""
    return _ANEW in record.notes


def marked(record: RunRecord, url: str, name: str = "") -> RunRecord:
    """The record of a run that a server computes.

    Args:
        record: Of the run.
        url: Address of the server.
        name: What the server calls it; empty as long as it has not confirmed it.
    """
    return replace(record, lease=Lease(worker=f"{_MARK}{url}#{name}"))


def server_of(record: RunRecord) -> str:
    """Address of the server that computes a run; empty for this computer."""
    worker = record.lease.worker
    return worker.removeprefix(_MARK).partition("#")[0] if worker.startswith(_MARK) else ""


def name_there(record: RunRecord) -> str:
    """What the server calls a run; empty where it has not confirmed it, or none computes it."""
    return record.lease.worker.partition("#")[2] if server_of(record) else ""


def as_kept_here(record: RunRecord, here: RunRecord) -> RunRecord:
    """A record of the server under the id and mark that the run has here."""
    return replace(
        record, id=here.id, lease=here.lease, versions=record.versions if record.status.is_final else here.versions
    )


def host_of(url: str) -> str:
    """What people call a server."""
    return urlsplit(url).netloc or url
