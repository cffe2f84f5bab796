"""The project file as a database: connections, and what SQLite is told about them."""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

APPLICATION_ID = 0x4E585250  # "NXRP", tells `file` and us that a SQLite file is a project
FORMAT = 1  # of the file, as SQLite's user_version; the number of the newest migration
BUSY_S = 10.0  # another process may hold the file for as long as it stores a result


class OpenMode(StrEnum):
    """What a project is opened for.

    WRITE edits; one process at a time. READ only looks. RUN reads the tables and writes runs alone, beside a writer.
    """

    READ = "read"
    WRITE = "write"
    RUN = "run"


def engine_of(path: Path, *, read_only: bool) -> Engine:
    """An engine with the one connection to an existing file; a transaction begins when SQLAlchemy begins it.

    Args:
        path: Project file.
        read_only: Whether the connection refuses to write.
    """
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_S)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same connection, for transactions that write: they take the file's write lock when they begin."""
    return engine.execution_options(nx_begin="IMMEDIATE")


def pragma(connection: Connection, name: str) -> Any:
    """The value of one of SQLite's settings, or the first finding of one of its checks."""
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def stamp(connection: Connection, form: int) -> None:
    """Mark a database as a project file of a form."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {form}")


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA trusted_schema = OFF")  # a file from elsewhere runs no functions of ours


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("nx_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
