"""Looks after runs even where no worker lives: abandoned ones wait again, lost bells ring again, what is old goes."""

from __future__ import annotations

import logging
import threading
import time

from engine.errors import KnownError
from engine.jobs.ringing import Ringer
from sync.server import Database
from sync.server.queue import SharedQueue
from sync.server.retention import Keeping, forget_old
from sync.server.runs import ServerRuns

_EVERY_S = 5.0
_FORGET_EVERY_S = 3600.0
_LOG = logging.getLogger(__name__)


class Reaping:
    """A thread of an API process; any number of processes may do the same."""

    def __init__(
        self, runs: ServerRuns, queue: SharedQueue, database: Database, keeping: Keeping, every_s: float = _EVERY_S
    ) -> None:
        """Use what the services are.

        Args:
            runs: All of them.
            queue: Rung where a run waits and nobody heard of it.
            database: Where the old is.
            keeping: How long is kept what has ended.
            every_s: Seconds between two looks.
        """
        self._ringer = Ringer(runs, queue)
        self._database, self._keeping = database, keeping
        self._every_s = every_s
        self._forget_at = 0.0
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
            if time.monotonic() >= self._forget_at:
                self._forget()

    def _forget(self) -> None:
        """Remove one batch; the next one follows soon where there may be more."""
        try:
            gone = forget_old(self._database, self._keeping)
        except KnownError as error:
            _LOG.warning("what is old could not be removed: %s", error)
            return
        if gone.is_empty:
            self._forget_at = time.monotonic() + _FORGET_EVERY_S
        else:
            _LOG.info("what is old was removed: %s", gone)
