"""Runs of servers in front of a user: handed in, followed on a few threads, collected; left whenever he likes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.errors import KnownError
from engine.runs.ending import ending_of, tracked
from engine.runs.events import ENDINGS, Event, Progressed
from engine.runs.record import RunRecord
from sync.protocol import TOO_OLD
from sync.remote.following import Follower
from sync.remote.http import TOO_MANY_WAITING, is_passing
from sync.remote.outpost import Outpost, Told
from sync.whereabouts import name_there, server_of

_PATIENCE_S = 600.0
_LOOK_S = 0.2
_AGAIN_S = 5.0
_MOST_TRIES = 5
_FOR_GOOD = frozenset({"run-not-ours", "signed-out", "token-missing"}) | TOO_OLD


class FollowedRuns:
    """Runs of servers as long as somebody here follows them; they go on without.

    Attributes:
        troubles: Why runs could not be followed to their ends, by their ids; these can be taken up again later.
    """

    def __init__(self, outpost: Outpost, records: Sequence[RunRecord]) -> None:
        """Take what `run` will need.

        Args:
            outpost: Of the project.
            records: Runs that are kept there and have not ended.
        """
        self.troubles: dict[str, KnownError] = {}
        self._outpost = outpost
        self._current = {record.id: record for record in records}
        self._left = threading.Event()
        self._tries: Counter[str] = Counter()
        self._to_follow = {record.id for record in records if name_there(record)}

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs as they stand, in their order."""
        return tuple(self._current.values())

    def cancel(self) -> None:
        """Follow no more; the runs go on, and are collected later."""
        self._left.set()

    def kill(self) -> None:
        """Leave at once, whatever is being waited for: all that is under way has been noted.

        Raises:
            KeyboardInterrupt: Always.
        """
        self._left.set()
        raise KeyboardInterrupt

    def hand_in(self) -> Iterator[Event]:
        """Hand in what waits; yields the endings of runs that their server refuses for good."""
        yield from self._told(self._outpost.hand_in(self._outpost.open_runs()))

    def look(self) -> Iterator[Event]:
        """Look once: hand in what waits, collect what has ended; yields endings."""
        yield from self.hand_in()
        yield from self._told(self._outpost.look(self._open()))

    def run(self) -> Iterator[Event]:
        """Hand in and follow to the ends, or until the runs are left; yields all events."""
        yield from self.hand_in()
        follower = Follower(_PATIENCE_S, tells_away=True)
        try:
            yield from self._followed(follower)
        finally:
            follower.stop()

    def _followed(self, follower: Follower) -> Iterator[Event]:
        again = time.monotonic() + _AGAIN_S
        self._follow(follower)
        while not self._left.is_set() and (self._is_followed() or self._is_full()):
            news = follower.take(_LOOK_S)
            if news is not None:
                yield from self._heard(*news)
            if self._is_full() and time.monotonic() > again:
                yield from self.hand_in()
                again = time.monotonic() + _AGAIN_S
            if self._to_follow:
                self._follow(follower)

    def _follow(self, follower: Follower) -> None:
        for run in sorted(self._to_follow):
            record = self._current[run]
            try:
                follower.follow(self._outpost.server(server_of(record)), run, name_there(record))
            except KnownError as error:  # nobody is signed in there
                self.troubles[run] = error
        self._to_follow.clear()

    def _heard(self, run: str, news: Event | KnownError) -> Iterator[Event]:
        here = self._current[run]
        if here.status.is_final:
            return
        if isinstance(news, ENDINGS):
            yield from self._told([self._outpost.collect(here)], again=True)
        elif isinstance(news, KnownError):
            yield from self._broken(here, news)
        else:
            told: Event = replace(news, run=run)
            self._current[run] = tracked(here, told)
            if self._current[run] is not here:
                self._outpost.store.update(self._current[run])
            yield told

    def _broken(self, here: RunRecord, error: KnownError) -> Iterator[Event]:
        if is_passing(error):  # what is true of the server is true of all its runs
            self.troubles |= {one.id: error for one in self._open() if server_of(one) == server_of(here)}
        else:
            yield from self._told([self._outpost.refused(here, error)])

    def _told(self, found: Iterable[Told], *, again: bool = False) -> Iterator[Event]:
        for record, error in found:
            if record.id not in self._current:  # of an earlier command, and handed in beside the others
                continue
            self._current[record.id] = record
            if error is None:
                self.troubles.pop(record.id, None)
            elif not (again and self._is_tried_again(record, error)):
                self.troubles[record.id] = error
            if record.status.is_final:
                yield ending_of(record)
            elif error is not None and error.code == TOO_MANY_WAITING:
                yield Progressed(run=record.id, seconds=0.0, text=f"waits: {error.message}")
            elif name_there(record) and record.id not in self.troubles:
                self._to_follow.add(record.id)

    def _is_tried_again(self, record: RunRecord, error: KnownError) -> bool:
        """Whether a result that did not come, or came damaged, is fetched once more: its ending is told again."""
        self._tries[record.id] += 1
        return error.code not in _FOR_GOOD and self._tries[record.id] < _MOST_TRIES

    def _open(self) -> list[RunRecord]:
        return [one for one in self._current.values() if not one.status.is_final]

    def _is_followed(self) -> bool:
        return any(name_there(one) and one.id not in self.troubles for one in self._open())

    def _is_full(self) -> bool:
        """Whether runs wait here because too many wait there: they are handed in as others end."""
        return any(error.code == TOO_MANY_WAITING for error in self.troubles.values())
