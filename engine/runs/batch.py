"""The use case behind “solve these scenarios”: records kept, inputs frozen, children driven, results stored."""

from __future__ import annotations

import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from engine.errors import KnownError
from engine.network import Network
from engine.runs.ending import failed, tracked
from engine.runs.events import ENDINGS, Ending, Event, Queued, Started
from engine.runs.limits import RunLimits
from engine.runs.pool import RunPool, cores, share_cores
from engine.runs.process import child_command
from engine.runs.record import Lease, RunRecord, RunStatus, RunStore, SolveOptions, Versions, new_run_id, utc_now
from engine.runs.refusal import model_error
from engine.runs.request import RESULT_FILE, RunRequest
from engine.runs.snapshot import write_network
from engine.scenarios import effective


@dataclass(frozen=True, slots=True)
class Ask:
    """One network to be solved.

    Attributes:
        scenario: Name under which its run is kept.
        network: Makes the effective network when its turn comes; a KnownError ends that run alone.
    """

    scenario: str
    network: Callable[[], Network]


def ask_for(network: Network, scenario: str) -> Ask:
    """Ask for a scenario of a network."""

    def make() -> Network:
        made = effective(network, scenario)
        if made.has_errors:
            raise model_error(made.issues)
        return made.network

    return Ask(scenario, make)


class SolveBatch:
    """Solves several networks, as many at once as the cores allow; `cancel` and `kill` are safe from any thread."""

    def __init__(
        self,
        asks: Sequence[Ask],
        options: SolveOptions,
        store: RunStore,
        limits: RunLimits | None = None,
        command: Callable[[], Sequence[str]] = child_command,
        worker: str = "",
    ) -> None:
        """Take what `run` will need.

        Args:
            asks: Networks, in the order in which they are begun.
            options: For each of them; threads 0 shares the cores.
            store: Keeps the runs; it is called by the thread that iterates over `run` only.
            limits: Of one run; its memory is divided among those that go at once.
            command: Of a child.
            worker: Whose runs they are, as their records say it.
        """
        at_once, threads = share_cores(len(asks), options.threads, cores())
        self._asks = asks
        self._options = replace(options, threads=threads)
        self._store = store
        self._memory = limits.memory_bytes // at_once if limits is not None and limits.memory_bytes else None
        self._pool = RunPool(at_once, replace(limits or RunLimits(), memory_bytes=self._memory), command)
        self._begun: dict[str, float] = {}
        self._ready: list[Event] = []
        versions = Versions(application=version("networx-essentials"), python=platform.python_version())
        blank = RunRecord(
            id="",
            scenario="",
            status=RunStatus.QUEUED,
            options=self._options,
            versions=versions,
            lease=Lease(worker=worker),
        )
        made = (replace(blank, id=new_run_id(), scenario=ask.scenario) for ask in asks)
        self._current = {record.id: record for record in made}

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs as they stand, in the order of the networks."""
        return tuple(self._current.values())

    def cancel(self) -> None:
        """Ask every run to stop; incumbents are kept."""
        self._pool.cancel()

    def kill(self) -> None:
        """Stop every run at once."""
        self._pool.kill()

    def run(self) -> Iterator[Event]:
        """Solve; yields all events. `records` holds the outcome of each network, in their order, as it is stored."""
        with (
            tempfile.TemporaryDirectory(prefix="networx-run-", ignore_cleanup_errors=True) as folder,
            self._pool as pool,
        ):
            for event in pool.run(self._requests(Path(folder))):
                yield from self._drain()
                yield self._kept(event, Path(folder, event.run))
            yield from self._drain()

    def _requests(self, folder: Path) -> Iterator[RunRequest]:
        for record, ask in zip(self.records, self._asks, strict=True):
            self._begun[record.id] = time.monotonic()
            self._current[record.id] = replace(record, created=utc_now())
            self._store.add(self._current[record.id])
            try:
                request = self._frozen(record.id, ask, folder / record.id)
            except KnownError as error:
                self._ready += [Queued(run=record.id), self._finished(failed(self._current[record.id], error), None)]
            else:
                yield request

    def _frozen(self, run: str, ask: Ask, folder: Path) -> RunRequest:
        folder.mkdir()
        request = RunRequest(
            record=self._current[run], folder=str(folder), folder_is_temporary=True, memory_bytes=self._memory
        )
        if self._pool.is_cancelled:
            return request
        digest = write_network(ask.network(), request.input_path)
        spent = time.monotonic() - self._begun[run]
        self._current[run] = replace(self._current[run], input_hash=digest, seconds={"read": spent})
        return replace(request, record=self._current[run])

    def _drain(self) -> Iterator[Event]:
        """Events of runs that ended before they reached a child."""
        ready, self._ready = self._ready, []
        return iter(ready)

    def _kept(self, event: Event, folder: Path) -> Event:
        """The event, after the store knows what it says."""
        if isinstance(event, Started):
            self._current[event.run] = tracked(self._current[event.run], event)
            self._store.update(self._current[event.run])
        if not isinstance(event, ENDINGS):
            return event
        result = folder / RESULT_FILE
        content = result.read_bytes() if event.record.objective is not None and result.exists() else None
        shutil.rmtree(folder, ignore_errors=True)
        return self._finished(event, content)

    def _finished(self, ending: Ending, result: bytes | None) -> Ending:
        total = time.monotonic() - self._begun[ending.run]
        record = replace(ending.record, seconds={**ending.record.seconds, "total": total})
        self._store.finish(record, result)
        self._current[ending.run] = record
        return replace(ending, record=record)
