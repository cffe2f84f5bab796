"""Scenarios solved by a server: frozen here, handed in, followed, their results kept in the project file."""

from __future__ import annotations

import platform
import queue
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from engine.errors import KnownError
from engine.runs.batch import Ask
from engine.runs.ending import failed, tracked
from engine.runs.events import ENDINGS, Event, Queued
from engine.runs.record import RunRecord, RunStatus, RunStore, SolveOptions, Versions, new_run_id, utc_now
from engine.runs.snapshot import write_network
from sync.remote.client import Server
from sync.remote.collecting import collect
from sync.remote.marks import as_kept_here, mark_of, marked
from sync.remote.messages import Wanted


class RemoteBatch:
    """Runs of a server, as long as somebody here follows them; they go on without."""

    def __init__(
        self, asks: Sequence[Ask], options: SolveOptions, store: RunStore, server: Server, project: str
    ) -> None:
        """Take what `run` will need.

        Args:
            asks: Networks.
            options: For each of them.
            store: Keeps the runs; it is called by the thread that iterates over `run` only.
            server: Where they are computed.
            project: The server's project.
        """
        self._asks = asks
        self._store = store
        self._server = server
        self._project = project
        self._left = threading.Event()
        versions = Versions(application=version("networx-essentials"), python=platform.python_version())
        blank = RunRecord(id="", scenario="", status=RunStatus.QUEUED, options=options, versions=versions)
        made = (replace(blank, id=new_run_id(), scenario=ask.scenario) for ask in asks)
        self._current = {record.id: marked(record, server.url) for record in made}

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs as they stand, in the order of the networks."""
        return tuple(self._current.values())

    def cancel(self) -> None:
        """Follow no more; the runs go on, and are collected later."""
        self._left.set()

    def kill(self) -> None:
        """The same."""
        self._left.set()

    def hand_in(self) -> Iterator[Event]:
        """Freeze the networks and hand the runs in; a network that cannot be solved ends its run alone.

        Raises:
            KnownError: The server cannot be reached, or refuses; the runs are noted as failed then.
        """
        wanted = []
        with tempfile.TemporaryDirectory(prefix="networx-run-", ignore_cleanup_errors=True) as folder:
            for run, ask in zip(tuple(self._current), self._asks, strict=True):
                self._current[run] = replace(self._current[run], created=utc_now())
                self._store.add(self._current[run])
                yield Queued(run=run)
                try:
                    wanted.append(self._frozen(run, ask, Path(folder, run)))
                except KnownError as error:
                    yield self._refused(run, error)
            if wanted:
                yield from self._handed_in(wanted)

    def run(self) -> Iterator[Event]:
        """Hand the runs in and follow them to their ends, or until they are left; yields all events."""
        yield from self.hand_in()
        told: queue.SimpleQueue[tuple[str, Event | KnownError | None]] = queue.SimpleQueue()
        following = [record.id for record in self.records if not record.status.is_final]
        for run in following:
            threading.Thread(target=self._follow, args=(self._current[run], told), daemon=True).start()
        open_ = set(following)
        while open_ and not self._left.is_set():
            try:
                run, event = told.get(timeout=0.2)
            except queue.Empty:
                continue
            if event is None or isinstance(event, KnownError):
                open_.discard(run)
                if isinstance(event, KnownError):
                    raise event
                continue
            yield self._kept(run, event)

    def _frozen(self, run: str, ask: Ask, path: Path) -> Wanted:
        digest = write_network(ask.network(), path)
        self._current[run] = replace(self._current[run], input_hash=digest)
        return Wanted(record=self._current[run], snapshot=self._server.bring(self._project, path))

    def _handed_in(self, wanted: Sequence[Wanted]) -> Iterator[Event]:
        try:
            found = self._server.hand_in(self._project, wanted)
        except KnownError as error:
            for one in wanted:
                yield self._refused(one.record.id, error)
            raise
        for one, there in zip(wanted, found, strict=True):
            run = one.record.id
            record = replace(marked(one.record, self._server.url, there.id), options=there.options)
            self._current[run] = record
            self._store.update(record)

    def _refused(self, run: str, error: KnownError) -> Event:
        ending = failed(self._current[run], error)
        self._current[run] = ending.record
        self._store.update(ending.record)
        return ending

    def _follow(self, record: RunRecord, told: queue.SimpleQueue[tuple[str, Event | KnownError | None]]) -> None:
        mark = mark_of(record)
        assert mark is not None
        try:
            for _, event in self._server.events(mark[1], go_on=lambda: not self._left.is_set()):
                told.put((record.id, event))
        except KnownError as error:
            told.put((record.id, error))
        else:
            told.put((record.id, None))

    def _kept(self, run: str, event: Event) -> Event:
        here = self._current[run]
        if isinstance(event, ENDINGS):
            self._current[run] = collect(self._store, self._server, here)
            ending: Event = replace(event, run=run, record=as_kept_here(event.record, here))
            return ending
        told: Event = replace(event, run=run)
        self._current[run] = tracked(here, told)
        self._store.update(self._current[run])
        return told
