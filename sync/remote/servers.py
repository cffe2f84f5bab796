"""The servers that this user knows: addresses in a file without secrets, tokens in the keyring of the system."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import keyring
import keyring.errors
import platformdirs

from engine.errors import KnownError

TOKEN_VARIABLE = "NETWORX_TOKEN"  # noqa: S105 - the name of a variable
_SERVICE = "NetWORX Essentials"
_RECOMMENDED = 1  # by the library's own scale


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownServer:
    """A server that somebody has signed in to from here.

    Attributes:
        url: Its address.
        email: Of the account.
        certificate: File with the certificates to trust; empty for those of the system.
        projects: Projects of this computer, by their identifiers, and those of the server that they are shared as.
        is_signed_in: Whether the account may be used; one that signed out is kept for its projects alone.
    """

    url: str
    email: str
    certificate: str = ""
    projects: Mapping[str, str] = field(default_factory=dict)
    is_signed_in: bool = True


class Servers:
    """Known servers, each with the account that is signed in; the last one signed in to is the current one."""

    def __init__(self, path: Path | None = None) -> None:
        """Use a file.

        Args:
            path: The file; None for that of this user.
        """
        self._path = path or platformdirs.user_config_path("networx", appauthor=False) / "servers.json"

    def current(self) -> KnownServer | None:
        """The server that is meant where none is named; None where nobody is signed in."""
        return next((known for known in reversed(self._read()) if known.is_signed_in), None)

    def get(self, url: str) -> KnownServer | None:
        """The server of an address; None where nobody is signed in to it."""
        return next((known for known in self._read() if known.url == url and known.is_signed_in), None)

    def remember(self, server: KnownServer) -> None:
        """Know a server from now on, as the current one; what the account has shared before stays shared."""
        known = self._read()
        before = next((one.projects for one in known if (one.url, one.email) == (server.url, server.email)), {})
        others = [one for one in _signed_out(known, server.url) if (one.url, one.email) != (server.url, server.email)]
        self._write([*others, replace(server, projects={**before, **server.projects})])

    def share(self, url: str, project: str, remote: str) -> None:
        """Note as what a project of this computer is shared."""
        self._write(
            [
                replace(one, projects={**one.projects, project: remote}) if one.url == url and one.is_signed_in else one
                for one in self._read()
            ]
        )

    def forget(self, url: str) -> None:
        """Use a server no more, nor its token; what was shared there is known for when somebody signs in again."""
        self._write(_signed_out(self._read(), url))
        try:
            keyring.delete_password(_SERVICE, url)
        except keyring.errors.KeyringError:  # there was none, or there is no keyring
            return

    def token(self, url: str) -> str:
        """The token of this device; empty where there is none. The variable `TOKEN_VARIABLE` comes first.

        Raises:
            KnownError: ``token-unusable``: the variable holds something else.
        """
        if given := os.environ.get(TOKEN_VARIABLE, "").strip():
            if not (given.isascii() and given.isprintable()):
                raise KnownError(
                    "token-unusable",
                    "That is no token of a device: it has letters that none has.",
                    where=f"the variable {TOKEN_VARIABLE}",
                    what_to_do="Set it to what networx login has printed.",
                )
            return given
        try:
            return keyring.get_password(_SERVICE, url) or ""
        except keyring.errors.KeyringError:
            return ""

    def keep_token(self, url: str, token: str) -> bool:
        """Keep the token of this device in the keyring of the system.

        Returns:
            False where this system has no keyring that is safe; the token is written nowhere then.
        """
        if keyring.get_keyring().priority < _RECOMMENDED:  # such as one that writes it down as it is
            return False
        try:
            keyring.set_password(_SERVICE, url, token)
        except keyring.errors.KeyringError:
            return False
        return True

    def _read(self) -> list[KnownServer]:
        try:
            return [KnownServer(**one) for one in json.loads(self._path.read_text("utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise KnownError(
                "servers-unreadable",
                "The list of servers cannot be read.",
                where=str(self._path),
                what_to_do="Delete the file and sign in again.",
            ) from error

    def _write(self, known: list[KnownServer]) -> None:
        partial = self._path.with_suffix(f".{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps([asdict(server) for server in known], indent=1), "utf-8")
            partial.replace(self._path)
        except OSError as error:
            raise KnownError(
                "servers-unwritten",
                f"The list of servers cannot be written: {error.strerror}.",
                where=str(self._path),
                what_to_do="Make the folder writable, or free some space.",
            ) from error


def _signed_out(known: Sequence[KnownServer], url: str) -> list[KnownServer]:
    return [replace(one, is_signed_in=False) if one.url == url else one for one in known]
