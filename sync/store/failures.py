"""Failures of the database as known errors: what happened to the file, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from engine.errors import KnownError

_KNOWN = {
    sqlite3.SQLITE_FULL: ("disk-full", "The disk is full.", "Free some space and try again; nothing was lost."),
    sqlite3.SQLITE_CORRUPT: (
        "project-damaged",
        "The project file is damaged.",
        "Restore it from a copy; keep the damaged file.",
    ),
    sqlite3.SQLITE_NOTADB: ("not-a-project", "This is not a project file.", "Choose a file made by this product."),
    sqlite3.SQLITE_READONLY: (
        "project-read-only",
        "The project file or its folder cannot be written to.",
        "Open it read-only, or copy it to a folder of your own.",
    ),
    sqlite3.SQLITE_PERM: (
        "project-read-only",
        "The project file or its folder cannot be written to.",
        "Open it read-only, or copy it to a folder of your own.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "project-unreadable",
        "The project file cannot be opened.",
        "Check that it exists and that you may read it and write to its folder.",
    ),
    sqlite3.SQLITE_BUSY: (
        "project-busy",
        "Another process is writing to the project.",
        "Wait for it to finish and try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "project-busy",
        "Another process is writing to the project.",
        "Wait for it to finish and try again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "project-io",
        "The disk could not be read or written.",
        "Check the disk or the connection to the network drive.",
    ),
    sqlite3.SQLITE_TOOBIG: (
        "project-too-big",
        "A result or a change is larger than a project file can hold.",
        "Change less at a time.",
    ),
}

_OTHER_SCHEMA = ("no such table", "no such column", "malformed database schema")
"""What a file of the right form says whose description of itself is damaged."""


@contextmanager
def known_failures(path: Path) -> Iterator[None]:
    """Turn failures of the file that users can act on into known errors; all others pass.

    Raises:
        KnownError: ``disk-full``, ``project-damaged``, ``not-a-project``, ``project-read-only``,
            ``project-unreadable``, ``project-busy``, ``project-io`` or ``project-too-big``.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        known = _known(cause, path)
        if known is None:
            raise
        raise known from error


def _known(cause: object, path: Path) -> KnownError | None:
    number = getattr(cause, "sqlite_errorcode", None)
    if number == sqlite3.SQLITE_ERROR and str(cause).startswith(_OTHER_SCHEMA):
        number = sqlite3.SQLITE_CORRUPT
    if not isinstance(number, int) or number & 0xFF not in _KNOWN:
        return None
    code, message, advice = _KNOWN[number & 0xFF]
    return KnownError(code, message, where=path.name, what_to_do=advice)
