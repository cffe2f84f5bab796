"""The server that a command means, and the project there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.remote import Server


def signed_in_server(url: str = "") -> Server:
    """The server of an address, or the one last signed in to, with this device's token.

    Raises:
        KnownError: ``signed-out``: nobody is signed in; ``token-missing``: this computer keeps no token.
    """
    from sync.remote import Server, Servers
    from sync.remote.servers import TOKEN_VARIABLE

    servers = Servers()
    known = servers.get(url.rstrip("/")) if url else servers.current()
    if known is None:
        raise KnownError(
            "signed-out", "No server is signed in to on this computer.", what_to_do="Run: networx login https://…"
        )
    token = servers.token(known.url)
    if not token:
        raise KnownError(
            "token-missing",
            f"This computer keeps no token for {known.url}.",
            what_to_do=f"Sign in again, or set the variable {TOKEN_VARIABLE}.",
        )
    return Server(known.url, token, known.certificate)


def shared_project(server: Server, project: str, name: str) -> str:
    """The server's project that a project file is shared as; made at the first time.

    Args:
        server: The server.
        project: Identifier of the project file.
        name: What the server's project is called where it is made.
    """
    from sync.remote import Servers

    servers = Servers()
    known = servers.get(server.url)
    if known is not None and project in known.projects:
        return known.projects[project]
    made = server.create_project(name)
    servers.share(server.url, project, made.id)
    return made.id
