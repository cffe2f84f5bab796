"""Signing in and out: invites, passwords, devices."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from server_stub.access import Asking
from server_stub.errors import declared
from server_stub.services import Served
from sync.server.devices import Device, SignedIn

router = APIRouter(prefix="/api/auth", tags=["auth"])

_Line = Annotated[str, StringConstraints(min_length=1, max_length=320)]
_Secret = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Login(BaseModel):
    """An account's address and password, and what the device is to be called."""

    email: _Line
    password: _Secret
    device_name: _Line


class Acceptance(BaseModel):
    """An invite, and the account that is to be made."""

    invite: _Secret
    name: _Line
    password: _Secret
    device_name: _Line


class PasswordChange(BaseModel):
    """The password that the account has, and the one that it shall have."""

    old: _Secret
    new: _Secret


class Account(BaseModel):
    """Who is signed in."""

    id: str
    email: str
    name: str
    device: str


class NewDevice(BaseModel):
    """A device that was signed in; its token is told this once."""

    token: str
    account: Account


class DeviceEntry(BaseModel):
    """A device of the account; moments are UTC, empty for never. One that is not usable has to sign in again."""

    id: str
    name: str
    created: str
    seen: str
    expires: str
    revoked: str
    is_usable: bool


@router.post("/login", responses=declared(401))
def login(body: Login, services: Served) -> NewDevice:
    """Sign a device in."""
    return _new(services.accounts.sign_in(body.email, body.password, body.device_name))


@router.post("/accept-invite", responses=declared(410))
def accept_invite(body: Acceptance, services: Served) -> NewDevice:
    """Make the account that an invite is for; an invite serves one time."""
    return _new(services.accounts.accept(body.invite, body.name, body.password, body.device_name))


@router.get("/me", responses=declared(401))
def me(caller: Asking) -> Account:
    """Who is signed in."""
    return Account(id=caller.account, email=caller.email, name=caller.name, device=caller.device)


@router.post("/password", status_code=204, responses=declared(401))
def change_password(body: PasswordChange, caller: Asking, services: Served) -> None:
    """Another password of one's own; the other devices of the account sign out."""
    services.accounts.change_password(caller, body.old, body.new)


@router.get("/devices", responses=declared(401))
def devices(caller: Asking, services: Served) -> list[DeviceEntry]:
    """The devices of the account, newest first."""
    return [_entry(device) for device in services.devices.of(caller.account)]


@router.delete("/devices/{device}", status_code=204, responses=declared(401, 404))
def revoke(device: str, caller: Asking, services: Served) -> None:
    """Refuse a device from now on; one's own signs out."""
    services.devices.revoke(caller.account, device)


def _new(signed_in: SignedIn) -> NewDevice:
    caller = signed_in.caller
    account = Account(id=caller.account, email=caller.email, name=caller.name, device=caller.device)
    return NewDevice(token=signed_in.token, account=account)


def _entry(device: Device) -> DeviceEntry:
    return DeviceEntry(
        id=device.id,
        name=device.name,
        created=device.created,
        seen=device.seen,
        expires=device.expires,
        revoked=device.revoked,
        is_usable=device.is_usable,
    )
