"""The server that a command means, and a project's side of all servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import KnownError

if TYPE_CHECKING:
    from sync.remote import Server
    from sync.remote.outpost import Outpost
    from sync.store import Project


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
            "signed-out",
            f"Nobody is signed in to {url or 'a server'} on this computer.",
            where=url,
            what_to_do=f"Run: networx login {url or 'https://…'}",
        )
    token = servers.token(known.url)
    if not token:
        raise KnownError(
            "token-missing",
            f"This computer keeps no token for {known.url}.",
            what_to_do=f"Sign in again, or set the variable {TOKEN_VARIABLE}.",
        )
    return Server(known.url, token, known.certificate)


def outpost_of(project: Project) -> Outpost:
    """A project's side of the servers that compute its runs."""
    from desktop.folders import user_folders
    from sync.remote import Servers
    from sync.remote.delivery import Sender
    from sync.remote.inputs import Inputs
    from sync.remote.outpost import Outpost

    inputs = Inputs(user_folders().jobs, project.id)
    made = Outpost(Sender(project.id, project.path.stem), project.runs, inputs, Servers(), signed_in_server)
    inputs.sweep([record.id for record in made.open_runs()])
    return made
