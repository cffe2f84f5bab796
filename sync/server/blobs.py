"""Bytes in the database, known by their SHA-256: frozen networks, results, files; written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sqlalchemy import Connection, delete, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.file_tables import FILES
from sync.server.projects import Role, shared
from sync.server.run_tables import BLOBS, CHUNKS, RUNS

CHUNK_BYTES = 1 << 20


class Blobs:
    """Blobs of projects; safe from any thread. An account that is named must be a member of the project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has(self, project: str, sha256: str, account: str = SERVICE) -> bool:
        """Whether a project has a blob.

        Raises:
            KnownError: See `sync.server.projects.shared`.
        """
        with self._opened(project, account, Role.VIEWER) as connection:
            return _find(connection, project, sha256) is not None

    def put(self, project: str, source: IO[bytes], sha256: str = "", account: str = SERVICE) -> str:
        """Keep what a file holds from here to its end; bytes that are there already are kept once.

        Args:
            project: The project.
            source: Read in chunks, after it was read once for its hash.
            sha256: What it must be; empty for any.
            account: Who brings it.

        Returns:
            Its SHA-256.

        Raises:
            KnownError: ``blob-differs``: it is not what was said; see `sync.server.projects.shared`.
        """
        begin = source.tell()
        found = hashlib.sha256()
        size = 0
        while chunk := source.read(CHUNK_BYTES):
            found.update(chunk)
            size += len(chunk)
        digest = found.hexdigest()
        if sha256 and sha256 != digest:
            raise KnownError(
                "blob-differs", "The bytes that came are not the ones that were meant.", what_to_do="Send them again."
            )
        source.seek(begin)
        with self._opened(project, account, Role.EDITOR) as connection:
            row = {"project": project, "sha256": digest, "size": size}
            made = upsert(BLOBS).values(row).on_conflict_do_nothing().returning(BLOBS.c.number)
            number = connection.execute(made).scalar()
            position = 0
            while number is not None and (chunk := source.read(CHUNK_BYTES)):
                connection.execute(insert(CHUNKS).values(blob=number, position=position, bytes=chunk))
                position += 1
        return digest

    def size(self, project: str, sha256: str, account: str = SERVICE) -> int:
        """Number of bytes.

        Raises:
            KnownError: ``blob-unknown``; see `sync.server.projects.shared`.
        """
        with self._opened(project, account, Role.VIEWER) as connection:
            return _known(connection, project, sha256)[1]

    def chunks(self, project: str, sha256: str, account: str = SERVICE) -> Iterator[bytes]:
        """The bytes, a chunk at a time, each in a transaction of its own: a slow reader holds no connection.

        Raises:
            KnownError: ``blob-unknown``; see `sync.server.projects.shared`.
        """
        position = 0
        while True:
            with self._opened(project, account, Role.VIEWER) as connection:
                number, _ = _known(connection, project, sha256)
                found = select(CHUNKS.c.bytes).where(CHUNKS.c.blob == number, CHUNKS.c.position == position)
                chunk = connection.execute(found).scalar()
            if chunk is None:
                return
            yield bytes(chunk)
            position += 1

    def drop(self, project: str, sha256: str) -> None:
        """Forget a blob that neither a run nor a file names any more; nothing happens where there is none."""
        by_run = or_(RUNS.c.snapshot == sha256, RUNS.c.result == sha256, RUNS.c.incumbent == sha256)
        names = (FILES.c.content, FILES.c.base, FILES.c.change_set, FILES.c.issues)
        by_file = or_(*(name == sha256 for name in names))
        is_named = or_(
            exists().where(RUNS.c.project == project, by_run), exists().where(FILES.c.project == project, by_file)
        )
        with self._database.transaction(SERVICE) as connection:
            connection.execute(delete(BLOBS).where(BLOBS.c.project == project, BLOBS.c.sha256 == sha256, ~is_named))

    @contextmanager
    def _opened(self, project: str, account: str, needed: Role) -> Iterator[Connection]:
        with self._database.transaction(account) as connection:
            if account != SERVICE:
                shared(connection, account, project, needed)
            yield connection


def _find(connection: Connection, project: str, sha256: str) -> tuple[int, int] | None:
    found = select(BLOBS.c.number, BLOBS.c.size).where(BLOBS.c.project == project, BLOBS.c.sha256 == sha256)
    row = connection.execute(found).one_or_none()
    return None if row is None else (row.number, row.size)


def _known(connection: Connection, project: str, sha256: str) -> tuple[int, int]:
    found = _find(connection, project, sha256)
    if found is None:
        raise KnownError("blob-unknown", "The project has no such bytes.", where=sha256, what_to_do="Send them first.")
    return found
