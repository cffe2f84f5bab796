"""What is kept for a time alone: frozen networks and results of runs, and files, that ended long ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import Connection, delete, func, select, text

from sync.server.blobs import is_named
from sync.server.database import SERVICE, Database
from sync.server.run_tables import BLOBS

BATCH_ROWS, BATCH_BYTES = 20, 256 << 20
"""What is forgotten at once at most, so that no statement takes long; a single larger blob goes alone."""

_DAY_S = 86400.0
# The rows stay, with figures and messages; what they named is then named by nobody, or by others that still need it.
_RUNS = text(
    "WITH old AS MATERIALIZED (SELECT number FROM runs WHERE snapshot <> '' AND status NOT IN ('queued', 'running') "
    "AND created < now() - make_interval(secs => :age) "
    "AND coalesce(nullif(record::json->>'finished', '')::timestamptz, created) < now() - make_interval(secs => :age) "
    "ORDER BY created LIMIT :rows FOR UPDATE SKIP LOCKED) "
    "UPDATE runs SET snapshot = '', result = '', incumbent = '' FROM old WHERE runs.number = old.number"
)
_FILES = text(
    "WITH old AS MATERIALIZED (SELECT number FROM files WHERE content <> '' AND status NOT IN ('queued', 'reading') "
    "AND created < now() - make_interval(secs => :age) ORDER BY created LIMIT :rows FOR UPDATE SKIP LOCKED) "
    "UPDATE files SET content = '', base = '', change_set = '', issues = '' FROM old WHERE files.number = old.number"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What one batch has removed.

    Attributes:
        runs: Runs whose network and result are kept no more.
        files: Files whose bytes, change set and issues are kept no more.
        blobs: Blobs that are gone.
        size: Bytes of those.
    """

    runs: int
    files: int
    blobs: int
    size: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was old."""
        return not (self.runs or self.files or self.blobs)


def forget_old(database: Database, keep_days: float) -> Forgotten:
    """Remove a small batch of what ended long ago; any number of processes may do it at once.

    A blob goes when it is old itself, and no run and no file names it any more.

    Args:
        database: With the newest form.
        keep_days: How long is kept what has ended.

    Raises:
        KnownError: ``database-unavailable``; ``database-busy``.
    """
    values = {"age": keep_days * _DAY_S, "rows": BATCH_ROWS}
    with database.transaction(SERVICE) as connection:
        runs, files = (connection.execute(statement, values).rowcount for statement in (_RUNS, _FILES))
    with database.transaction(SERVICE) as connection:
        sizes = _drop_blobs(connection, keep_days)
    return Forgotten(runs=runs, files=files, blobs=len(sizes), size=sum(sizes))


def _drop_blobs(connection: Connection, keep_days: float) -> Sequence[int]:
    age = func.make_interval(0, 0, 0, 0, 0, 0, keep_days * _DAY_S)
    old = select(BLOBS.c.number, BLOBS.c.size).where(BLOBS.c.created < func.now() - age, ~is_named())
    # Locked first: whoever is about to name one of them holds it, or waits and then finds it gone.
    locked = old.order_by(BLOBS.c.number).limit(BATCH_ROWS).with_for_update(of=BLOBS, skip_locked=True)
    found = connection.execute(locked).all()
    totals = list(accumulate(row.size for row in found))
    batch = [row.number for row, total in zip(found, totals, strict=True) if total <= BATCH_BYTES or total == row.size]
    gone = delete(BLOBS).where(BLOBS.c.number.in_(batch), ~is_named()).returning(BLOBS.c.size)
    return connection.execute(gone).scalars().all()
