"""What a laptop and the server tell each other about accounts, projects and runs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.runs.record import RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A device that was signed in."""

    token: str
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDevice:
    """A device that is signed in to the account.

    Attributes:
        id: Its identifier.
        name: As it was called when it signed in.
        seen: When it asked last, to some minutes; UTC, ISO 8601.
        is_this: Whether it is the one that asks.
    """

    id: str
    name: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteProject:
    """A project on the server."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A run to hand in.

    Attributes:
        record: As it is kept here; its id is the name by which the server knows it again.
        snapshot: SHA-256 of the frozen network.
        priority: Among one's own runs, from -1 to 1.
    """

    record: RunRecord
    snapshot: str
    priority: int = 0
