"""The state of the connection as people see it: a sign, a colour, a word, and what it means."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.remote.connection import Connection, State
from desktop.theme import Tokens
from sync.protocol import TOO_OLD
from sync.whereabouts import host_of


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks.

    Attributes:
        word: For the status bar.
        meaning: One sentence.
        symbol: Name of its icon.
        token: Name of its colour among the theme's tokens.
    """

    word: str
    meaning: str
    symbol: str
    token: str

    def colour(self, tokens: Tokens) -> str:
        """Its colour in a theme."""
        return str(getattr(tokens, self.token))


def look_of(connection: Connection) -> Look:
    """How the connection looks now."""
    host = host_of(connection.url)
    match connection.state:
        case State.ALONE:
            meaning = _tr("The project is a file on this computer. Sign in to let a server compute its runs.")
            return Look(_tr("This computer only"), meaning, "monitor", "muted")
        case State.CONNECTING:
            return Look(_tr("Connecting"), _tr("Asking {host} who you are.", host), "loader-circle", "muted")
        case State.CONNECTED:
            meaning = _tr("Signed in to {host} as {email}.", host).replace("{email}", connection.email)
            return Look(_tr("Connected"), meaning, "cloud", "good")
        case State.OFFLINE if connection.error is not None and connection.error.code in TOO_OLD:
            meaning = f"{host}: {connection.error.message} {connection.error.what_to_do}"
            return Look(_tr("Update needed"), meaning, "cloud-off", "warn")
        case State.OFFLINE:
            meaning = _tr(
                "{host} cannot be reached now. Runs that it computes go on there; what waits here is handed in, and "
                "results are fetched, as soon as it can be reached again.",
                host,
            )
            return Look(_tr("Offline"), meaning, "cloud-off", "warn")
        case State.SIGNED_OUT:
            meaning = _tr(
                "{host} does not accept this computer any more, or its sign-in was not kept. Runs there go on; sign in "
                "to hear of them.",
                host,
            )
            return Look(_tr("Signed out"), meaning, "log-out", "warn")


def _tr(text: str, host: str = "") -> str:
    return QCoreApplication.translate("account", text).replace("{host}", host)
