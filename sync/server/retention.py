"""What is kept for a time alone: results, stories and records of what ended long ago, devices that never come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from itertools import accumulate

from sqlalchemy import Connection, bindparam, delete, func, select, text

from sync.server.accounts import dead_invites
from sync.server.blobs import is_named
from sync.server.database import SERVICE, Database
from sync.server.devices import dead_devices, utc_now
from sync.server.run_tables import BLOBS
from sync.server.tables import DEVICES, INVITES

BATCH_ROWS, BATCH_BYTES, BATCH_EVENTS = 20, 256 << 20, 5_000
"""What is forgotten at once at most, so that no statement takes long; a single larger blob goes alone."""

_DAY_S = 86400.0
_OVER = (
    "status NOT IN ('queued', 'running') AND created < now() - make_interval(secs => :age) "
    "AND coalesce(nullif(record::json->>'finished', '')::timestamptz, created) < now() - make_interval(secs => :age) "
)
_TAKEN = "ORDER BY created LIMIT :rows FOR UPDATE SKIP LOCKED"
# The rows stay, with figures and messages; what they named is then named by nobody, or by others that still need it.
_RESULTS = text(
    f"WITH old AS MATERIALIZED (SELECT number FROM runs WHERE snapshot <> '' AND {_OVER} {_TAKEN}) "  # noqa: S608
    "UPDATE runs SET snapshot = '', result = '', incumbent = '' FROM old WHERE runs.number = old.number"
)
_READ = "status NOT IN ('queued', 'reading') AND created < now() - make_interval(secs => :age)"
_FILES = text(
    f"WITH old AS MATERIALIZED (SELECT number FROM files WHERE content <> '' AND {_READ} {_TAKEN}) "  # noqa: S608
    "UPDATE files SET content = '', base = '', change_set = '', issues = '' FROM old WHERE files.number = old.number"
)
_STORIES = text(f"SELECT run FROM runs WHERE has_story AND {_OVER} {_TAKEN}")  # noqa: S608
# The last event of a run that has ended says how: whoever has not heard of it yet finds it, and nothing before.
_EVENTS = text(
    "DELETE FROM run_events WHERE number IN (SELECT e.number FROM run_events e WHERE e.run IN :runs AND EXISTS "
    "(SELECT FROM run_events later WHERE later.run = e.run AND later.number > e.number) LIMIT :events)"
).bindparams(bindparam("runs", expanding=True))
_TOLD = text("UPDATE runs SET has_story = false WHERE run IN :runs").bindparams(bindparam("runs", expanding=True))
_RECORDS = (
    text(
        "DELETE FROM runs WHERE number IN "  # noqa: S608
        f"(SELECT number FROM runs WHERE snapshot = '' AND NOT has_story AND {_OVER} {_TAKEN})"
    ),
    text(f"DELETE FROM files WHERE number IN (SELECT number FROM files WHERE content = '' AND {_READ} {_TAKEN})"),  # noqa: S608
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """For how many days is kept what has ended.

    Attributes:
        results: Networks and results of runs, files and what came of them, bytes that nobody names.
        stories: What runs told on their way; how they ended stays with their records.
        records: The rest, figures and messages, and with them the names by which a repeated request is known again.
    """

    results: float
    stories: float
    records: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What one batch has removed.

    Attributes:
        runs: Runs whose network and result are kept no more.
        files: Files whose bytes, change set and issues are kept no more.
        events: Events of runs.
        records: Runs and files of which nothing is kept any more.
        devices: Devices and invites that nobody can use.
        blobs: Blobs that are gone.
        size: Bytes of those.
    """

    runs: int = 0
    files: int = 0
    events: int = 0
    records: int = 0
    devices: int = 0
    blobs: int = 0
    size: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was old."""
        return not any(astuple(self))


def forget_old(database: Database, keeping: Keeping) -> Forgotten:
    """Remove a small batch of what ended long ago; any number of processes may do it at once.

    A blob goes when it is old itself, and no run and no file names it any more.

    Args:
        database: With the newest form.
        keeping: How long.

    Raises:
        KnownError: ``database-unavailable``; ``database-busy``.
    """

    def alone(work: Callable[[Connection], int]) -> int:
        with database.transaction(SERVICE) as connection:
            return work(connection)

    results = _values(keeping.results)
    runs = alone(lambda connection: connection.execute(_RESULTS, results).rowcount)
    files = alone(lambda connection: connection.execute(_FILES, results).rowcount)
    events = alone(lambda connection: _drop_events(connection, keeping.stories))
    records = alone(
        lambda connection: sum(connection.execute(each, _values(keeping.records)).rowcount for each in _RECORDS)
    )
    devices = alone(_drop_devices)
    with database.transaction(SERVICE) as connection:
        sizes = _drop_blobs(connection, keeping.results)
    return Forgotten(
        runs=runs, files=files, events=events, records=records, devices=devices, blobs=len(sizes), size=sum(sizes)
    )


def _values(days: float) -> dict[str, float]:
    return {"age": days * _DAY_S, "rows": BATCH_ROWS}


def _drop_events(connection: Connection, days: float) -> int:
    """Events of some old stories but their endings; the rest of a very long one follows with the next batch."""
    runs = connection.execute(_STORIES, _values(days)).scalars().all()
    if not runs:
        return 0
    gone = connection.execute(_EVENTS, {"runs": runs, "events": BATCH_EVENTS}).rowcount
    if gone < BATCH_EVENTS:
        connection.execute(_TOLD, {"runs": runs})
    return max(gone, 1)  # some were looked after, even if they had told nothing


def _drop_devices(connection: Connection) -> int:
    now = utc_now()
    dead = (delete(DEVICES).where(dead_devices(now)), delete(INVITES).where(dead_invites(now)))
    return sum(connection.execute(statement).rowcount for statement in dead)


def _drop_blobs(connection: Connection, keep_days: float) -> Sequence[int]:
    age = timedelta(days=keep_days)
    old = select(BLOBS.c.number, BLOBS.c.size).where(BLOBS.c.created < func.now() - age, ~is_named())
    # Locked first: whoever is about to name one of them holds it, or waits and then finds it gone.
    locked = old.order_by(BLOBS.c.number).limit(BATCH_ROWS).with_for_update(of=BLOBS, skip_locked=True)
    found = connection.execute(locked).all()
    totals = list(accumulate(row.size for row in found))
    batch = [row.number for row, total in zip(found, totals, strict=True) if total <= BATCH_BYTES or total == row.size]
    gone = delete(BLOBS).where(BLOBS.c.number.in_(batch), ~is_named()).returning(BLOBS.c.size)
    return connection.execute(gone).scalars().all()
