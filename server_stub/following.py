"""A run followed by one client: what it has told, then what it tells, as lines of server-sent events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool

from engine.errors import KnownError
from engine.runs.events import ENDINGS, from_json
from server_stub.news import Told
from server_stub.services import Services
from sync.server.listening import Hearing
from sync.server.runs import MOST_EVENTS

ALIVE_S = 10.0
"""How often a client is told that the server lives."""

_LOG = logging.getLogger(__name__)


async def follow(
    services: Services, hearing: Hearing, after: int, is_final: bool, check: Callable[[], object]
) -> AsyncIterator[str]:
    """The events of a run as lines, to its ending; fewer where the database goes away, and the client comes again.

    Whoever may not listen any more is told nothing more, and his stream ends within a second.

    Args:
        services: Of this process.
        hearing: The client's device, and the run.
        after: Number of the last event that the client has.
        is_final: Whether the run is known to have ended; nothing more will be told then.
        check: Called in a thread between two pages of the past; raises KnownError where the client may not go on.
    """
    run = hearing.run
    try:
        if is_final:
            async for page in _past(services, run, after, check):
                yield _lines(page)
            return
        async with services.news.listening(hearing) as queue:
            # Asked before the events are read: of a run that has ended, all of them are there then.
            is_final = (await run_in_threadpool(services.runs.get, run)).status.is_final
            async for page in _past(services, run, after, check):
                yield _lines(page)
                after, newest = page[-1]
                is_final = is_final or _is_ending(newest)  # it may have ended since
            if not is_final:
                async for line in _coming(queue, after):
                    yield line
    except KnownError as error:
        _LOG.info("run %s is not followed any further: %s", run, error.code)


async def _past(services: Services, run: str, after: int, check: Callable[[], object]) -> AsyncIterator[list[Told]]:
    while page := await run_in_threadpool(services.runs.events_of, run, after):
        yield page
        if len(page) < MOST_EVENTS:
            return
        await run_in_threadpool(check)
        after = page[-1][0]


async def _coming(queue: asyncio.Queue[Told | None], after: int) -> AsyncIterator[str]:
    while True:
        try:
            told = await asyncio.wait_for(queue.get(), ALIVE_S)
        except TimeoutError:
            yield ": alive\n\n"
            continue
        if told is None:
            return
        number, event = told
        if number > after:
            yield _lines([(number, event)])
            if _is_ending(event):
                return


def _is_ending(event: str) -> bool:
    return isinstance(from_json(event), ENDINGS)


def _lines(page: list[Told]) -> str:
    return "".join(f"id: {number}\ndata: {event}\n\n" for number, event in page)
