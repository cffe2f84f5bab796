"""Accounts: invited once, then signed in with a password."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import KnownError
from sync.server.database import SERVICE, Database
from sync.server.devices import TOKEN_BYTES, Caller, SignedIn, add_device, digest, revoke_all, usable_name, utc_now
from sync.server.passwords import Passwords
from sync.server.tables import ACCOUNTS, INVITES

INVITE_FOR = timedelta(hours=72)
_KEPT_FOR = timedelta(days=30)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST_ADDRESS = 254


class Accounts:
    """Accounts in the server's database; safe from any thread."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def invite(self, email: str, *, again: bool = False) -> str:
        """An invite for somebody, told this once; it serves one time within `INVITE_FOR`.

        Args:
            email: Whom it is for.
            again: He has an account, and shall have a new password; his devices are refused from then on.

        Raises:
            KnownError: ``email-unusable``; ``account-exists``; with `again`, ``account-unknown``.
        """
        address, token, now = _address(email), secrets.token_urlsafe(TOKEN_BYTES), utc_now()
        with self._database.transaction(SERVICE) as connection:
            account = connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.email == address)).scalar()
            if account is not None and not again:
                raise KnownError(
                    "account-exists",
                    f"{address} has an account already.",
                    where="email",
                    what_to_do="Where the password is lost, invite again (--again).",
                )
            if account is None and again:
                raise _no_account(address)
            row = {"invite": digest(token), "email": address, "account": account, "expires": now + INVITE_FOR}
            connection.execute(insert(INVITES).values(row))
        return token

    def accept(self, invite: str, name: str, password: str, device: str) -> SignedIn:
        """Make the account that an invite is for, or give it a new password, with a first device.

        Raises:
            KnownError: ``invite-unusable``: unknown, used or expired; what `Passwords.hash` raises; ``name-unusable``.
        """
        named, hashed = usable_name(name, "name"), self._passwords.hash(password)
        with self._database.transaction(SERVICE) as connection:
            now = utc_now()
            used = (
                update(INVITES)
                .where(INVITES.c.invite == digest(invite), INVITES.c.used.is_(None), INVITES.c.expires > now)
                .values(used=now)
                .returning(INVITES.c.email, INVITES.c.account)
            )
            row = connection.execute(used).one_or_none()
            made = None if row is None else _entered(connection, row.email, row.account, named, hashed)
            if row is None or made is None:
                raise KnownError(
                    "invite-unusable",
                    "This invite is unknown, was used, or has expired.",
                    where="invite",
                    what_to_do="Ask for a new one.",
                )
            _close_invites(connection, row.email)
            return add_device(connection, made, row.email, named, device)

    def sign_in(self, email: str, password: str, device: str) -> SignedIn:
        """A new device of an account; takes as long whether or not there is one.

        Raises:
            KnownError: ``sign-in-refused``; ``busy``; ``name-unusable``.
        """
        usable_name(device, "device_name")
        found = select(ACCOUNTS).where(ACCOUNTS.c.email == email.strip().lower(), ACCOUNTS.c.disabled.is_(False))
        for _ in range(2):
            with self._database.transaction(SERVICE) as connection:
                row = connection.execute(found).one_or_none()
            if not self._passwords.check(None if row is None else row.password, password) or row is None:
                raise _refused()
            with self._database.transaction(SERVICE) as connection:
                # Hashing took its time: the account may be disabled by now, its password another or hashed anew.
                still = found.where(ACCOUNTS.c.password == row.password).with_for_update(read=True)
                is_still = connection.execute(still).one_or_none() is not None
                made = add_device(connection, row.id, row.email, row.name, device) if is_still else None
            if made is not None:
                self._renew(row.id, row.password, password)
                return made
        raise _refused()

    def _renew(self, account: str, hashed: str, password: str) -> None:
        """Hash a password anew where its hash is of another cost, unless it has become another meanwhile."""
        try:
            renewed = self._passwords.renewed(hashed, password)
        except KnownError:  # too many sign in just now: next time
            return
        if renewed:
            same = update(ACCOUNTS).where(ACCOUNTS.c.id == account, ACCOUNTS.c.password == hashed)
            with self._database.transaction(SERVICE) as connection:
                connection.execute(same.values(password=renewed))

    def change_password(self, caller: Caller, old: str, new: str) -> None:
        """Another password of whoever asks; his other devices are refused from now on, and so are open invites.

        Raises:
            KnownError: ``sign-in-refused``, as slowly as at a sign-in, where the old one is not his; ``busy``; what
                `Passwords.hash` raises.
        """
        found = select(ACCOUNTS.c.password).where(ACCOUNTS.c.id == caller.account)
        with self._database.transaction(SERVICE) as connection:
            kept = connection.execute(found).scalar_one_or_none()
        if not self._passwords.check(kept, old):
            raise _not_his()
        changed = update(ACCOUNTS).where(
            # Hashing takes its time: the account may be disabled by then, or its password another.
            ACCOUNTS.c.id == caller.account,
            ACCOUNTS.c.password == kept,
            ACCOUNTS.c.disabled.is_(False),
        )
        changed = changed.values(password=self._passwords.hash(new, "new"))
        with self._database.transaction(SERVICE) as connection:
            if connection.execute(changed).rowcount == 0:
                raise _not_his()
            revoke_all(connection, caller.account, but=caller.device)
            _close_invites(connection, caller.email)

    def set_disabled(self, email: str, *, is_disabled: bool) -> None:
        """Refuse an account and its devices from now on, or let it sign in again.

        Raises:
            KnownError: ``account-unknown``.
        """
        address = email.strip().lower()
        changed = update(ACCOUNTS).where(ACCOUNTS.c.email == address).values(disabled=is_disabled)
        with self._database.transaction(SERVICE) as connection:
            account = connection.execute(changed.returning(ACCOUNTS.c.id)).scalar()
            if account is None:
                raise _no_account(address)
            revoke_all(connection, account)


