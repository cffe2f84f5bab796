"""Bytes in the database, known by their SHA-256: frozen networks, results, files; written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.file_tables import FILES
from sync.server.projects import Role, shared
from sync.server.run_tables import BLOBS, CHUNKS, RUNS

CHUNK_BYTES = 1 << 20
_IS_NEW: ColumnElement[bool] = literal_column(
    "xmax = 0"
)  # PostgreSQL's own word for a row that the statement has made, not changed


class Blobs:
    """Blobs of projects; safe from any thread. An account that is named must be a member of the project."""

    def __init__(self, database: Database, most_bytes: int = 0) -> None:
        """Use a database.

        Args:
            database: With the newest form.
            most_bytes: What people may bring to one project, results of its runs included; 0 for any.
        """
        self._database = database
        self._most_bytes = most_bytes

    def has(self, project: str, sha256: str, account: str = SERVICE) -> bool:
        """Whether a project has a blob.

        Raises:
            KnownError: See `sync.server.projects.shared`.
        """
        with self._opened(project, account, Role.VIEWER) as connection:
            return _find(connection, project, sha256) is not None

    def put(self, project: str, source: IO[bytes], sha256: str = "", account: str = SERVICE) -> str:
        """Keep what a file holds from here to its end; bytes that are there already are kept once, and as new ones.

        What the server itself brings is never refused: the result of a run that was taken on has its place.

        Args:
            project: The project.
            source: Read in chunks, after it was read once for its hash.
            sha256: What it must be; empty for any.
            account: Who brings it.

        Returns:
            Its SHA-256.

        Raises:
            KnownError: ``blob-differs``: it is not what was said; ``project-full``: it is more than the project may
                hold; see `sync.server.projects.shared`.
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
            kept = upsert(BLOBS).values(row)
            kept = kept.on_conflict_do_update(index_elements=["project", "sha256"], set_={"created": func.now()})
            number, is_new = connection.execute(kept.returning(BLOBS.c.number, _IS_NEW)).one()
            if is_new and account != SERVICE:
                self._check_room(connection, project)
            position = 0
            while is_new and (chunk := source.read(CHUNK_BYTES)):
                connection.execute(insert(CHUNKS).values(blob=number, position=position, bytes=chunk))
                position += 1
        return digest

    def _check_room(self, connection: Connection, project: str) -> None:
        """Refuse what was just added where it is too much; what others add at the same moment is not seen yet."""
        held = select(func.coalesce(func.sum(BLOBS.c.size), 0)).where(BLOBS.c.project == project)
        if self._most_bytes and int(connection.execute(held).scalar_one()) > self._most_bytes:
            raise KnownError(
                "project-full",
                f"The project would hold more than {self._most_bytes / (1 << 30):g} GiB of networks, results, files.",
                where=project,
                what_to_do="Use a new project, or ask the operator of the server for more room (NETWORX_PROJECT_GIB); "
                "what belongs to runs that ended long ago is removed by itself.",
            )

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
        with self._database.transaction(SERVICE) as connection:
            connection.execute(delete(BLOBS).where(BLOBS.c.project == project, BLOBS.c.sha256 == sha256, ~is_named()))

    @contextmanager
    def _opened(self, project: str, account: str, needed: Role) -> Iterator[Connection]:
        with self._database.transaction(account) as connection:
            if account != SERVICE:
                shared(connection, account, project, needed)
            yield connection


def is_named() -> ColumnElement[bool]:
    """Whether a run or a file of its project names a blob; for a statement about `BLOBS`."""
    by_run = (RUNS.c.snapshot, RUNS.c.result, RUNS.c.incumbent)
    by_file = (FILES.c.content, FILES.c.base, FILES.c.change_set, FILES.c.issues)
    return or_(
        exists().where(RUNS.c.project == BLOBS.c.project, or_(*(name == BLOBS.c.sha256 for name in by_run))),
        exists().where(FILES.c.project == BLOBS.c.project, or_(*(name == BLOBS.c.sha256 for name in by_file))),
    )


def hold(connection: Connection, project: str, sha256: str) -> bool:
    """Keep a blob from being removed until the transaction, which is going to name it, has ended.

    Returns:
        Whether there is one.
    """
    found = select(BLOBS.c.number).where(BLOBS.c.project == project, BLOBS.c.sha256 == sha256)
    return connection.execute(found.with_for_update(read=True, key_share=True)).one_or_none() is not None


def _find(connection: Connection, project: str, sha256: str) -> tuple[int, int] | None:
    found = select(BLOBS.c.number, BLOBS.c.size).where(BLOBS.c.project == project, BLOBS.c.sha256 == sha256)
    row = connection.execute(found).one_or_none()
    return None if row is None else (row.number, row.size)


def _known(connection: Connection, project: str, sha256: str) -> tuple[int, int]:
    found = _find(connection, project, sha256)
    if found is None:
        raise KnownError("blob-unknown", "The project has no such bytes.", where=sha256, what_to_do="Send them first.")
    return found
