"""The version of what applications and the server say to each other, and whether two of them understand each other.

It grows by one whenever either would misread the other: a route, a field, a status or a kind of event is new and must
not be overlooked, or means something else. A field that may be overlooked does not raise it: applications leave out
what they do not know. The server understands the version before its own, too, so that it is updated first.
"""

from __future__ import annotations

from engine.errors import KnownError

HEADER = "NetWORX-Protocol"
"""In each request the version of the application, in each answer that of the server."""

SPOKEN = 2
OLDEST = SPOKEN - 1
UNSAID = 1
"""What an application speaks that says nothing: those of before there was the header."""

TOO_OLD = frozenset({"client-too-old", "server-too-old"})
"""Codes of errors that an update mends; what waits goes on then."""


def check_client(said: str) -> None:
    """Refuse an application that the server would misread.

    Args:
        said: Its header; empty where it has none.

    Raises:
        KnownError: ``client-too-old``; ``server-too-old``; ``protocol-unreadable``.
    """
    version = _version(said) if said else UNSAID
    if version < OLDEST:
        raise KnownError(
            "client-too-old",
            f"This application is too old for the server: it speaks version {version} of their protocol, the server "
            f"understands {OLDEST} and {SPOKEN}.",
            what_to_do="Update the application. Runs at the server go on, and their results are fetched after that.",
        )
    if version > SPOKEN:
        raise KnownError(
            "server-too-old",
            f"The server is too old for this application, which speaks version {version} of their protocol; the server "
            f"understands {OLDEST} and {SPOKEN}.",
            what_to_do="Ask whoever runs the server to update it. Until then everything but its runs goes on without "
            "it, and what waits for it is handed in after that.",
        )


def _version(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) <= 6):
        raise KnownError("protocol-unreadable", "The version of the protocol is no number.", where=HEADER)
    return int(said)