def dead_invites(now: datetime) -> ColumnElement[bool]:
    """Invites that serve no more, and have not for long."""
    return INVITES.c.expires < now - _KEPT_FOR


def _entered(connection: Connection, email: str, account: str | None, name: str, password: str) -> str | None:
    """The account of a used invite; None where somebody was faster, or it is disabled."""
    if account is None:
        row = {"id": secrets.token_hex(16), "email": email, "name": name, "password": password}
        made = upsert(ACCOUNTS).values(row).on_conflict_do_nothing().returning(ACCOUNTS.c.id)
        return connection.execute(made).scalar()
    renewed = update(ACCOUNTS).where(ACCOUNTS.c.id == account, ACCOUNTS.c.disabled.is_(False))
    found = connection.execute(renewed.values(name=name, password=password).returning(ACCOUNTS.c.id)).scalar()
    if found is not None:
        revoke_all(connection, found)
    return found


def _close_invites(connection: Connection, email: str) -> None:
    """None of an address opens its account once more."""
    still_open = update(INVITES).where(INVITES.c.email == email, INVITES.c.used.is_(None))
    connection.execute(still_open.values(used=utc_now()))


def _not_his() -> KnownError:
    return KnownError(
        "sign-in-refused",
        "This is not the password of your account.",
        where="old",
        what_to_do="Check it; the password distinguishes small and capital letters.",
    )


def _refused() -> KnownError:
    return KnownError(
        "sign-in-refused",
        "There is no account with this e-mail address and password.",
        where="password",
        what_to_do="Check both; the password distinguishes small and capital letters.",
    )


def _no_account(address: str) -> KnownError:
    return KnownError("account-unknown", f"{address} has no account here.", where="email")


def _address(email: str) -> str:
    address = email.strip().lower()
    if len(address) > _LONGEST_ADDRESS or not address.isprintable() or not _EMAIL.fullmatch(address):
        raise KnownError("email-unusable", f"{email!r} is no e-mail address.", where="email")
    return address
