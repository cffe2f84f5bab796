"""What runs tell, for all clients of one process: one reader of the database, however many listen."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.errors import KnownError
from sync.server.runs import ServerRuns

_PAUSE_S = 0.1
_AWAY_S = 1.0
_LOG = logging.getLogger(__name__)

Told = tuple[int, str]
"""Number and JSON of an event."""


class News:
    """Reads new events while anybody listens, and hands each to those who listen to its run."""

    def __init__(self, runs: ServerRuns) -> None:
        self._runs = runs
        self._listeners: defaultdict[str, set[asyncio.Queue[Told]]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listening(self, run: str) -> AsyncIterator[asyncio.Queue[Told]]:
        """The events of a run from now on, at least those that are not in the database yet when the block begins.

        Raises:
            KnownError: The database is away.
        """
        queue: asyncio.Queue[Told] = asyncio.Queue()
        self._listeners[run].add(queue)
        try:
            await self._begin()
            yield queue
        finally:
            self._listeners[run].discard(queue)
            if not self._listeners[run]:
                del self._listeners[run]

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
        for number, run, event in found:
            for queue in self._listeners.get(run, ()):
                queue.put_nowait((number, event))
            after = number
        if not found:
            await asyncio.sleep(_PAUSE_S)
        return after
