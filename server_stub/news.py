"""What runs tell, for all clients of one process: one reader of the database, however many listen."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from engine.errors import KnownError
from sync.server import Database
from sync.server.listening import Hearing, admitted
from sync.server.runs import ServerRuns

ASK_S = 1.0
"""How often it is asked who may still listen, while nothing is told; whatever is told, only to those who may."""

_PAUSE_S = 0.1
_AWAY_S = 1.0
_LOG = logging.getLogger(__name__)

Told = tuple[int, str]
"""Number and JSON of an event."""


@dataclass(frozen=True, eq=False)
class Listener:
    """One who listens to a run.

    Attributes:
        hearing: His device and the run.
        queue: What he is told; None once he may not listen any more.
    """

    hearing: Hearing
    queue: asyncio.Queue[Told | None] = field(default_factory=asyncio.Queue)


class News:
    """Reads new events while anybody listens, and hands each to those who listen to its run."""

    def __init__(self, runs: ServerRuns, database: Database) -> None:
        self._runs, self._database = runs, database
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._due = 0.0

    @asynccontextmanager
    async def listening(self, hearing: Hearing) -> AsyncIterator[asyncio.Queue[Told | None]]:
        """The events of a run from now on, at least those that are not in the database yet when the block begins.

        Raises:
            KnownError: The database is away.
        """
        listener = Listener(hearing)
        self._listeners[hearing.run].add(listener)
        try:
            await self._begin()
            yield listener.queue
        finally:
            self._listeners[hearing.run].discard(listener)
            if not self._listeners[hearing.run]:
                del self._listeners[hearing.run]

    async def _begin(self) -> None:
        if self._is_reading():
            return
        # Before the caller reads what was told earlier: what comes in between would reach nobody.
        after = await asyncio.to_thread(self._runs.last_number)
        if not self._is_reading():
            self._reader = asyncio.create_task(self._read(after))

    def _is_reading(self) -> bool:
        return self._reader is not None and not self._reader.done()

    async def _read(self, after: int) -> None:
        while self._listeners:
            try:
                after = await self._read_on(after)
            except KnownError as error:  # the database is away; nothing is missed, as nothing is told meanwhile
                _LOG.warning("the events of runs could not be read: %s", error)
                await asyncio.sleep(_AWAY_S)

    async def _read_on(self, after: int) -> int:
        found = await asyncio.to_thread(self._runs.news, after)
        if any(run in self._listeners for _, run, _ in found) or time.monotonic() >= self._due:
            await self._send_away()
        for number, run, event in found:
            for listener in self._listeners.get(run, ()):
                listener.queue.put_nowait((number, event))
            after = number
        if not found:
            await asyncio.sleep(_PAUSE_S)
        return after

    async def _send_away(self) -> None:
        """End the listening of all whose device is signed out, or who are members no more."""
        listeners = [listener for each in self._listeners.values() for listener in each]
        allowed = await asyncio.to_thread(admitted, self._database, {listener.hearing for listener in listeners})
        for listener in listeners:
            if listener.hearing not in allowed:
                listener.queue.put_nowait(None)
                self._listeners.get(listener.hearing.run, set()).discard(listener)
        self._due = time.monotonic() + ASK_S
