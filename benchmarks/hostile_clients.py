"""Clients that keep to no rule: bytes as they like on a connection with TLS, and many that are slow at once."""

from __future__ import annotations

import asyncio
import json
import re
import select
import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_S = 60.0
_DRIP_S = 1.0
_PIECE = 65536
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: Of HTTP; 0 where the connection was closed without an answer.
        code: Of the refusal; empty where there is none.
        seconds: Until the answer was whole, from the first byte that was sent.
        body: The answer's body.
    """

    status: int
    code: str
    seconds: float
    body: bytes = b""

    @property
    def is_refusal(self) -> bool:
        """Whether the answer refuses in the form that the server promises."""
        return 400 <= self.status < 500 and bool(self.code)


def head(method: str, path: str, *lines: str) -> bytes:
    """The head of a request."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", "")).encode("latin-1")


def say(url: str, trust: ssl.SSLContext, parts: Iterable[bytes]) -> Answer:
    """Send parts until there is an answer or the other side has had enough; gives the first answer."""
    place = urlsplit(url)
    began = time.monotonic()
    with (
        socket.create_connection((str(place.hostname), place.port or 443), timeout=PATIENCE_S) as plain,
        trust.wrap_socket(plain, server_hostname=place.hostname) as connection,
    ):
        got = b""
        try:
            for part in parts:
                connection.sendall(part)
                if select.select([connection], [], [], 0.0)[0]:  # an answer, or a ticket of TLS
                    connection.settimeout(0.05)
                    got += _some(connection)
                    connection.settimeout(PATIENCE_S)
                if got:
                    break
        except OSError:  # closed while we were sending: what it said before may still be read
            connection.settimeout(PATIENCE_S)
        while not _is_whole(got) and (more := _some(connection)):
            got += more
    return understood(got, time.monotonic() - began)


def _some(connection: ssl.SSLSocket) -> bytes:
    try:
        return connection.recv(_PIECE)
    except OSError:
        return b""


def _is_whole(got: bytes) -> bool:
    begin, end, body = got.partition(b"\r\n\r\n")
    length = _LENGTH.search(begin + b"\r\n")
    return bool(end) and length is not None and len(body) >= int(length[1])


def understood(got: bytes, seconds: float) -> Answer:
    """The first answer of what came."""
    begin, _, body = got.partition(b"\r\n\r\n")
    words = begin.split(maxsplit=2)
    if len(words) < 2 or not words[1].isdigit():
        return Answer(0, "", seconds)
    length = _LENGTH.search(begin + b"\r\n")
    body = body[: int(length[1])] if length else body
    return Answer(int(words[1]), _code(body), seconds, body)


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def drip_all(url: str, trust: ssl.SSLContext, begins: Sequence[bytes], limit_s: float) -> list[Answer]:
    """Open a connection for each beginning, all at once; then send each a byte a second until it is cut off.

    Args:
        url: Where to.
        trust: What to trust.
        begins: What each sends first; nothing for one that only connects.
        limit_s: Seconds after which a connection that still stands is given up.

    Returns:
        What each was told; ``seconds`` is `limit_s` or more where it was not cut off.
    """
    return asyncio.run(_drip_all(url, trust, begins, limit_s))


async def _drip_all(url: str, trust: ssl.SSLContext, begins: Sequence[bytes], limit_s: float) -> list[Answer]:
    opening = asyncio.Semaphore(50)  # more at once would only wait for each other's handshakes
    return await asyncio.gather(*(_drip(url, trust, begin, limit_s, opening) for begin in begins))


async def _drip(url: str, trust: ssl.SSLContext, begin: bytes, limit_s: float, opening: asyncio.Semaphore) -> Answer:
    place = urlsplit(url)
    async with opening:
        reader, writer = await asyncio.open_connection(place.hostname, place.port, ssl=trust)
    began = time.monotonic()
    writer.write(begin)
    dripping = asyncio.create_task(_send_bytes(writer)) if begin else None
    try:
        async with asyncio.timeout(limit_s):
            got = await _until_whole(reader)
    except TimeoutError:
        got = b""
    seconds = time.monotonic() - began
    if dripping is not None:
        dripping.cancel()
    writer.transport.abort()
    return understood(got, seconds)


async def _send_bytes(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        await asyncio.sleep(_DRIP_S)
        writer.write(b" ")


async def _until_whole(reader: asyncio.StreamReader) -> bytes:
    got = b""
    while not _is_whole(got):
        try:
            more = await reader.read(_PIECE)
        except OSError:
            break
        if not more:
            break
        got += more
    return got
