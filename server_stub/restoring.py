"""Backups are tried: the newest is restored every so often, and what came of it is kept beside the backups."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.errors import KnownError
from server_stub.backups import newest
from server_stub.loopback.programs import program
from sync.server import Database
from sync.server.dumps import Manifest, try_restore

_FILE = "restore-test.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of the last trial.

    Attributes:
        file: Name of the dump; empty where there was none.
        tried: When, in seconds since 1970.
        restored: When a trial succeeded last, in seconds since 1970; 0 for never.
        failure: Why this one failed; empty where it did not.
    """

    file: str
    tried: float
    restored: float
    failure: str


def last_trial(folder: Path) -> Trial:
    """The last trial of the backups of a folder; one of 1970 where there was none or its record cannot be read."""
    try:
        return Trial(**json.loads((folder / _FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Trial(file="", tried=0.0, restored=0.0, failure="")


def is_due(folder: Path, every: timedelta) -> bool:
    """Whether the last trial failed, or its success is older than so much."""
    last = last_trial(folder)
    return bool(last.failure) or datetime.now(UTC).timestamp() - last.restored >= every.total_seconds()


def try_newest(owner: Database, folder: Path) -> Manifest:
    """Restore the newest backup into a database of its own, compare its rows, and keep what came of it.

    Raises:
        KnownError: ``no-backup``, ``backup-damaged``, ``restore-failed``; ``trial-not-kept``: it restores, but that
            cannot be written into the folder.
    """
    began = datetime.now(UTC).timestamp()
    name = ""
    try:
        manifest = newest(folder)
        name = manifest.file
        try_restore(owner, program, folder, manifest)
    except KnownError as error:
        _keep(folder, Trial(file=name, tried=began, restored=last_trial(folder).restored, failure=str(error)))
        raise
    _keep(folder, Trial(file=name, tried=began, restored=began, failure=""))
    return manifest


def _keep(folder: Path, trial: Trial) -> None:
    part = folder / f"{_FILE}.part"
    try:
        part.write_text(json.dumps(asdict(trial)), "utf-8")
        part.replace(folder / _FILE)
    except OSError as error:
        raise KnownError(
            "trial-not-kept",
            f"What came of the trial cannot be kept: {error.strerror}.",
            where=str(folder),
            what_to_do="Make the folder writable for it.",
        ) from error
