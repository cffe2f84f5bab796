"""The side that starts a child: relays its events, enforces its limits, and gives every run exactly one ending."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Self

from engine.runs.ending import corrected, ending_of_dead_child, tracked, with_incumbent, without_incumbent
from engine.runs.events import ENDINGS, Event, Failed, Finished, PhaseStarted, Progressed, Started, from_json
from engine.runs.limits import RunLimits, StopReason, Watch
from engine.runs.phases import Phases, summed
from engine.runs.process import ChildProcess, child_command
from engine.runs.record import RunRecord
from engine.runs.request import RunRequest

_POLL_S = 0.05
_LOG = logging.getLogger(__name__)


class RunProcess:
    """A child that computes one run after the other; it is started when it is first needed, or by `warm`.

    Use it in a `with`; nothing is left behind. `cancel` and `kill` may be called from any thread.
    """

    def __init__(self, limits: RunLimits | None = None, command: Callable[[], Sequence[str]] = child_command) -> None:
        self._limits = limits or RunLimits()
        self._command = command
        self._child: ChildProcess | None = None
        self._cancelled: set[str] = set()
        self._killed: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start the child now, so that its imports are done when a run is asked for."""
        self._ready_child()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def cancel(self, run: str) -> None:
        """Ask that run to stop, now or as soon as it starts; it is killed where it does not within the grace time."""
        self._cancelled.add(run)

    def kill(self, run: str) -> None:
        """Stop that run at once; its incumbent is not looked at any more."""
        self._killed.add(run)

    def run(self, request: RunRequest) -> Iterator[Event]:
        """Execute the request; yields its events, of which the last is an ending.

        A memory limit of the request takes the place of the process's own.
        """
        try:
            yield from self._told(request)
        finally:  # whoever takes the run up again may give it to this process
            self._cancelled.discard(request.record.id)
            self._killed.discard(request.record.id)

    def _told(self, request: RunRequest) -> Iterator[Event]:
        watch = Watch(self._limits_of(request), request.record.options.time_limit_s, time.monotonic())
        started = Started(run=request.record.id, process=self._ready_child().pid)
        yield started
        known = tracked(request.record, started)
        request = replace(request, record=known)
        phases = Phases()
        for event in self._relay(request, watch):
            known = tracked(known, event)
            phases.saw(event)
            yield corrected(event, watch.stop)
            if isinstance(event, ENDINGS):
                return
        exit_code, log = self._bury(request)
        known = replace(known, seconds=summed(known.seconds, phases.spent()))
        record = yield from self._recover(request, known, phases.elapsed_s())
        yield ending_of_dead_child(record, watch.stop, exit_code, log)

    def _limits_of(self, request: RunRequest) -> RunLimits:
        own = request.memory_bytes
        return self._limits if own is None else replace(self._limits, memory_bytes=own)

    def _ready_child(self) -> ChildProcess:
        if self._child is None or not self._child.is_alive:
            self.close()
            self._child = ChildProcess(self._command())
        return self._child

    def _relay(self, request: RunRequest, watch: Watch) -> Iterator[Event]:
        """The child's events up to an ending, or to its end."""
        child = self._ready_child()
        child.send(request.to_json())
        ended = False
        try:
            while (line := self._next_line(child, request.record.id, watch)) is not None:
                event = from_json(line)
                watch.saw(event, time.monotonic())
                ended = isinstance(event, ENDINGS)
                yield event
                if ended:
                    return
        finally:
            if not ended:  # nobody listens any more
                child.kill()

    def _next_line(self, child: ChildProcess, run: str, watch: Watch) -> bytes | None:
        while True:
            self._enforce(child, run, watch)
            try:
                return child.lines.get(timeout=_POLL_S)
            except queue.Empty:
                continue

    def _enforce(self, child: ChildProcess, run: str, watch: Watch) -> None:
        now = time.monotonic()
        reason = StopReason.CANCEL if run in self._cancelled | self._killed else watch.due(now, child.resident_bytes())
        if reason is not None and watch.ask(reason, now):
            child.send_cancel(run)
        if run in self._killed or watch.must_kill(now):
            child.kill()

    def _bury(self, request: RunRequest) -> tuple[int, str]:
        """Exit code and last words of the child that has ended."""
        child = self._child
        assert child is not None
        exit_code, log = child.wait(), child.log_tail
        self._child = None
        if log:
            _LOG.error("run %s: its process ended with %s; it wrote:\n%s", request.record.id, exit_code, log)
        return exit_code, log

    def _recover(self, request: RunRequest, known: RunRecord, elapsed_s: float) -> Generator[Event, None, RunRecord]:
        """Make the result tables of the incumbent on disk, in a fresh child; the record with it, where there is one."""
        if not request.incumbent_path.exists() or known.id in self._killed:
            return without_incumbent(known)
        yield Progressed(run=known.id, seconds=elapsed_s, text="keeping the best solution found")
        watch = Watch(self._limits_of(request), None, time.monotonic())
        self._cancelled.discard(known.id)
        for event in self._relay(replace(request, record=known, job="recover"), watch):
            match event:
                case Finished(record=record):
                    return with_incumbent(record, known)
                case Failed():
                    return without_incumbent(known)
                case PhaseStarted():
                    yield replace(event, seconds=elapsed_s + event.seconds)
                case _:
                    yield event
        self._bury(request)
        return without_incumbent(known)
