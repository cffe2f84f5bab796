"""Until when the server's certificate holds, as a client is shown it."""

from __future__ import annotations

import socket
import ssl
import time
from urllib.parse import urlsplit

_TIMEOUT_S = 2.0
_KEPT_S = 900.0


class Certificate:
    """Asks at the public address, and keeps the answer for a while."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname or "", address.port or 443
        self._is_asked = address.scheme == "https" and self._host not in {"", "localhost"}
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
                socket.create_connection((self._host, self._port), _TIMEOUT_S) as plain,
                context.wrap_socket(plain, server_hostname=self._host) as secure,
            ):
                shown = secure.getpeercert()
        except ssl.SSLCertVerificationError:
            return 0.0
        except OSError:
            return None
        return float(ssl.cert_time_to_seconds(str(shown["notAfter"]))) if shown else None
