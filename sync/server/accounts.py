"""Accounts and their devices: invited once, signed in with a password, known by a token from then on."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.passwords import Passwords
from sync.server.tables import ACCOUNTS, DEVICES, INVITES

INVITE_FOR = timedelta(hours=72)
IDLE_FOR = timedelta(days=30)
DEVICE_FOR = timedelta(days=365)
_SEEN_EVERY = timedelta(minutes=5)
_TOKEN_BYTES = 32
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
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
    """A device of an account; moments are UTC, ISO 8601."""

    id: str
    name: str
    created: str
    seen: str
    expires: str
    revoked: str


class Accounts:
    """Accounts in the server's database; safe from any thread."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def invite(self, email: str) -> str:
        """An invite for somebody, told this once; it serves one time within `INVITE_FOR`.

        Raises:
            KnownError: ``email-unusable``; ``account-exists``.
        """
        address, token = _address(email), secrets.token_urlsafe(_TOKEN_BYTES)
        with self._database.transaction(SERVICE) as connection:
            if connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.email == address)).one_or_none():
                raise KnownError("account-exists", f"{address} has an account already.", where="email")
            row = {"invite": _digest(token), "email": address, "expires": _now() + INVITE_FOR}
            connection.execute(insert(INVITES).values(row))
        return token

    def accept(self, invite: str, name: str, password: str, device: str) -> SignedIn:
        """Make the account that an invite is for, with its first device.

        Raises:
            KnownError: ``invite-unusable``: unknown, used or expired; what `Passwords.hash` raises; ``name-unusable``.
        """
        named, hashed = _name(name, "name"), self._passwords.hash(password)
        with self._database.transaction(SERVICE) as connection:
            now = _now()
            used = (
                update(INVITES)
                .where(INVITES.c.invite == _digest(invite), INVITES.c.used.is_(None), INVITES.c.expires > now)
                .values(used=now)
                .returning(INVITES.c.email)
            )
            email = connection.execute(used).scalar()
            account = secrets.token_hex(16)
            made = None
            if email is not None:
                row = {"id": account, "email": email, "name": named, "password": hashed}
                made = connection.execute(
                    upsert(ACCOUNTS).values(row).on_conflict_do_nothing().returning(ACCOUNTS.c.id)
                ).scalar()
            if made is None:
                raise KnownError(
                    "invite-unusable",
                    "This invite is unknown, was used, or has expired.",
                    where="invite",
                    what_to_do="Ask for a new one.",
                )
            return self._new_device(connection, account, str(email), named, device)

    def sign_in(self, email: str, password: str, device: str) -> SignedIn:
        """A new device of an account; takes as long whether or not there is one.

        Raises:
            KnownError: ``sign-in-refused``; ``busy``; ``name-unusable``.
        """
        _name(device, "device_name")
        found = select(ACCOUNTS).where(ACCOUNTS.c.email == email.strip().lower(), ACCOUNTS.c.disabled.is_(False))
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(found).one_or_none()
        if not self._passwords.check(None if row is None else row.password, password) or row is None:
            raise KnownError(
                "sign-in-refused",
                "There is no account with this e-mail address and password.",
                where="password",
                what_to_do="Check both; the password distinguishes small and capital letters.",
            )
        with self._database.transaction(SERVICE) as connection:
            return self._new_device(connection, row.id, row.email, row.name, device)

    def caller(self, token: str) -> Caller | None:
        """Whom a token belongs to; None where it is unknown, revoked, expired, or was not used for `IDLE_FOR`."""
        now = _now()
        found = (
            select(DEVICES.c.id, DEVICES.c.seen, ACCOUNTS.c.id.label("account"), ACCOUNTS.c.email, ACCOUNTS.c.name)
            .join(ACCOUNTS, ACCOUNTS.c.id == DEVICES.c.account)
            .where(
                DEVICES.c.token == _digest(token),
                DEVICES.c.revoked.is_(None),
                DEVICES.c.expires > now,
                DEVICES.c.seen > now - IDLE_FOR,
                ACCOUNTS.c.disabled.is_(False),
            )
        )
        with self._database.transaction(SERVICE) as connection:
            row = connection.execute(found).one_or_none()
            if row is None:
                return None
            if row.seen < now - _SEEN_EVERY:
                connection.execute(update(DEVICES).where(DEVICES.c.id == row.id).values(seen=now))
        return Caller(account=row.account, device=row.id, email=row.email, name=row.name)

    def devices(self, account: str) -> list[Device]:
        """The devices of an account, newest first."""
        found = select(DEVICES).where(DEVICES.c.account == account).order_by(DEVICES.c.created.desc())
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

    def forget_the_expired(self) -> None:
        """Remove invites and devices that can never be used again."""
        now = _now()
        with self._database.transaction(SERVICE) as connection:
            connection.execute(INVITES.delete().where(INVITES.c.expires < now - IDLE_FOR))
            connection.execute(
                DEVICES.delete().where(or_(DEVICES.c.expires < now, DEVICES.c.revoked < now - DEVICE_FOR))
            )

    def _new_device(self, connection: Connection, account: str, email: str, name: str, device: str) -> SignedIn:
        token, identifier = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_hex(16)
        row = {
            "id": identifier,
            "account": account,
            "name": _name(device, "device_name"),
            "token": _digest(token),
            "expires": _now() + DEVICE_FOR,
        }
        connection.execute(insert(DEVICES).values(row))
        return SignedIn(token=token, caller=Caller(account=account, device=identifier, email=email, name=name))


def _digest(token: str) -> bytes:
    # A token has 256 random bits: nothing can be guessed from a plain hash of it.
    return hashlib.sha256(token.encode()).digest()


def _address(email: str) -> str:
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise KnownError("email-unusable", f"{email!r} is no e-mail address.", where="email")
    return address


def _name(text: str, where: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise KnownError("name-unusable", f"A name has 1 to {_LONGEST_NAME} printable characters.", where=where)
    return name


def _now() -> datetime:
    return datetime.now(UTC)


def _device(row: Row[tuple[object, ...]]) -> Device:
    cells = row._mapping
    return Device(
        id=cells["id"],
        name=cells["name"],
        **{name: _iso(cells[name]) for name in ("created", "seen", "expires", "revoked")},
    )


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
