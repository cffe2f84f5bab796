"""`networx login`: this computer becomes a device of an account on a server."""

from __future__ import annotations

import platform
import sys
from typing import Annotated

import typer

from desktop.cli.output import note, out

NAME = "login"
EXAMPLES = (
    "networx login https://networx.example.com",
    "networx login https://networx.example.com --invite INVITE",
    "networx login https://localhost:8443 --certificate fullchain.pem --email you@example.com --password-stdin",
)


def command(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the server.", show_default=False)],
    *,
    invite: Annotated[str, typer.Option("--invite", help="Make the account that this invite is for.")] = "",
    email: Annotated[str, typer.Option("--email", help="Address of the account.", show_default="asked")] = "",
    name: Annotated[str, typer.Option("--name", help="Your name, with --invite.", show_default="asked")] = "",
    certificate: Annotated[
        str, typer.Option("--certificate", metavar="FILE", help="Certificates to trust.", show_default="the system's")
    ] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> int:
    """Sign in to a server. The password is not kept; the token of this device goes to the keyring of the system."""
    from pathlib import Path

    from sync.remote import KnownServer, Server, Servers
    from sync.remote.servers import TOKEN_VARIABLE

    trusted = str(Path(certificate).expanduser().resolve()) if certificate else ""
    server, device = Server(url, certificate=trusted), platform.node() or "computer"
    if invite:
        named = name or _asked("Your name", "--name")
        signed_in = server.accept(invite, named, _password(new=True, from_stdin=password_stdin), device)
    else:
        address = email or _asked("E-mail", "--email")
        signed_in = server.sign_in(address, _password(new=False, from_stdin=password_stdin), device)
    servers = Servers()
    servers.remember(KnownServer(url=server.url, email=signed_in.email, certificate=trusted))
    note(f"{signed_in.name} is signed in to {server.url}.")
    if not servers.keep_token(server.url, signed_in.token):
        note(f"This system has no keyring, so the token is not kept. Set it where you need it: {TOKEN_VARIABLE}=")
        out().print(signed_in.token, soft_wrap=True)
    return 0


def _password(*, new: bool, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    _require_terminal("the password", "on standard input with --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=new, err=True))


def _asked(what: str, option: str) -> str:
    _require_terminal(what, f"with {option}")
    return str(typer.prompt(what, err=True))


def _require_terminal(what: str, how: str) -> None:
    """Refuse to ask where nobody can answer.

    Raises:
        KnownError: ``no-terminal``.
    """
    from engine.errors import KnownError

    if not sys.stdin.isatty():
        raise KnownError(
            "no-terminal", f"There is no terminal to ask for {what}.", where="login", what_to_do=f"Give it {how}."
        )
