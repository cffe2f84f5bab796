"""A project copied as a whole, whoever has it open: rows, history, runs."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import Connection

from sync.store.failures import known_failures
from sync.store.file import BUSY_S, OpenMode
from sync.store.opening import create_file, open_file, require_file


def copy_project(source: Path, target: Path) -> None:
    """Copy a project as it stands; the copy is a project of its own, with an identifier of its own.

    Args:
        source: Project file; it is only read.
        target: Where; nothing may be there.

    Raises:
        KnownError: As `Project.open` for reading and `Project.create` do.
    """
    require_file(source)
    open_file(source, OpenMode.READ).dispose()  # says what is wrong with it
    with known_failures(source), closing(_reading(source)) as old:
        _copy(old, source, target)


def copy_connected(connection: Connection, source: Path, target: Path) -> None:
    """Copy what a connection reads, also where its file was moved or deleted; see `copy_project`."""
    driver = connection.connection.driver_connection
    assert driver is not None
    _copy(driver, source, target)


def _copy(old: sqlite3.Connection, source: Path, target: Path) -> None:
    with ExitStack() as failed:
        create_file(target)
        failed.callback(target.unlink)
        with known_failures(source), closing(sqlite3.connect(target)) as new:
            old.backup(new)
            with new:
                new.execute("UPDATE properties SET value = ? WHERE name = 'id'", (uuid.uuid4().hex,))
            new.execute("PRAGMA journal_mode = DELETE")
        failed.pop_all()


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
