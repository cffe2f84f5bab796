"""What an application does with the jobs of a folder: hand them in, follow them, fetch what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from engine.errors import KnownError
from engine.runs.ending import failed
from engine.runs.events import Event
from engine.runs.record import RunRecord
from sync.jobs.folder import JobFolder

_NAME = "application"


class JobDesk:
    """The jobs of one project on this computer; use it from one thread, in a `with`."""

    def __init__(self, path: Path) -> None:
        """Open the folder, made where it is missing.

        Raises:
            KnownError: The disk is full, or the folder cannot be written to.
        """
        self._folder = JobFolder(path)
        self._store = self._folder.jobs()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def hand_in(self, record: RunRecord) -> None:
        """Queue a run whose input is frozen in its folder; the worker rings for it when it is called, and at its start.

        Raises:
            KnownError: ``run-exists``.
        """
        self._store.add(record)

    def cancel(self, run: str) -> None:
        """Stop a run; the worker hears of it at its next look, or when it is called."""
        self._store.cancel(run)

    def records(self) -> Sequence[RunRecord]:
        """All runs that were handed in and not removed yet, as they stand, the oldest first."""
        return self._store.list()

    def events(self, after: int) -> Sequence[tuple[int, Event]]:
        """The next events of all runs with their numbers, see `engine.jobs.store.JobStore`."""
        return self._store.events(after)

    def result(self, run: str) -> bytes | None:
        """Result tables of a run that has ended; None where it has none.

        Raises:
            KnownError: ``result-unreadable``.
        """
        return self._folder.result(run)

    def remove(self, run: str) -> None:
        """Forget a run whose outcome is kept elsewhere by now."""
        self._store.remove(run)
        self._folder.remove(run)

    def give_up(self, error: KnownError) -> None:
        """End every run that is not ended, because no worker can be had."""
        self._store.reap(every_lease=True)
        for run in self._store.waiting():
            record = self._store.claim(run, _NAME)
            if record is not None:
                ending = failed(record, error)
                self._store.write(ending.record, ending)

    def sweep(self) -> None:
        """Remove what a crash left behind."""
        self._folder.sweep(frozenset(record.id for record in self._store.list()))
