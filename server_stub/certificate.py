"""Until when the server's certificate holds, as a client is shown it."""

from __future__ import annotations

import socket
import ssl
import time
from urllib.parse import urlsplit

_TIMEOUT_S = 2.0
_KEPT_S = 900.0


def place_of(url: str, door: str) -> tuple[str, int]:
    """Host and port at which nginx is reached: its door inside where there is one, else the public address."""
    address = urlsplit(f"//{door}" if door else url)
    return address.hostname or "", address.port or 443


class Certificate:
    """Asks as a client would, and keeps the answer for a while."""

    def __init__(self, url: str, door: str = "") -> None:
        """Ask nobody yet.

        Args:
            url: Where clients reach the server, whose name the certificate must have.
            door: Where nginx is reached from here, as host:port; empty: where clients do.
        """
        address = urlsplit(url)
        self._name = address.hostname or ""
        self._place = place_of(url, door)
        self._is_asked = address.scheme == "https" and bool(self._name) and (bool(door) or self._name != "localhost")
        self._due = 0.0
        self._expires: float | None = None

    def expires(self) -> float | None:
        """Seconds since 1970; 0 for a certificate that clients refuse; None where nobody answers."""
        if self._is_asked and time.monotonic() >= self._due:
            self._due = time.monotonic() + _KEPT_S
            self._expires = self._ask()
        return self._expires

    def _ask(self) -> float | None:
        context = ssl.create_default_context()
        try:
            with (
                socket.create_connection(self._place, _TIMEOUT_S) as plain,
                context.wrap_socket(plain, server_hostname=self._name) as secure,
            ):
                shown = secure.getpeercert()
        except ssl.SSLCertVerificationError:
            return 0.0
        except OSError:
            return None
        return float(ssl.cert_time_to_seconds(str(shown["notAfter"]))) if shown else None
