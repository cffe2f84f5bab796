"""The runs of a project at servers: handed in, looked after, collected; what is known is noted in the project first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby

from engine.errors import KnownError
from engine.runs.ending import failed, without_incumbent
from engine.runs.record import RunRecord, RunStore
from sync.remote.client import Server
from sync.remote.collecting import fetch, not_ours
from sync.remote.delivery import INPUT_MISSING, Parcel, Sender, deliver
from sync.remote.http import is_passing
from sync.remote.inputs import Inputs
from sync.remote.servers import Servers
from sync.whereabouts import as_kept_here, name_there, server_of

Told = tuple[RunRecord, KnownError | None]
"""A run as it is kept now, and what stands in the way of going on with it."""


class Outpost:
    """A project's side of all its servers, on the thread that holds the project."""

    def __init__(
        self, sender: Sender, store: RunStore, inputs: Inputs, servers: Servers, connect: Callable[[str], Server]
    ) -> None:
        """Describe it; nothing is asked yet.

        Args:
            sender: The project.
            store: Keeps its runs.
            inputs: Frozen networks that wait.
            servers: Know as what the project is shared.
            connect: Gives the server of an address; raises KnownError where nobody is signed in to it.
        """
        self.store = store
        self.inputs = inputs
        self._sender = sender
        self._servers = servers
        self._connect = connect
        self._connected: dict[str, Server] = {}

    def server(self, url: str) -> Server:
        """The server of an address.

        Raises:
            KnownError: ``signed-out``; ``token-missing``.
        """
        if url not in self._connected:
            self._connected[url] = self._connect(url)
        return self._connected[url]

    def open_runs(self) -> list[RunRecord]:
        """Runs of servers that have not ended, the oldest first."""
        runs = [one for one in self.store.list() if server_of(one) and not one.status.is_final]
        return sorted(runs, key=lambda one: (one.created, one.id))

    def hand_in(self, records: Sequence[RunRecord]) -> Iterator[Told]:
        """Hand in runs that wait; one that its server refuses for good ends as failed.

        Args:
            records: Runs; those that are handed in already, or are not frozen yet, are passed over.
        """
        for url, waiting in _by_server([one for one in records if one.input_hash and not name_there(one)]):
            try:
                server = self.server(url)
            except KnownError as error:
                yield from ((one, error) for one in waiting)
                continue
            parcels = [Parcel(one, self.inputs.path(one.id)) for one in waiting]
            found = deliver(server, self._servers, self._sender, parcels)
            yield from (self._handed_in(server, one, found[one.id]) for one in waiting)

    def look(self, records: Sequence[RunRecord]) -> Iterator[Told]:
        """Look how runs stand that were handed in, and collect those that have ended."""
        for url, named in _by_server([one for one in records if name_there(one)]):
            try:
                standing = self._standing(url)
            except KnownError as error:
                yield from ((one, error) for one in named)
                continue
            for one in named:
                found = standing.get(name_there(one))
                if found is None or found.status.is_final:
                    yield self.collect(one)
                else:
                    yield self._kept(as_kept_here(found, one), None), None

    def collect(self, record: RunRecord) -> Told:
        """Bring a run that was handed in into the project as it stands, with its result where it has one.

        Raises:
            KnownError: The project cannot be written to; the run can be collected again then.
        """
        try:
            found, result = fetch(self.server(server_of(record)), record)
        except KnownError as error:
            return self.refused(record, error)
        return self._kept(found, result), None

    def refused(self, record: RunRecord, error: KnownError) -> Told:
        """What becomes of a run that its server refuses: it fails, unless it may go on later."""
        if error.code == "run-unknown":
            return record, not_ours(record)
        if is_passing(error) or error.code == "result-damaged":
            return record, error
        kept = self._kept(without_incumbent(failed(record, error).record), None)
        self.inputs.drop(record.id)
        return kept, None

    def _handed_in(self, server: Server, asked: RunRecord, found: RunRecord | KnownError) -> Told:
        if isinstance(found, KnownError):
            now = self.store.get(asked.id)
            # Its input goes when it is noted as handed in: then another program has done that.
            is_known = found.code == INPUT_MISSING and (name_there(now) or now.status.is_final)
            return (now, None) if is_known else self.refused(asked, found)
        if not self.store.update(found):  # it was given up while it was on its way
            with suppress(KnownError):  # then nobody fetches what it finds
                server.cancel(name_there(found))
        self.inputs.drop(asked.id)
        return self.store.get(asked.id), None

    def _kept(self, record: RunRecord, result: bytes | None) -> RunRecord:
        self.store.finish(record, result)
        return self.store.get(record.id)

    def _standing(self, url: str) -> dict[str, RunRecord]:
        """The newest runs of the project as they stand, in one question; others are asked for one by one."""
        known = self._servers.get(url)
        there = known.projects.get(self._sender.project) if known is not None else None
        try:
            return self.server(url).runs(there) if there is not None else {}
        except KnownError as error:
            if error.code != "project-unknown":
                raise
            return {}


def _by_server(records: Sequence[RunRecord]) -> Iterator[tuple[str, list[RunRecord]]]:
    for url, group in groupby(sorted(records, key=server_of), server_of):
        yield url, list(group)
