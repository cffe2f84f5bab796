"""What every worker process stands on: a folder of its own, its connections, and the wish to end."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import threading
from pathlib import Path

import psutil

from engine.errors import KnownError
from server_stub.settings import ServerSettings
from server_stub.workers.confinement import landlock_version
from sync.server import Database
from sync.server.figures import worker_name

_LOG = logging.getLogger(__name__)

BEAT_S = 1.0
"""How often a worker looks after what it holds and what waits."""


def own_folder(parent: Path) -> Path:
    """A folder of this process alone; those that processes of this machine left behind are removed.

    Raises:
        KnownError: ``work-folder``: it cannot be made.
    """
    host = socket.gethostname()
    own = parent / f"{host}-{os.getpid()}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{host}-*"):
            number = left.name.rpartition("-")[2]
            if number.isdigit() and (int(number) == os.getpid() or not psutil.pid_exists(int(number))):
                shutil.rmtree(left, ignore_errors=True)
        own.mkdir()
    except OSError as error:
        raise KnownError(
            "work-folder",
            f"The worker cannot make its folder: {error.strerror}.",
            where=str(own),
            what_to_do="Make NETWORX_WORK_DIR writable, or free some space.",
        ) from error
    return own


def warn_unconfined() -> None:
    """Say where the kernel cannot keep children to their folder."""
    if not landlock_version():
        _LOG.warning("this kernel has no Landlock: children read all that the worker may read")


def connections(settings: ServerSettings, queue: str, folder: Path) -> Database:
    """The database of a worker of a queue; none is opened yet."""
    return Database(
        settings.database_url.get_secret_value(),
        application=worker_name(queue, folder.name),
        pool_size=settings.worker_pool_size,
        statement_timeout_s=settings.statement_timeout_s,
        certificate=settings.database_certificate,
    )


def asked_to_end() -> threading.Event:
    """Set as soon as a signal asks this process to end."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked
