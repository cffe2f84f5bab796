"""What monitoring asks of the database: how long work waits, how it stands, who works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from sync.server.database import SERVICE, Database

_COUNTS = {
    "runs": text("SELECT status, count(*) FROM runs GROUP BY status"),
    "files": text("SELECT status, count(*) FROM files GROUP BY status"),
    # The phase of a run under way is the last one that it told.
    "phases": text(
        "SELECT phase, count(*) FROM (SELECT DISTINCT ON (e.run) e.event::json->>'phase' AS phase FROM run_events e "
        "JOIN runs r ON r.run = e.run WHERE r.status = 'running' AND e.event LIKE '{\"event\":\"PhaseStarted\"%' "
        "ORDER BY e.run, e.number DESC) AS latest GROUP BY phase"
    ),
    # A worker process holds a connection as long as it lives, and is named on it; see `worker_name`.
    "workers": text(
        "SELECT split_part(application_name, ' ', 1), count(DISTINCT application_name) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name LIKE 'networx-% %' GROUP BY 1"
    ),
}
_AGE = "SELECT coalesce(extract(epoch FROM now() - min(created)), 0)::float FROM {} WHERE status = 'queued'"
_OLDEST = {"optimisation": text(_AGE.format("runs")), "files": text(_AGE.format("files"))}
_HELD = text(
    "SELECT coalesce(sum(total), 0)::bigint AS total, coalesce(max(total), 0)::bigint AS largest "
    "FROM (SELECT sum(size) AS total FROM blobs GROUP BY project) AS held"
)
_CONNECTIONS = text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
_MOST = text("SELECT current_setting('max_connections')::int")
# What cannot be archived fills the database's disk, and is missing when a moment shall be restored.
_FAILING = text(
    "SELECT current_setting('archive_mode') <> 'off' AND last_failed_time IS NOT NULL "
    "AND last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver"
)
_LONGEST_NAME = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How the server stands.

    Attributes:
        runs, files: Status → number.
        phases: Phase → number of runs that are in it.
        workers: Queue → processes that live.
        oldest_s: Queue → seconds that the oldest entry has waited.
        held_bytes, largest_bytes: Networks, results and files of all projects, and of the project that has most.
        connections, most_connections: To PostgreSQL, all of them, and what it takes.
        is_archive_failing: Whether PostgreSQL could not archive its WAL when it last tried.
    """

    runs: Mapping[str, int]
    files: Mapping[str, int]
    phases: Mapping[str, int]
    workers: Mapping[str, int]
    oldest_s: Mapping[str, float]
    held_bytes: int
    largest_bytes: int
    connections: int
    most_connections: int
    is_archive_failing: bool


def read_figures(database: Database) -> Figures:
    """How the server stands now.

    Raises:
        KnownError: ``database-unavailable``; ``database-busy``.
    """
    with database.transaction(SERVICE) as connection:
        found = {name: _counted(connection, name) for name in _COUNTS}
        held = connection.execute(_HELD).one()
        return Figures(
            runs=found["runs"],
            files=found["files"],
            phases=found["phases"],
            workers={name.removeprefix("networx-"): count for name, count in found["workers"].items()},
            oldest_s={queue: float(connection.execute(asked).scalar_one()) for queue, asked in _OLDEST.items()},
            held_bytes=held.total,
            largest_bytes=held.largest,
            connections=connection.execute(_CONNECTIONS).scalar_one(),
            most_connections=connection.execute(_MOST).scalar_one(),
            is_archive_failing=bool(connection.execute(_FAILING).scalar_one()),
        )


def worker_name(queue: str, process: str) -> str:
    """What the connections of a worker process are called, so that living ones can be counted."""
    return f"networx-{queue} {process}"[:_LONGEST_NAME]


def _counted(connection: Connection, name: str) -> dict[str, int]:
    return {key: count for key, count in connection.execute(_COUNTS[name]) if key}
