"""How the server stands, as metrics: database, queues, pool, breakers, backup and certificate."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from engine.errors import KnownError
from server_stub.backups import newest, time_of
from server_stub.certificate import Certificate
from server_stub.monitoring import Silent, gauge, gauges
from server_stub.restoring import last_trial
from server_stub.services import Services
from sync.server.breaker import BreakerState
from sync.server.figures import read_figures
from sync.server.queue import FILES, OPTIMISATION


class Standing(Silent):
    """Asked anew whenever somebody looks; what is away is missing, and its ``up`` says so."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._certificate = Certificate(services.settings.public_url, services.settings.door)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All of it."""
        yield from self._process()
        yield from self._database()
        yield from self._redis()
        yield from self._kept()

    def _process(self) -> Iterator[GaugeMetricFamily]:
        database, queues = self._services.database, (self._services.queue, self._services.file_queue)
        yield gauge("pool_connections", "Connections of this process that are in use.", database.in_use)
        yield gauge("pool_size", "The most connections of this process.", self._services.settings.pool_size)
        breakers = {"postgresql": database.breaker, **{f"redis-{queue.name}": queue.breaker for queue in queues}}
        family = GaugeMetricFamily("networx_breaker_state", "1 for the state it is in.", labels=["breaker", "state"])
        for name, breaker in breakers.items():
            for state in BreakerState:
                family.add_metric([name, state.value], float(breaker.state is state))
        yield family

    def _database(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = read_figures(self._services.database)
        except KnownError:
            yield gauge("database_up", "Whether PostgreSQL answers.", 0)
            return
        yield gauge("database_up", "Whether PostgreSQL answers.", 1)
        yield gauges("runs", "Runs by status.", "status", found.runs)
        yield gauges("run_phases", "Runs under way by phase.", "phase", found.phases)
        yield gauges("files", "Files by status.", "status", found.files)
        yield gauges(
            "workers", "Worker processes that live.", "queue", {OPTIMISATION: 0, FILES: 0} | dict(found.workers)
        )
        yield gauges("queue_age_seconds", "How long the oldest entry waits.", "queue", found.oldest_s)
        yield gauge("held_bytes", "Networks, results and files of all projects.", found.held_bytes)
        yield gauge("largest_project_bytes", "Of these, what the project with most has.", found.largest_bytes)
        yield gauge(
            "project_limit_bytes", "The most that a project may have.", self._services.settings.project_gib << 30
        )
        yield gauge("database_connections", "Connections to PostgreSQL, of everybody.", found.connections)
        yield gauge("database_connections_limit", "The most that PostgreSQL takes.", found.most_connections)
        yield gauge("wal_archive_failing", "Whether archiving WAL failed at last.", float(found.is_archive_failing))

    def _redis(self) -> Iterator[GaugeMetricFamily]:
        try:
            memory = self._services.queue.memory()
            waiting = {queue.name: queue.pending() for queue in (self._services.queue, self._services.file_queue)}
        except KnownError:
            yield gauge("redis_up", "Whether Redis answers.", 0)
            return
        yield gauge("redis_up", "Whether Redis answers.", 1)
        yield gauge("redis_memory_bytes", "Memory of Redis.", memory.used)
        yield gauge("redis_memory_limit_bytes", "The most that Redis may use; 0: no limit.", memory.most)
        yield gauges("bells", "Names in Redis that no worker has taken.", "queue", waiting)

    def _kept(self) -> Iterator[GaugeMetricFamily]:
        folder = self._services.settings.backup_dir
        if folder is not None:
            try:
                made = time_of(newest(folder)).timestamp()
            except KnownError:  # there is none yet: as old as can be
                made = 0.0
            yield gauge("backup_timestamp_seconds", "When the newest backup was made.", made)
            trial = last_trial(folder)
            yield gauge("restore_test_timestamp_seconds", "When a backup was restored last.", trial.restored)
            yield gauge("restore_test_failed", "Whether the last trial to restore failed.", float(bool(trial.failure)))
        expires = self._certificate.expires()
        if expires is not None:
            yield gauge("certificate_expiry_timestamp_seconds", "When the certificate expires.", expires)
