"""A run that is asked of a server: its record before anything is known of it."""

from __future__ import annotations

import platform
from importlib.metadata import version

from engine.runs.record import Lease, RunRecord, RunStatus, SolveOptions, Versions, new_run_id, utc_now


def asked_of(url: str, scenario: str, options: SolveOptions) -> RunRecord:
    """A queued run of a scenario that the server at an address shall compute."""
    return RunRecord(
        id=new_run_id(),
        scenario=scenario,
        status=RunStatus.QUEUED,
        options=options,
        versions=Versions(application=version("networx-essentials"), python=platform.python_version()),
        created=utc_now(),
        lease=Lease(worker=f"server {url}#"),
    )
