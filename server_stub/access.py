"""Who asks: the token of a device, in the header of every request but those that sign in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from engine.errors import KnownError
from server_stub.logs import note
from server_stub.services import Served
from sync.server.devices import Caller

_BEARER = HTTPBearer(auto_error=False, scheme_name="device", description="The token of a signed-in device.")
_LONGEST = 200


def token_of(authorization: str) -> str:
    """The token of a header; empty where it holds none."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and len(token) <= _LONGEST and token.isascii() else ""


def signed_in(request: Request, services: Served, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    """The account and device of a request.

    Raises:
        KnownError: ``signed-out``.
    """
    token = token_of(request.headers.get("authorization", ""))
    caller = services.devices.caller(token) if token else None
    if caller is None:
        raise KnownError(
            "signed-out",
            "This device is not signed in, or not any more.",
            what_to_do="Sign in with your e-mail address and password.",
        )
    note(account=caller.account)
    return caller


Asking = Annotated[Caller, Depends(signed_in)]
