"""The server's database written to a file, and proof that the file can be read back."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from engine.errors import KnownError
from sync.server.database import SERVICE, Database

SCRATCH = "networx_restore_test"
"""The database that is restored into; it is dropped before and after, unless it takes the place of the other."""
_BLOCK = 1 << 20
_SERVED = text(f"SELECT set_config('networx.account', '{SERVICE}', true)")
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a dump holds; kept beside it as JSON.

    Attributes:
        file: Name of the dump.
        sha256: Of its bytes.
        size: In bytes.
        counts: Rows of each table, at the very moment of the dump.
    """

    file: str
    sha256: str
    size: int
    counts: Mapping[str, int]

    def write(self, folder: Path) -> Path:
        """Keep it beside the dump."""
        path = folder / f"{self.file}.json"
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        return path

    @staticmethod
    def read(path: Path) -> Manifest:
        """One that was kept.

        Raises:
            KnownError: ``backup-unreadable``.
        """
        try:
            return Manifest(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise KnownError("backup-unreadable", f"The manifest cannot be read: {error}", where=str(path)) from error


def dump(owner: Database, program: Callable[[str], str], target: Path) -> Manifest:
    """Write the database to a file; whoever writes meanwhile is not hindered, and not in it.

    Args:
        owner: Connected as the owner of the tables.
        program: Gives the path of a program of PostgreSQL.
        target: The file; it appears when it is whole.

    Raises:
        KnownError: ``backup-failed``, with what PostgreSQL's program said.
    """
    part = target.with_suffix(".part")
    repeatable = owner.engine.execution_options(isolation_level="REPEATABLE READ")
    with repeatable.begin() as connection:
        connection.execute(_SERVED)
        # The counts may take longer than any statement of a request, and waiting for the dump longer still.
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        counts = _counts(connection)
        options = ("--format", "custom", "--no-owner", "--enable-row-security", "--snapshot", snapshot)
        _call(owner, owner.engine.url, "backup-failed", program("pg_dump"), *options, "--file", str(part))
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.chmod(0o600)
    part.replace(target)
    return Manifest(file=target.name, sha256=digest(target), size=target.stat().st_size, counts=counts)


def try_restore(owner: Database, program: Callable[[str], str], folder: Path, manifest: Manifest) -> None:
    """Restore a dump into a database of its own, compare it with its manifest, and drop it.

    Raises:
        KnownError: ``backup-damaged``: its bytes are others than were written; ``restore-failed``: it cannot be
            restored, or holds other rows.
    """
    try:
        _restore_beside(owner, program, folder, manifest)
    finally:
        _drop(owner)


def restore_over(owner: Database, program: Callable[[str], str], folder: Path, manifest: Manifest) -> str:
    """Put a dump in the place of the database, once it is restored beside it and compared with its manifest.

    Whatever fails, the database is what it was before.

    Returns:
        What the database that was there is called now; empty where it had no accounts and was dropped.

    Raises:
        KnownError: See `try_restore`; ``database-in-use``: others are connected with it.
    """
    try:
        _restore_beside(owner, program, folder, manifest)
        return _exchange(owner)
    finally:
        _drop(owner)


def _restore_beside(owner: Database, program: Callable[[str], str], folder: Path, manifest: Manifest) -> None:
    path = folder / manifest.file
    if not path.exists() or digest(path) != manifest.sha256:
        raise KnownError(
            "backup-damaged",
            "The dump is not there, or not what was written.",
            where=str(path),
            what_to_do="Take another, and make one now: networx-server backup.",
        )
    scratch = owner.engine.url.set(database=SCRATCH)
    _drop(owner)
    _alone(owner.engine.url, owner, f"CREATE DATABASE {SCRATCH} TEMPLATE template0")
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--dbname", SCRATCH)
    _call(owner, scratch, "restore-failed", program("pg_restore"), *options, str(path))
    address = scratch.render_as_string(hide_password=False)
    restored = Database(address, application="networx-restore", pool_size=1, certificate=owner.certificate)
    with restored.transaction(SERVICE) as connection:
        found = _counts(connection)
    restored.close()
    if found != dict(manifest.counts):
        other = sorted(name for name in {*found, *manifest.counts} if found.get(name) != manifest.counts.get(name))
        raise KnownError("restore-failed", f"These tables have other rows than were written: {', '.join(other)}.")


def _exchange(owner: Database) -> str:
    """Give the restored database the name of the other one; each is renamed by a connection with the other."""
    quote = owner.engine.dialect.identifier_preparer.quote
    url, name = owner.engine.url, str(owner.engine.url.database)
    with owner.transaction(SERVICE) as connection:
        is_empty = connection.execute(text("SELECT to_regclass('public.accounts') IS NULL")).scalar_one()
        is_empty = is_empty or not connection.execute(text("SELECT count(*) FROM accounts")).scalar_one()
    before = f"{name}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    owner.engine.dispose()
    try:
        _alone(url.set(database=SCRATCH), owner, f"ALTER DATABASE {quote(name)} RENAME TO {quote(before)}")
    except OperationalError as error:
        raise KnownError(
            "database-in-use",
            "Others are connected with the database, so that it cannot be exchanged.",
            where=name,
            what_to_do="Stop the API and the workers, and try again.",
        ) from error
    _alone(url.set(database=before), owner, f"ALTER DATABASE {SCRATCH} RENAME TO {quote(name)}")
    if is_empty:
        _alone(url, owner, f"DROP DATABASE {quote(before)}")
    return "" if is_empty else before


def base_backup(owner: Database, program: Callable[[str], str], folder: Path) -> None:
    """Copy the files of the whole cluster, from which archived WAL leads to any later moment.

    Raises:
        KnownError: ``backup-failed``.
    """
    options = ("--format", "tar", "--gzip", "--wal-method", "fetch", "--checkpoint", "fast", "--pgdata", str(folder))
    _call(owner, owner.engine.url, "backup-failed", program("pg_basebackup"), *options)


def digest(path: Path) -> str:
    """The sha256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _counts(connection: Connection) -> dict[str, int]:
    quote = connection.dialect.identifier_preparer.quote
    names: Sequence[str] = connection.execute(_TABLES).scalars().all()
    return {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM public.{quote(name)}").scalar_one())  # noqa: S608
        for name in names
    }


def _drop(owner: Database) -> None:
    _alone(owner.engine.url, owner, f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")


def _alone(url: URL, owner: Database, statement: str) -> None:
    """A statement that no transaction may hold, said to a database of the owner's."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args=owner.encryption)
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _call(owner: Database, url: URL, code: str, *command: str) -> None:
    """Run a program of PostgreSQL; what it connects with is in its environment, where no list of processes shows it."""
    address = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGDATABASE": url.database}
    given = {name: str(value) for name, value in address.items() if value}
    modes = {f"PG{name.upper()}": value for name, value in owner.encryption.items()}
    # Policies bind the owner, too, where he is no superuser.
    secret = {"PGPASSWORD": url.password or "", "PGOPTIONS": f"-c networx.account={SERVICE} -c statement_timeout=0"}
    if "pg_basebackup" in command[0]:
        secret.pop("PGOPTIONS")
    done = subprocess.run(
        command, env={**os.environ, **given, **modes, **secret}, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise KnownError(code, done.stderr.strip()[-2000:] or f"{Path(command[0]).name} failed.")
