"""Where jobs are kept: the interface that every store keeps, and what a worker and a window need of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.runs.events import Event
from engine.runs.record import RunRecord

LEASE_S = 20.0
"""How long a worker may be silent before others take its runs for abandoned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a worker learns when it renews its leases.

    Attributes:
        cancelled: Runs that shall stop.
        lost: Runs that are not this worker's any more; whatever it does for them is in vain.
    """

    cancelled: frozenset[str]
    lost: frozenset[str]


class JobStore(Protocol):
    """Runs that are asked for, under way, or ended and not yet fetched.

    The row of a run is the truth; the queue is only a bell. Every method is one transaction and safe from any thread
    and process. A claim counts the run's lease token up, each later write names that token, and a write with an older
    one changes nothing: two workers never write one run. Statuses only go from queued to running to a final one; back
    to queued by `reap` alone. Numbers of events grow in the order in which readers come to see them.
    """

    def add(self, record: RunRecord) -> None:
        """Keep a queued run whose input is frozen.

        Raises:
            KnownError: ``run-exists``.
        """

    def get(self, run: str) -> RunRecord:
        """The run as it stands.

        Raises:
            KnownError: ``run-unknown``.
        """

    def list(self) -> Sequence[RunRecord]:
        """All runs, in the order in which they were added."""

    def waiting(self) -> Sequence[str]:
        """Runs that are queued, in the order in which they were added."""

    def claim(self, run: str, worker: str) -> RunRecord | None:
        """Take a queued run; its lease runs from now.

        Args:
            run: The run; a store that keeps turns may give another one.
            worker: Who takes it.

        Returns:
            The record under its new lease; None where it is not queued (any more), or unknown.
        """

    def renew(self, tokens: Mapping[str, int]) -> Renewal:
        """A worker's sign of life for the runs that it holds, each with the token of its lease."""

    def write(self, record: RunRecord, *events: Event) -> bool:
        """Replace a claimed run's record and add to its events, both or neither.

        Returns:
            False, and nothing is written, where the run is final, unknown, or under another lease.
        """

    def cancel(self, run: str) -> None:
        """Stop a run: a queued one ends now, one under way as soon as its worker hears of it, an ended one stays."""

    def reap(self, *, every_lease: bool = False) -> Sequence[str]:
        """Queue runs again whose leases have expired.

        Args:
            every_lease: Whether no lease counts, because no worker lives but the one that asks.

        Returns:
            The runs that are queued again.
        """

    def events(self, after: int = 0) -> Sequence[tuple[int, Event]]:
        """The next events of all runs with their numbers, in order; ask again until none comes.

        Args:
            after: Number of the last event that the caller has seen.
        """

    def remove(self, run: str) -> None:
        """Forget a run with its events; nothing happens where there is none."""
