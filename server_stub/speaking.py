"""The version of the protocol: told in every answer, asked of every request but those of monitoring."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import KnownError
from server_stub.errors import refusal
from sync.protocol import HEADER, SPOKEN, check_client

_OF_ALL = frozenset({"/api/health", "/api/db-status", "/api/openapi.json", "/metrics"})


class Speaking:
    """The middleware; whoever cannot be understood is told so before anything else is looked at."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = str(SPOKEN)
            await send(message)

        try:
            if scope["path"] not in _OF_ALL:
                check_client(Headers(scope=scope).get(HEADER, ""))
        except KnownError as error:
            await refusal(error)(scope, receive, telling)
        else:
            await self._app(scope, receive, telling)
