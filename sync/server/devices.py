"""Devices of accounts: each is a token that the server knows again, but could not tell."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.tables import ACCOUNTS, DEVICES

IDLE_FOR = timedelta(days=30)
DEVICE_FOR = timedelta(days=365)
SHOWN_FOR = timedelta(days=180)
"""How long a device that was revoked, or not used, is listed before it is forgotten."""
MOST_DEVICES = 100
"""Of one account: a program that signs in each time makes many."""
TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(minutes=5)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks.

    Attributes:
        account: Identifier of the account.
        device: Identifier of the device.
        email: Of the account.
        name: Of the account.
    """

    account: str
    device: str
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new device; its token is told this once."""

    token: str
    caller: Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of an account; moments are UTC, ISO 8601; usable is what is neither revoked, expired nor long unused."""

    id: str
    name: str
    created: str
    seen: str
    expires: str
    revoked: str
    is_usable: bool


class Devices:
    """Devices in the server's database; safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def caller(self, token: str) -> Caller | None:
        """Whom a token belongs to; None where it is unknown, revoked, expired, or was not used for `IDLE_FOR`."""
        now = utc_now()
        found = (
            select(DEVICES.c.id, DEVICES.c.seen, ACCOUNTS.c.id.label("account"), ACCOUNTS.c.email, ACCOUNTS.c.name)
            .join(ACCOUNTS, ACCOUNTS.c.id == DEVICES.c.account)
            .where(DEVICES.c.token == digest(token), usable(now), ACCOUNTS.c.disabled.is_(False))
        )
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(found).one_or_none()
            if row is None:
                return None
            if row.seen < now - _SEEN_EVERY:
                connection.execute(update(DEVICES).where(DEVICES.c.id == row.id).values(seen=now))
        return Caller(account=row.account, device=row.id, email=row.email, name=row.name)

    def of(self, account: str) -> list[Device]:
        """The devices of an account, newest first."""
        found = (
            select(DEVICES, usable(utc_now()).label("is_usable"))
            .where(DEVICES.c.account == account)
            .order_by(DEVICES.c.created.desc())
        )
        with self._database.transaction(account) as connection:
            return [_device(row) for row in connection.execute(found)]

    def revoke(self, account: str, device: str) -> None:
        """Refuse a device of an account from now on.

        Raises:
            KnownError: ``device-unknown``.
        """
        revoked = (
            update(DEVICES)
            .where(DEVICES.c.account == account, DEVICES.c.id == device)
            .values(revoked=func.coalesce(DEVICES.c.revoked, func.now()))
        )
        with self._database.transaction(account) as connection:
            if connection.execute(revoked).rowcount == 0:
                raise KnownError("device-unknown", f"There is no device {device}.", where="device")


def add_device(connection: Connection, account: str, email: str, name: str, device: str) -> SignedIn:
    """A new device of an account; beyond `MOST_DEVICES`, revoked ones and those used longest ago are forgotten.

    Raises:
        KnownError: ``name-unusable``, for the device's.
    """
    token, identifier, now = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(16), utc_now()
    order = (DEVICES.c.revoked.is_not(None), DEVICES.c.seen.desc(), DEVICES.c.id)
    spare = select(DEVICES.c.id).where(DEVICES.c.account == account).order_by(*order).offset(MOST_DEVICES - 1)
    connection.execute(delete(DEVICES).where(DEVICES.c.id.in_(spare)))
    row = {
        "id": identifier,
        "account": account,
        "name": usable_name(device, "device_name"),
        "token": digest(token),
        "expires": now + DEVICE_FOR,
    }
    connection.execute(insert(DEVICES).values(row))
    return SignedIn(token=token, caller=Caller(account=account, device=identifier, email=email, name=name))


def dead_devices(now: datetime) -> ColumnElement[bool]:
    """Devices that can never be used again, and were shown as such for long enough."""
    return or_(
        DEVICES.c.expires < now, DEVICES.c.revoked < now - SHOWN_FOR, DEVICES.c.seen < now - IDLE_FOR - SHOWN_FOR
    )


def revoke_all(connection: Connection, account: str, but: str = "") -> None:
    """Refuse all devices of an account from now on, but for one."""
    revoked = update(DEVICES).where(DEVICES.c.account == account, DEVICES.c.revoked.is_(None), DEVICES.c.id != but)
    connection.execute(revoked.values(revoked=func.now()))


def digest(token: str) -> bytes:
    """What is kept of a token: it has 256 random bits, so that nothing can be guessed from a plain hash."""
    return hashlib.sha256(token.encode()).digest()


def usable_name(text: str, where: str) -> str:
    """A name without needless spaces.

    Raises:
        KnownError: ``name-unusable``.
    """
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise KnownError("name-unusable", f"A name has 1 to {_LONGEST_NAME} printable characters.", where=where)
    return name


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def usable(now: datetime) -> ColumnElement[bool]:
    """Devices that are signed in."""
    return and_(DEVICES.c.revoked.is_(None), DEVICES.c.expires > now, DEVICES.c.seen > now - IDLE_FOR)


def _device(row: Row[tuple[object, ...]]) -> Device:
    cells = row._mapping
    return Device(
        id=cells["id"],
        name=cells["name"],
        is_usable=cells["is_usable"],
        **{name: _iso(cells[name]) for name in ("created", "seen", "expires", "revoked")},
    )


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
