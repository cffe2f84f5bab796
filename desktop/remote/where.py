"""Where a run is computed, read from its record without loading anything that speaks HTTP.

The form is the one of `sync.remote.marks`, which a window cannot import without standing still; a test holds the two
equal.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from engine.runs.record import RunRecord

_MARK = "server "


def server_of(record: RunRecord) -> str:
    """Address of the server that computes a run; empty for this computer."""
    worker = record.lease.worker
    return worker.removeprefix(_MARK).partition("#")[0] if worker.startswith(_MARK) else ""


def name_there(record: RunRecord) -> str:
    """What the server calls a run; empty where it has not confirmed it, or none computes it."""
    return record.lease.worker.partition("#")[2] if server_of(record) else ""


def host_of(url: str) -> str:
    """What people call a server."""
    return urlsplit(url).netloc or url
