"""The worker that computes runs, in children of its own: what they read was sent by others, so they are confined."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Sequence

import psutil

from engine.errors import KnownError
from engine.jobs.worker import Worker, WorkerLimits
from engine.runs.process import child_command
from server_stub.settings import ServerSettings
from server_stub.workers.confinement import confined
from server_stub.workers.ground import BEAT_S, asked_to_end, connections, own_folder, warn_unconfined
from sync.server.queue import OPTIMISATION, SharedQueue
from sync.server.work import WorkerRuns

_MEMORY_SHARE = 0.9
_LOG = logging.getLogger(__name__)


def work(settings: ServerSettings, command: Callable[[], Sequence[str]] | None = None) -> int:
    """Compute runs until a signal asks to end; what is under way then is left to others at once, and costs no attempt.

    Args:
        settings: Where database and queue are, and the limits.
        command: Of a child that computes; the product's own, confined to the folder of this process, without it.
    """
    folder = own_folder(settings.work_dir)
    warn_unconfined()
    command = command or (lambda: confined(folder, child_command()))
    database = connections(settings, OPTIMISATION, folder)
    runs = WorkerRuns(database, folder, lease_s=settings.lease_s)
    bell = SharedQueue(settings.redis_url.get_secret_value(), OPTIMISATION)
    worker = Worker(runs, bell, folder, _limits(settings), lambda: None, command)
    service = bell.serve(worker.execute, settings.slots)
    stopping = asked_to_end()  # after the queue's own wishes about signals
    _LOG.info("worker %s is listening; it takes %s at once", worker.name, settings.slots)
    while not stopping.wait(BEAT_S):
        try:
            worker.tend()
        except KnownError as error:  # the database or the queue is away: the runs go on, and so do the tries
            _LOG.warning("the runs could not be looked after: %s", error)
        service.check()
    service.stop()
    _release(runs, worker.name, bell)
    shutil.rmtree(folder, ignore_errors=True)
    # Threads may be in the middle of a run; their children end when this process does.
    os._exit(0)


def _release(runs: WorkerRuns, name: str, bell: SharedQueue) -> None:
    try:
        for run in runs.release(name):
            bell.ring(run)
    except KnownError as error:  # then the leases end by themselves, or others ring
        _LOG.warning("the runs under way could not be released: %s", error)


def _limits(settings: ServerSettings) -> WorkerLimits:
    memory = settings.memory_bytes or int(_MEMORY_SHARE * psutil.virtual_memory().total)
    return WorkerLimits(
        at_once=settings.slots,
        memory_bytes=memory,
        shares_memory=False,
        attempts=settings.run_attempts,
        checks_input=True,
    )
