"""Limits of every request, before anything of it is understood: its body, and how many a device sends."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import KnownError
from server_stub.access import token_of
from server_stub.bodies import Body, Held
from server_stub.errors import refusal
from server_stub.settings import ServerSettings

_MOST_DEVICES = 10_000
_BLOB = re.compile(r"/api/projects/[^/]+/blobs/[^/]+")


class Limits:
    """The middleware; the first to see a request."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings
        self._buckets = Buckets(settings.requests_per_s, settings.requests_burst)
        self._held = Held()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        token = token_of(headers.get(b"authorization", ""))
        if token and not self._buckets.take(token):
            error = KnownError("too-many-requests", "This device asks too often.", what_to_do="Wait a second.")
            await refusal(error)(scope, receive, send)
            return
        limit = self._limit(scope["method"], scope["path"])
        length = headers.get(b"content-length", "0")
        if not (length.isascii() and length.isdecimal()) or int(length) > limit:
            await refusal(_too_large(limit))(scope, receive, send)
            return
        await self._watched(limit, scope, receive, send)

    async def _watched(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request whose body may be longer than it says, or come as slowly as it likes."""
        body = Body(receive, self._held, limit=limit, patience_s=self._settings.slow_body_s)

        async def answering(message: Message) -> None:
            body.is_answered = True
            await send(message)

        try:
            await self._app(scope, body, answering)
        finally:
            body.let_go()

    def _limit(self, method: str, path: str) -> int:
        if method == "PUT" and _BLOB.fullmatch(path):
            return self._settings.blob_bytes
        if method == "POST" and path == "/api/files":
            return self._settings.upload_bytes
        return self._settings.body_bytes


class Buckets:
    """A bucket of requests for each device, filled at a steady rate."""

    def __init__(self, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._burst, self._clock = per_s, float(burst), clock
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, token: str) -> bool:
        """Whether a device may send one more now."""
        key, now = sha256(token.encode()).digest(), self._clock()
        level, then = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + self._per_s * (now - then))
        is_allowed = level >= 1.0
        self._levels[key] = (level - 1.0 if is_allowed else level, now)
        if len(self._levels) > _MOST_DEVICES:
            self._levels.popitem(last=False)
        return is_allowed


def _too_large(limit: int) -> KnownError:
    return KnownError(
        "body-too-large",
        f"The request is larger than the {limit:,} bytes that are allowed here.",
        what_to_do="Send less.",
    )
