"""Making a project file, opening one (what it is, how old, may it be written to), and closing it."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event, insert

from engine.errors import BugError, KnownError
from sync.store.failures import known_failures
from sync.store.file import APPLICATION_ID, FORMAT, OpenMode, engine_of, pragma, stamp, writing
from sync.store.migrating import newest_revision, upgrade
from sync.store.tables import METADATA, PROPERTIES, REVISION


def create_file(path: Path) -> None:
    """Write a project file without rows.

    Raises:
        KnownError: ``project-exists``, ``project-read-only``, ``disk-full``.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    except FileExistsError:
        raise KnownError(
            "project-exists", "A file of this name exists already.", where=str(path), what_to_do="Choose another name."
        ) from None
    except OSError as error:
        raise KnownError(
            "project-read-only",
            f"The file cannot be created: {error.strerror}.",
            where=str(path),
            what_to_do="Choose a folder that exists and that you may write to.",
        ) from error
    with ExitStack() as failed:
        failed.callback(path.unlink)
        engine = engine_of(path, read_only=False)
        failed.callback(engine.dispose)
        with known_failures(path), writing(engine).begin() as connection:
            _fill(connection)
        failed.pop_all()
    engine.dispose()


def require_file(path: Path) -> None:
    """Refuse a path at which there is no file, or none that may be looked for.

    Raises:
        KnownError: ``project-missing`` or ``project-unreadable``.
    """
    try:
        found = path.is_file()
    except OSError as error:
        raise KnownError(
            "project-unreadable",
            f"The project's folder cannot be read: {error.strerror}.",
            where=str(path),
            what_to_do="Ask its owner for the right to read it.",
        ) from error
    if not found:
        raise KnownError(
            "project-missing", "There is no such project file.", where=str(path), what_to_do="Check its name and place."
        )


def require_sound(connection: Connection, path: Path) -> None:
    """Read the whole file and refuse one that is damaged.

    Raises:
        KnownError: ``project-damaged``.
    """
    found = pragma(connection, "integrity_check(1)")
    if found != "ok":
        raise KnownError(
            "project-damaged",
            f"The project file is damaged: {found}.",
            where=path.name,
            what_to_do="Restore it from a copy; keep the damaged file.",
        )


def open_file(path: Path, mode: OpenMode) -> Engine:
    """The engine of an existing project file, brought to the current form where it is older and is opened to edit.

    Raises:
        KnownError: ``not-a-project``, ``project-newer``, ``project-older``, ``project-damaged``, ``project-read-only``,
            ``project-unreadable`` or ``project-busy``.
    """
    with ExitStack() as failed:
        engine = engine_of(path, read_only=mode is OpenMode.READ)
        failed.callback(engine.dispose)
        with known_failures(path):
            _prepare(engine, path, mode)
        failed.pop_all()
    return engine


def close_file(engine: Engine, mode: OpenMode) -> None:
    """Close the connection for good; the last to close a file leaves a single file without a log beside it."""
    try:
        if mode is not OpenMode.READ:
            with engine.connect() as connection:
                _end_log(connection)
    finally:
        engine.dispose()
        event.listen(engine, "connect", _refuse)


def _fill(connection: Connection) -> None:
    METADATA.create_all(connection)
    properties = {"id": uuid.uuid4().hex, "created": datetime.now(UTC).isoformat(timespec="seconds")}
    connection.execute(insert(PROPERTIES), [{"name": name, "value": value} for name, value in properties.items()])
    connection.execute(insert(REVISION), [{"version_num": newest_revision()}])
    stamp(connection, FORMAT)


def _prepare(engine: Engine, path: Path, mode: OpenMode) -> None:
    with engine.connect() as connection:
        form = _form(connection, path)
    if form < FORMAT:
        if mode is not OpenMode.WRITE:
            raise KnownError(
                "project-older",
                f"The file has form {form}, older than {FORMAT}.",
                where=path.name,
                what_to_do="Open it for writing once; it is brought to the new form then.",
            )
        engine.dispose()
        upgrade(path)
    if mode is not OpenMode.READ:
        _keep_log(engine, path)


def _form(connection: Connection, path: Path) -> int:
    if pragma(connection, "application_id") != APPLICATION_ID:
        raise KnownError(
            "not-a-project",
            "This is not a project file.",
            where=path.name,
            what_to_do="Choose a file made by this product.",
        )
    form = int(pragma(connection, "user_version"))
    if form > FORMAT:
        raise KnownError(
            "project-newer",
            f"The file was written by a newer version of the product: its form is {form}, this one knows {FORMAT}.",
            where=path.name,
            what_to_do="Install the newer version.",
        )
    return form


def _end_log(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        driver.execute("PRAGMA busy_timeout = 0")
        driver.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise  # others having it open is no failure: they will end the log


def _refuse(connection: sqlite3.Connection, _record: object) -> None:
    connection.close()
    raise BugError("the project is closed")


def _keep_log(engine: Engine, path: Path) -> None:
    """Write ahead to a log, so that readers and the writer do not wait for each other."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        (journal_mode,) = driver.execute("PRAGMA journal_mode = WAL").fetchone()
        driver.execute("SELECT count(*) FROM properties").fetchone()  # from the first reading on, others know of us
    if journal_mode != "wal":
        raise KnownError(
            "project-unreadable",
            "The project lies on a drive that does not let several processes share a file.",
            where=path.name,
            what_to_do="Copy it to a local drive.",
        )
