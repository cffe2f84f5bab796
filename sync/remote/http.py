"""Requests to the server: verified, bounded in time, repeated where that is harmless, refused in the user's words."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from engine.errors import KnownError
from sync.protocol import HEADER, SPOKEN, TOO_OLD

TRIES = 4
_CONNECT_S, _READ_S = 5.0, 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 8.0
_AWAY = frozenset({502, 503, 504})
_TOO_MANY = 429
TOO_MANY_WAITING = "too-many-waiting"
_SIGNED_OUT = frozenset({"signed-out", "token-missing"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        method: HTTP method.
        path: Path on the server.
        body: To be sent as JSON; None for none.
        content: Makes the bytes that are sent instead; called for each try.
        parameters: Of the query.
        repeats: Whether repeating it changes nothing, so that it may be tried again.
        headers: Besides those of every request.
    """

    method: str
    path: str
    body: Any = None
    content: Callable[[], Iterator[bytes]] | None = None
    parameters: Mapping[str, str] | None = None
    repeats: bool = True
    headers: Mapping[str, str] | None = None


class Http:
    """Connections to one server; safe from any thread."""

    def __init__(self, url: str, certificate: str = "", *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Describe the server; it is reached when it is first needed.

        Args:
            url: ``https://…``; ``http://`` is refused but for this computer itself.
            certificate: File with the certificates to trust; empty for those of the system.
            sleep: Waits between tries.

        Raises:
            KnownError: ``server-url``; ``certificate-unusable``.
        """
        self.url = _checked(url)
        self._host = httpx.URL(self.url).host
        self._sleep = sleep
        self._client = httpx.Client(
            base_url=self.url,
            verify=_trust(certificate),
            timeout=httpx.Timeout(_READ_S, connect=_CONNECT_S),
            limits=httpx.Limits(max_connections=20),
            follow_redirects=False,
        )

    def close(self) -> None:
        """Give all connections back."""
        self._client.close()

    def send(self, call: Call, token: str) -> httpx.Response:
        """The whole answer to a request.

        Raises:
            KnownError: What the server says, or ``server-unreachable``, ``server-untrusted``, ``server-slow``.
        """
        for number in range(1, TRIES + 1):
            is_last = number == TRIES or not call.repeats
            try:
                with self.opened(call, token) as answer:
                    answer.read()
                    return answer
            except KnownError as error:
                pause = getattr(error, "pause_s", None)
                if is_last or pause is None or error.code == TOO_MANY_WAITING:  # that passes when runs have ended
                    raise
            self._sleep(max(pause, _pause_s(number)))
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def opened(self, call: Call, token: str, read_s: float = _READ_S) -> Iterator[httpx.Response]:
        """An answer whose body is still to be read; one try.

        Raises:
            KnownError: See `send`.
        """
        headers = {HEADER: str(SPOKEN)} | ({"Authorization": f"Bearer {token}"} if token else {})
        if call.body is not None:
            extra: dict[str, Any] = {"json": call.body}
        else:
            extra = {} if call.content is None else {"content": call.content()}
        try:
            with self._client.stream(
                call.method,
                call.path,
                params=call.parameters,
                headers={**headers, **(call.headers or {})},
                timeout=httpx.Timeout(read_s, connect=_CONNECT_S),
                **extra,
            ) as answer:
                if answer.status_code >= 300:
                    answer.read()
                    raise self._refusal(answer)
                yield answer
        except httpx.HTTPError as error:
            raise self._failure(error) from error

    def _refusal(self, answer: httpx.Response) -> KnownError:
        """The error that the server tells, or one that says that somebody else has answered."""
        try:
            told = answer.json()["error"]
            error = RefusedError(told["code"], told["message"], where=told["where"], what_to_do=told["what_to_do"])
        except (ValueError, KeyError, TypeError):
            error = RefusedError(
                "server-strange",
                f"{self._host} answered {answer.status_code}, but not as a NetWORX server does.",
                what_to_do="Check the address; a proxy or a sign-in page of the network may stand in between.",
            )
        error.status = answer.status_code
        if answer.status_code in _AWAY or answer.status_code == _TOO_MANY:
            after = answer.headers.get("retry-after", "0")
            error.pause_s = min(float(after), _LONGEST_PAUSE_S) if after.isdecimal() else 0.0
        return error

    def _failure(self, error: httpx.HTTPError) -> KnownError:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return RefusedError(
                "server-untrusted",
                f"{self._host} shows a certificate that this computer does not trust.",
                what_to_do="Ask whoever runs the server; your company's certificate is given with --certificate FILE.",
            )
        if isinstance(error, httpx.TimeoutException):
            failed = RefusedError(
                "server-slow", f"{self._host} did not answer in time.", what_to_do="Try again in a moment."
            )
        else:
            failed = RefusedError(
                "server-unreachable",
                f"{self._host} cannot be reached.",
                what_to_do="Check the network; everything but the server's runs goes on without it.",
            )
        failed.pause_s = 0.0
        return failed


class RefusedError(KnownError):
    """A request that failed.

    Attributes:
        pause_s: Seconds to wait before another try; None where another try would fail, too.
        status: HTTP status of the answer; 0 where there was none.
    """

    pause_s: float | None = None
    status: int = 0


def is_away(error: KnownError) -> bool:
    """Whether the server was not reached, or said that it cannot answer now: later it may."""
    return isinstance(error, RefusedError) and error.pause_s is not None


def is_passing(error: KnownError) -> bool:
    """Whether a run may go on by itself later: the server is away, somebody has to sign in, or to update something."""
    return is_away(error) or error.code in _SIGNED_OUT | TOO_OLD


def _pause_s(number: int) -> float:
    """Seconds before the try after that one: longer each time, and not the same for all clients."""
    return random.uniform(0.5, 1.0) * min(_FIRST_PAUSE_S * 2.0**number, _LONGEST_PAUSE_S)  # noqa: S311 - no secret


def _checked(url: str) -> str:
    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise _unusable(url) from error
    is_here = parsed.host in {"127.0.0.1", "localhost", "::1"}
    if not parsed.host or parsed.scheme not in (("https", "http") if is_here else ("https",)):
        raise _unusable(url)
    return str(parsed.copy_with(path="/", query=None, fragment=None)).rstrip("/")


def _unusable(url: str) -> KnownError:
    return KnownError(
        "server-url", f"{url!r} is no address of a server.", where="url", what_to_do="It begins with https://"
    )


def _trust(certificate: str) -> ssl.SSLContext:
    if not certificate:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=Path(certificate).expanduser())
    except (OSError, ssl.SSLError) as error:
        raise KnownError(
            "certificate-unusable",
            "The file of certificates cannot be read.",
            where=certificate,
            what_to_do="Give a file in PEM form.",
        ) from error
