"""Scenarios solved by a server: frozen here and noted in the project, then handed in, followed and collected."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.errors import KnownError
from engine.runs.batch import Ask
from engine.runs.ending import ending_of, failed
from engine.runs.events import Ending, Event, Queued
from engine.runs.record import RunRecord, SolveOptions, utc_now
from sync.remote.collecting import given_up
from sync.remote.followed import FollowedRuns
from sync.remote.outpost import Outpost
from sync.whereabouts import asked_of


class RemoteBatch(FollowedRuns):
    """Runs that are asked for now. A run is noted with its frozen network before its server hears of it.

    So whenever this is killed, whoever opens the project next hands in what waits, under the same names.
    """

    def __init__(
        self,
        asks: Sequence[Ask],
        options: SolveOptions,
        outpost: Outpost,
        url: str,
        *,
        follow: bool = True,
        anew: bool = False,
    ) -> None:
        """Take what `run` will need.

        Args:
            asks: Networks.
            options: For each of them.
            outpost: Of the project.
            url: The server.
            follow: Whether the runs are followed to their ends, not only handed in.
            anew: Whether they are computed even where the server knows the answers.
        """
        records = [asked_of(url, ask.scenario, options, anew=anew) for ask in asks]
        super().__init__(outpost, records)
        self._unfrozen = {record.id: ask for record, ask in zip(records, asks, strict=True)}
        self._follows = follow

    def hand_in(self) -> Iterator[Event]:
        """Freeze and note what is not frozen, and hand in what waits; a network that cannot be solved fails alone."""
        while self._unfrozen:
            run = next(iter(self._unfrozen))
            yield Queued(run=run)
            ending = self._freeze(self._current[run], self._unfrozen.pop(run))
            if ending is not None:
                yield ending
        yield from super().hand_in()

    def run(self) -> Iterator[Event]:
        """Hand in and, unless they shall only be handed in, follow to the ends or until the runs are left."""
        yield from super().run() if self._follows else self.hand_in()

    def _freeze(self, asked: RunRecord, ask: Ask) -> Ending | None:
        """Keep the run with its input; its ending where it has one already."""
        begun, record = time.monotonic(), replace(asked, created=utc_now())
        if self._left.is_set():
            record = given_up(record, "The run was cancelled before it was handed to the server.")
        else:
            try:
                digest = self._outpost.inputs.keep(record.id, ask.network())
            except KnownError as error:
                record = failed(record, error).record
            else:
                record = replace(record, input_hash=digest, seconds={"read": time.monotonic() - begun})
        self._outpost.store.add(record)
        self._current[record.id] = record
        return ending_of(record) if record.status.is_final else None
