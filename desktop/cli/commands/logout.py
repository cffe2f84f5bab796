"""`networx logout`: this computer is no device of the account any more."""

from __future__ import annotations

from typing import Annotated

import typer

from desktop.cli.output import note

NAME = "logout"
EXAMPLES = ("networx logout", "networx logout https://networx.example.com")


def command(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Address of the server.", show_default="the one last signed in to")
    ] = "",
) -> int:
    """Sign out of a server. Runs that it computes go on; what they find can be fetched after signing in again."""
    from desktop.cli.connecting import signed_in_server
    from engine.errors import KnownError
    from sync.remote import Servers
    from sync.remote.http import is_away

    server = signed_in_server(url)
    try:
        server.sign_out()
    except KnownError as error:
        if is_away(error):
            note(f"{error} The token is forgotten here; revoke the device on the server when it is back.")
        elif error.code != "signed-out":
            raise
    Servers().forget(server.url)
    note(f"Signed out of {server.url}.")
    return 0
