"""Looks after runs even where no worker lives: what was abandoned waits again, and lost bells are rung again."""

from __future__ import annotations

import logging
import threading

from engine.errors import KnownError
from engine.jobs.ringing import Ringer
from sync.server.queue import SharedQueue
from sync.server.runs import ServerRuns

_EVERY_S = 5.0
_LOG = logging.getLogger(__name__)


class Reaping:
    """A thread of an API process; any number of processes may do the same."""

    def __init__(self, runs: ServerRuns, queue: SharedQueue, every_s: float = _EVERY_S) -> None:
        self._ringer = Ringer(runs, queue)
        self._every_s = every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go, name="reaping", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the look under way."""
        self._ending.set()
        self._thread.join()

    def _go(self) -> None:
        while not self._ending.wait(self._every_s):
            try:
                self._ringer.look()
            except KnownError as error:  # the database or the queue is away
                _LOG.warning("abandoned runs could not be looked for: %s", error)
