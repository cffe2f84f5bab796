"""Files that are to be read: a row is the truth, a bell says that one waits, a claim holds as long as it is renewed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any

from sqlalchemy import Connection, Row, func, insert, select, text, update

from engine.errors import KnownError
from engine.jobs.store import LEASE_S
from sync.server.blobs import Blobs, hold
from sync.server.database import SERVICE, Database
from sync.server.file_tables import FILES
from sync.server.projects import Role, shared

MOST_WAITING = 100
"""Files of one account that may wait at once; they are read one after the other, and others wait behind them."""


class FileStatus(StrEnum):
    """How a file stands; everything from READ on is final."""

    QUEUED = "queued"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come."""
        return self not in (FileStatus.QUEUED, FileStatus.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileJob:
    """A file that is to be read.

    Attributes:
        id: Identifier.
        project: Of the project.
        name: As the user calls it.
        size: Number of bytes.
        content: SHA-256 of the bytes.
        base: SHA-256 of the frozen network that the change set leads on from; empty for an empty one.
        status: How it stands.
        token: Counts the claims; who has an older one writes nothing.
        change_set: SHA-256 of the change set; empty where there is none.
        issues: SHA-256 of the issues as JSON; empty where there are none.
        outcome: Rows read and used and the number of issues by weight, or code and message of a refusal.
    """

    id: str
    project: str
    name: str
    size: int
    content: str
    base: str = ""
    status: FileStatus
    token: int = 0
    change_set: str = ""
    issues: str = ""
    outcome: Mapping[str, Any] = field(default_factory=dict)


class Files:
    """Files in the server's database; safe from any thread."""

    def __init__(self, database: Database, *, lease_s: float = LEASE_S, most_bytes: int = 0) -> None:
        self._database = database
        self._blobs = Blobs(database, most_bytes)
        self._lease_s = lease_s

    def hand_in(self, account: str, project: str, name: str, source: IO[bytes], base: str = "") -> FileJob:
        """Keep a file and queue it.

        Args:
            account: An editor of the project.
            project: The project.
            name: What the user calls the file.
            source: Its bytes.
            base: SHA-256 of a frozen network of the project, which the file changes; empty for an empty one.

        Raises:
            KnownError: ``blob-unknown``: the project has no such network; ``project-full``; ``too-many-waiting``; see
                `sync.server.projects.shared`.
        """
        if base:
            self._blobs.size(project, base, account)
        content = self._blobs.put(project, source, account=account)
        size = self._blobs.size(project, content, account)
        file = secrets.token_hex(16)
        row = {
            "file": file,
            "project": project,
            "account": account,
            "name": name,
            "size": size,
            "content": content,
            "base": base,
            "status": FileStatus.QUEUED.value,
            "token": 0,
            "expires": 0.0,
            "cancelled": False,
            "change_set": "",
            "issues": "",
            "outcome": "{}",
        }
        with self._database.transaction(account) as connection:
            shared(connection, account, project, Role.EDITOR)
            if base and not hold(connection, project, base):
                raise KnownError("blob-unknown", "The frozen network is gone.", where=base, what_to_do="Send it again.")
            connection.execute(insert(FILES).values(row))
            waiting = select(func.count()).where(FILES.c.account == account, FILES.c.status == FileStatus.QUEUED.value)
            if connection.execute(waiting).scalar_one() > MOST_WAITING:
                raise KnownError(
                    "too-many-waiting",
                    f"More than {MOST_WAITING:,} of your files would wait.",
                    what_to_do="Wait until some have been read, or cancel them.",
                )
        return FileJob(
            id=file, project=project, name=name, size=size, content=content, base=base, status=FileStatus.QUEUED
        )

    def seen(self, account: str, file: str, needed: Role = Role.VIEWER) -> FileJob:
        """A file as a member of its project sees it.

        Raises:
            KnownError: ``file-unknown`` also for those who are no members; ``role-too-low``.
        """
        with self._database.transaction(account) as connection:
            row = connection.execute(select(FILES).where(FILES.c.file == file)).one_or_none()
            if row is None:
                raise KnownError("file-unknown", "There is no such file among yours.", where="file")
            shared(connection, account, row.project, needed)
        return _job(row)

    def cancel(self, file: str) -> None:
        """Stop reading: a file that waits ends now, one under way as soon as its worker hears of it."""
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(select(FILES).where(FILES.c.file == file).with_for_update()).one_or_none()
            if row is None or FileStatus(row.status).is_final:
                return
            values: dict[str, Any] = {"cancelled": True}
            if row.status == FileStatus.QUEUED.value:
                values["status"] = FileStatus.CANCELLED.value
            connection.execute(update(FILES).where(FILES.c.file == file).values(values))

    def waiting(self) -> Sequence[str]:
        """Files that are queued, the oldest first."""
        found = select(FILES.c.file).where(FILES.c.status == FileStatus.QUEUED.value).order_by(FILES.c.number)
        with self._database.transaction(SERVICE) as connection:
            return list(connection.execute(found).scalars())

    def claim_next(self) -> FileJob | None:
        """Take the file that has waited longest."""
        wanted = (
            select(FILES)
            .where(FILES.c.status == FileStatus.QUEUED.value)
            .order_by(FILES.c.number)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return None
            taken = (
                update(FILES)
                .where(FILES.c.number == row.number)
                .values(status=FileStatus.READING.value, token=row.token + 1, expires=self._expires(connection))
                .returning(FILES)
            )
            return _job(connection.execute(taken).one())

    def renew(self, job: FileJob) -> bool:
        """A worker's sign of life for a file.

        Returns:
            Whether to go on: not where the file was cancelled or another worker has it.
        """
        with self._database.transaction(SERVICE) as connection:
            held = update(FILES).where(*_held(job)).values(expires=self._expires(connection))
            row = connection.execute(held.returning(FILES.c.cancelled)).one_or_none()
            return row is not None and not row.cancelled

    def finish(self, job: FileJob, change_set: IO[bytes] | None, issues: IO[bytes], outcome: Mapping[str, Any]) -> bool:
        """Keep what came of a file; False where another worker has it."""
        cells = {
            "change_set": "" if change_set is None else self._blobs.put(job.project, change_set),
            "issues": self._blobs.put(job.project, issues),
            "outcome": json.dumps(outcome, allow_nan=False),
            "status": FileStatus.READ.value,
        }
        return self._end(job, cells)

    def refuse(self, job: FileJob, error: KnownError) -> bool:
        """Say why a file was not read."""
        words = {
            "code": error.code,
            "message": error.message,
            "where": error.where,
            "what_to_do": error.what_to_do,
        }
        return self._end(job, {"status": FileStatus.REFUSED.value, "outcome": json.dumps(words)})

    def end_cancelled(self, job: FileJob) -> bool:
        """Note that a file was not read on because its owner wished so."""
        return self._end(job, {"status": FileStatus.CANCELLED.value})

    def release(self, job: FileJob) -> bool:
        """Queue a file that a worker which ends holds; that it was begun counts as no attempt.

        Returns:
            False where another worker has it, or it has ended.
        """
        again = {"status": FileStatus.QUEUED.value, "returned": FILES.c.returned + 1, "expires": 0.0}
        return self._end(job, again)

    def reap(self, attempts: int) -> Sequence[str]:
        """Queue files again whose workers have fallen silent; one that was begun too often is refused.

        Returns:
            Files that are queued again.
        """
        with self._database.transaction(SERVICE) as connection:
            now = _now(connection)
            late = select(FILES).where(FILES.c.status == FileStatus.READING.value, FILES.c.expires < now)
            rows = connection.execute(late.order_by(FILES.c.number).with_for_update(skip_locked=True)).all()
            for row in rows:
                values = {"status": FileStatus.QUEUED.value}
                if row.cancelled:
                    values = {"status": FileStatus.CANCELLED.value}
                elif row.token - row.returned >= attempts:
                    words = {
                        "code": "file-kills-its-reader",
                        "message": "Reading the file ended its reader each time it was tried.",
                        "where": row.name,
                        "what_to_do": "Save its large sheets as csv, and send those.",
                    }
                    values = {"status": FileStatus.REFUSED.value, "outcome": json.dumps(words)}
                connection.execute(update(FILES).where(FILES.c.number == row.number).values(values))
            return [row.file for row in rows if not row.cancelled and row.token - row.returned < attempts]

    def counts(self) -> Mapping[str, int]:
        """Files by status."""
        found = select(FILES.c.status, func.count().label("number")).group_by(FILES.c.status)
        with self._database.transaction(SERVICE) as connection:
            return {row.status: row.number for row in connection.execute(found)}

    def _end(self, job: FileJob, cells: Mapping[str, Any]) -> bool:
        with self._database.transaction(SERVICE) as connection:
            return connection.execute(update(FILES).where(*_held(job)).values(cells)).rowcount == 1

    def _expires(self, connection: Connection) -> float:
        return _now(connection) + self._lease_s


def _held(job: FileJob) -> tuple[Any, ...]:
    return FILES.c.file == job.id, FILES.c.status == FileStatus.READING.value, FILES.c.token == job.token


def _now(connection: Connection) -> float:
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def _job(row: Row[Any]) -> FileJob:
    return FileJob(
        id=row.file,
        project=row.project,
        name=row.name,
        size=row.size,
        content=row.content,
        base=row.base,
        status=FileStatus(row.status),
        token=row.token,
        change_set=row.change_set,
        issues=row.issues,
        outcome=json.loads(row.outcome),
    )
