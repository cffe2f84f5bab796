"""Older project files brought to the current form: on a copy, which takes the file's place when all went well."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import KnownError
from sync.store.file import BUSY_S, engine_of, pragma, stamp, writing

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: a file of the current form opens without it, a fifth of a second earlier.
MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision(folder: Path = MIGRATIONS) -> str:
    """Name of the last migration, e.g. ``0001``; its number is the form of the files it makes."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(config_of(folder)).get_current_head())


def upgrade(path: Path, folder: Path = MIGRATIONS) -> None:
    """Bring a project file to the form of the newest migration; the file stays as it was if anything goes wrong.

    Args:
        path: Project file of an older form.
        folder: Folder of the migrations.

    Raises:
        KnownError: ``project-damaged``: the copy is not sound.
        sqlite3.OperationalError: Others have the file open.
    """
    copy = path.with_name(f".{path.name}.migrating")
    copy.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as old, closing(sqlite3.connect(copy)) as new:
            # Refused while others have the file open: its log must not outlive it and be taken for the new file's.
            old.execute("PRAGMA journal_mode = DELETE")
            old.backup(new)
        run_migrations(copy, folder)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def run_migrations(path: Path, folder: Path = MIGRATIONS, revision: str = "head") -> None:
    """Run the migrations that a file has not seen, in place.

    Args:
        path: SQLite file, empty or of an older form.
        folder: Folder of the migrations.
        revision: Last migration to run.

    Raises:
        KnownError: ``project-damaged``: the file is not sound afterwards.
    """
    from alembic import command

    engine = engine_of(path, read_only=False)
    try:
        with writing(engine).begin() as connection:
            config = config_of(folder)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            number = newest_revision(folder) if revision == "head" else revision
            stamp(connection, int(number))
            if pragma(connection, "integrity_check") != "ok":
                raise KnownError(
                    "project-damaged",
                    "The project file is damaged.",
                    where=path.name,
                    what_to_do="Restore it from a copy; keep the damaged file.",
                )
    finally:
        engine.dispose()


def config_of(folder: Path = MIGRATIONS) -> Config:
    """What Alembic must know to find the migrations; the connection is an attribute of it."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
