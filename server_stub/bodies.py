"""The body of a request as it comes in: never longer or slower than is allowed, and never more at once than fit."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

BYTES_PER_S = 16 << 10
"""A body may take its sender's patience, and the time that it takes at this rate."""

MOST_HELD = 64 << 20
"""Bytes of bodies that one process holds in memory."""

_SMALL = 16 << 10  # always let in, so that long bodies cannot keep everybody out
_IN_MEMORY = 1 << 20  # what is longer is a file, and its reader keeps it on disk


class Held:
    """What all requests under way hold of bodies in memory, in bytes."""

    def __init__(self) -> None:
        self.bytes = 0


class Body:
    """Receives one request; what it raises is of the kind that the framework passes through from wherever it reads.

    Attributes:
        is_answered: Whether the answer has begun: nothing is refused any more then.
    """

    def __init__(self, receive: Receive, held: Held, *, limit: int, patience_s: float) -> None:
        """Describe it.

        Args:
            receive: Gives the next part.
            held: Shared by all requests of the process.
            limit: The most bytes.
            patience_s: Seconds that the sender may keep us waiting, all waits together.
        """
        self.is_answered = False
        self._receive, self._held, self._limit, self._left_s = receive, held, limit, patience_s
        self._got, self._holds = 0, 0
        self._is_whole = False

    async def __call__(self) -> Message:
        """The next part.

        Raises:
            HTTPException: 408 where the sender is too slow, 413 where he sends too much, 503 where we hold too much,
                400 where he has gone away in the middle.
        """
        if self._is_whole or self.is_answered:
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.disconnect":
            raise HTTPException(HTTPStatus.BAD_REQUEST, "The request ended before its body was whole.")
        self._is_whole = not message.get("more_body", False)
        self._count(len(message.get("body", b"")))
        return message

    def let_go(self) -> None:
        """The request has been answered: nothing of its body is held any more."""
        self._held.bytes -= self._holds
        self._holds = 0

    async def _next(self) -> Message:
        began = monotonic()
        try:
            async with asyncio.timeout(max(self._left_s, 0.0)):
                return await self._receive()
        except TimeoutError as error:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The body of the request comes too slowly.") from error
        finally:
            # Waits alone count: the time that we ourselves take for what came is not the sender's.
            self._left_s -= monotonic() - began

    def _count(self, size: int) -> None:
        self._got += size
        self._left_s += size / BYTES_PER_S
        if self._got > self._limit:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The request is larger than the {self._limit:,} bytes that are allowed here.",
            )
        holds = min(self._got, _IN_MEMORY)
        if self._got > _SMALL and self._held.bytes + holds - self._holds > MOST_HELD:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE, "Too much is sent to the server at once.", {"Retry-After": "2"}
            )
        self._held.bytes += holds - self._holds
        self._holds = holds
