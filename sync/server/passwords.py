"""Passwords, hashed with argon2id, a few at a time: hashing takes memory, and strangers may ask for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import KnownError

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""


class Passwords:
    """Hashes and checks; safe from any thread."""

    def __init__(
        self, at_once: int = 2, memory_kib: int = 46 * 1024, *, waiting: int = 8, patience_s: float = 5.0
    ) -> None:
        """Set the cost.

        Args:
            at_once: The most that are hashed at once; each takes the memory.
            memory_kib: Memory of one hash.
            waiting: The most that wait for their turn; each holds a thread that others may need.
            patience_s: How long one waits.
        """
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._slots = BoundedSemaphore(at_once)
        self._seats = BoundedSemaphore(at_once + waiting)
        self._patience_s = patience_s
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(24))

    def hash(self, password: str, where: str = "password") -> str:
        """The hash of a new password.

        Args:
            password: In clear.
            where: What the user knows it as, for errors.

        Raises:
            KnownError: ``password-too-short`` or ``password-too-long``; ``busy``.
        """
        if len(password) < SHORTEST:
            raise KnownError(
                "password-too-short",
                f"A password has at least {SHORTEST} characters.",
                where=where,
                what_to_do="Take three or four words.",
            )
        if len(password) > LONGEST:
            raise KnownError("password-too-long", f"A password has at most {LONGEST} characters.", where=where)
        with self._slot():
            return self._hasher.hash(password)

    def check(self, hashed: str | None, password: str) -> bool:
        """Whether a password is the one that was hashed; without a hash this takes as long, and is never so.

        Raises:
            KnownError: ``busy``.
        """
        with self._slot():
            try:
                self._hasher.verify(hashed or self._nobodys, password[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None

    def renewed(self, hashed: str, password: str) -> str:
        """The hash of a password that was checked, at today's cost; empty where it has that.

        Hashes of another cost take another time, which would tell who has an account.

        Raises:
            KnownError: ``busy``.
        """
        return self.hash(password) if self._hasher.check_needs_rehash(hashed) else ""

    @contextmanager
    def _slot(self) -> Iterator[None]:
        with _held(self._seats, 0.0), _held(self._slots, self._patience_s):
            yield


@contextmanager
def _held(semaphore: BoundedSemaphore, patience_s: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=patience_s):
        raise KnownError("busy", "Too many people sign in just now.", what_to_do="Try again in a moment.")
    try:
        yield
    finally:
        semaphore.release()
