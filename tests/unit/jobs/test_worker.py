"""A worker and its children played by objects: leases, cancels, lost bells, memory, and abandoned runs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from engine.errors import KnownError
from engine.jobs import worker as worker_module
from engine.jobs.execution import Execution
from engine.jobs.queue import local_queue
from engine.jobs.worker import Worker, WorkerLimits
from engine.runs.ending import tracked
from engine.runs.events import ENDINGS, Event, Finished, IncumbentFound, Interrupted, Started
from engine.runs.limits import RunLimits
from engine.runs.record import RunStatus
from engine.runs.request import RunRequest
from sync.jobs import JobFolder, StoredJobs
from tests.unit.jobs.job_store_contract import LEASE_S, Clock, asked, finished


class Child:
    """Stands for a child process; `script` says what a run tells."""

    made: ClassVar["list[Child]"] = []
    script: Callable[[RunRequest], Iterator[Event]]

    def __init__(self, limits: RunLimits, command: Callable[[], Sequence[str]]) -> None:
        self.requests: list[RunRequest] = []
        self.cancelled: list[str] = []
        self.killed: list[str] = []
        self.warmed = 0
        Child.made.append(self)

    def warm(self) -> None:
        self.warmed += 1

    def cancel(self, run: str) -> None:
        self.cancelled.append(run)

    def kill(self, run: str) -> None:
        self.killed.append(run)

    def run(self, request: RunRequest) -> Iterator[Event]:
        self.requests.append(request)
        return Child.script(request)


def solving(request: RunRequest) -> Iterator[Event]:
    """A run that finds its optimum."""
    started = Started(run=request.record.id, process=1)
    yield started
    record = tracked(request.record, started)
    yield IncumbentFound(run=record.id, seconds=0.1, objective=7.0)
    ended = replace(finished(record), objective=7.0)
    yield Finished(run=record.id, record=ended)


class Bench:
    """A worker on a folder, with a clock."""

    def __init__(self, path: Path, **limits) -> None:
        self.folder = JobFolder(path)
        self.clock = Clock()
        self.store: StoredJobs = self.folder.jobs(lease_s=LEASE_S, clock=self.clock)
        self.queue = local_queue(self.folder.queue_path)
        self.told = 0
        given = WorkerLimits(**{"at_once": 1, **limits})
        self.worker = Worker(self.store, self.queue, self.folder.runs_path, given, self.tell)

    def tell(self) -> None:
        self.told += 1

    def events(self) -> list[Event]:
        return [event for _, event in self.store.events()]

    def close(self) -> None:
        self.store.close()
        self.queue.close()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    monkeypatch.setattr(worker_module, "RunProcess", Child)
    monkeypatch.setattr(Child, "made", [])
    monkeypatch.setattr(Child, "script", staticmethod(solving), raising=False)
    made: list[Bench] = []

    def make(**limits) -> Bench:
        made.append(Bench(tmp_path, **limits))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_that_a_run_is_driven_to_its_end_and_told_of(bench) -> None:
    at = bench()
    at.store.add(asked("a"))
    at.worker.execute("a")
    record = at.store.get("a")
    assert (record.status, record.objective, record.attempt) == (RunStatus.OPTIMAL, 7.0, 1)
    assert record.seconds["total"] >= 0
    assert [type(event) for event in at.events()] == [Started, IncumbentFound, Finished]
    assert at.events()[-1].record == record
    assert at.told >= 3
    assert at.worker.busy == 0


def test_that_a_name_rung_twice_or_unknown_is_executed_once(bench) -> None:
    at = bench()
    at.store.add(asked("a"))
    for run in ("a", "a", "nobody"):
        at.worker.execute(run)
    assert sum(len(child.requests) for child in Child.made) == 1


def test_that_a_child_is_warm_before_the_first_run_and_the_next_one_during_it(bench, monkeypatch) -> None:
    at = bench(at_once=2)
    assert sorted(child.warmed for child in Child.made) == [0, 1]
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert [child.warmed for child in Child.made] == [1, 1]


def test_that_leases_are_renewed_while_a_run_goes_on(bench, monkeypatch) -> None:
    at = bench()

    def long(request: RunRequest) -> Iterator[Event]:
        for event in solving(request):
            at.clock.now += 0.6 * LEASE_S
            at.worker.tend()
            yield event

    monkeypatch.setattr(Child, "script", staticmethod(long))
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert at.store.get("a").status is RunStatus.OPTIMAL
    assert at.store.get("a").lease.token == 1


def test_that_a_cancel_reaches_the_child_once(bench, monkeypatch) -> None:
    at = bench()

    def cancelled(request: RunRequest) -> Iterator[Event]:
        at.store.cancel("a")
        for _ in range(3):
            at.worker.tend()
        yield from solving(request)

    monkeypatch.setattr(Child, "script", staticmethod(cancelled))
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert Child.made[0].cancelled == ["a"]


def test_that_a_run_that_another_worker_took_over_is_killed_and_never_written(bench, monkeypatch) -> None:
    at = bench()

    def stalled(request: RunRequest) -> Iterator[Event]:
        at.clock.now += 2 * LEASE_S
        at.store.reap()
        at.store.claim("a", "another")
        at.worker.tend()
        yield from solving(request)

    monkeypatch.setattr(Child, "script", staticmethod(stalled))
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert Child.made[0].killed == ["a"]
    assert at.store.get("a").lease.worker == "another"
    assert at.events() == []


def test_that_a_lost_bell_is_rung_again(bench) -> None:
    at = bench()
    at.store.add(asked("a"))
    at.worker.tend()
    assert at.queue.pending() == 0
    at.worker.tend()
    assert at.queue.pending() == 1
    at.worker.tend()
    at.worker.tend()
    assert at.queue.pending() == 1


def test_that_a_worker_begins_with_what_was_under_way_and_what_waited(bench) -> None:
    at = bench()
    for run in ("worked", "waits", "ended"):
        at.store.add(asked(run))
    at.store.claim("worked", "dead")
    at.store.write(finished(at.store.claim("ended", "dead")))
    at.queue.ring("stale")
    at.worker.begin()
    assert at.queue.pending() == 2
    assert at.store.waiting() == ["worked", "waits"]


@pytest.mark.parametrize("attempts", [1, 3])
def test_that_an_abandoned_run_is_tried_as_often_as_it_may_be(bench, attempts: int) -> None:
    at = bench(attempts=attempts)
    at.store.add(asked("a"))
    for _ in range(attempts):
        at.store.claim("a", "dead")
        at.store.reap(every_lease=True)
    at.worker.execute("a")
    (ending,) = at.events()
    assert isinstance(ending, Interrupted)
    assert "nothing had been found" in ending.reason
    assert Child.made[0].requests == []


def recovering(request: RunRequest) -> Iterator[Event]:
    """The result of an incumbent on disk."""
    assert request.job == "recover"
    record = replace(request.record, status=RunStatus.FEASIBLE, objective=110.0)
    yield Started(run=record.id, process=2)
    yield Finished(run=record.id, record=record)


def test_that_the_incumbent_of_an_abandoned_run_is_kept_with_the_best_bound(bench, monkeypatch) -> None:
    at = bench()
    at.store.add(asked("a"))
    old = at.store.claim("a", "dead")
    at.store.write(replace(old, objective=120.0, bound=100.0), Started(run="a", process=1))
    at.store.reap(every_lease=True)
    (at.folder.run_path("a")).mkdir()
    (at.folder.run_path("a") / "incumbent.npz").write_bytes(b"")
    monkeypatch.setattr(Child, "script", staticmethod(recovering))
    at.worker.execute("a")
    record = at.store.get("a")
    assert record.status is RunStatus.INTERRUPTED
    assert (record.objective, record.bound, record.gap) == (110.0, 100.0, pytest.approx(10 / 110))
    assert "is kept" in record.message
    assert [type(event) for event in at.events()] == [Started, Interrupted]


def test_that_an_incumbent_whose_reading_killed_a_worker_is_not_read_again(bench, monkeypatch) -> None:
    at = bench()
    at.store.add(asked("a"))
    for _ in range(2):
        at.store.claim("a", "dead")
        at.store.reap(every_lease=True)
    (at.folder.run_path("a")).mkdir()
    (at.folder.run_path("a") / "incumbent.npz").write_bytes(b"")
    monkeypatch.setattr(Child, "script", staticmethod(recovering))
    at.worker.execute("a")
    assert Child.made[0].requests == []
    assert at.store.get("a").objective is None


def test_that_a_run_alone_may_have_all_memory_and_many_share_it(bench) -> None:
    at = bench(at_once=3, memory_bytes=1200)
    at.store.add(asked("a"))
    at.worker.execute("a")
    for run in ("b", "c", "d", "e"):
        at.store.add(asked(run))
    at.worker.execute("b")
    given = [request.memory_bytes for child in Child.made for request in child.requests]
    assert sorted(given) == [400, 1200]


def test_that_memory_that_is_not_shared_is_the_same_for_each_run(bench) -> None:
    at = bench(at_once=3, memory_bytes=1200, shares_memory=False)
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert [request.memory_bytes for child in Child.made for request in child.requests] == [400]


def test_that_a_run_taken_up_again_while_its_first_thread_ends_is_still_looked_after(bench, monkeypatch) -> None:
    at = bench(at_once=2, attempts=3)
    tokens = []

    def stalled(request: RunRequest) -> Iterator[Event]:
        tokens.append(request.record.lease.token)
        if len(tokens) == 1:
            at.clock.now += 2 * LEASE_S
            at.store.reap()
            at.worker.execute("a")
        yield from solving(request)

    monkeypatch.setattr(Child, "script", staticmethod(stalled))
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert tokens == [1, 2]
    assert at.worker.busy == 0
    assert at.store.get("a").status is RunStatus.OPTIMAL
    assert [type(event) for event in at.events()] == [Started, IncumbentFound, Finished]


def test_that_a_run_whose_record_cannot_be_written_frees_its_child(bench, monkeypatch) -> None:
    at = bench()

    def failing(request: RunRequest) -> Iterator[Event]:
        raise OSError("the pipe broke")
        yield

    monkeypatch.setattr(Child, "script", staticmethod(failing))
    at.store.add(asked("a"))
    with pytest.raises(OSError, match="pipe"):
        at.worker.execute("a")
    assert at.worker.busy == 0
    at.clock.now += 2 * LEASE_S
    assert at.store.reap() == ["a"]


def test_that_the_events_end_with_one_ending(bench) -> None:
    at = bench()
    for run in ("a", "b"):
        at.store.add(asked(run))
        at.worker.execute(run)
    endings = [event.run for event in at.events() if isinstance(event, ENDINGS)]
    assert endings == ["a", "b"]


def test_that_a_full_disk_costs_lines_of_the_story_but_not_the_run(bench, monkeypatch) -> None:
    at = bench()
    monkeypatch.setattr(worker_module, "Execution", partial(Execution, retry_s=0.0))
    at.worker = Worker(at.store, at.queue, at.folder.runs_path, WorkerLimits(at_once=1), at.tell)
    write, refused = at.store.write, []

    def full(record, *events) -> bool:
        if len(refused) < 4 and not isinstance(events[0], Started):
            refused.append(type(events[0]))
            raise KnownError("disk-full", "The disk is full.")
        return write(record, *events)

    monkeypatch.setattr(at.store, "write", full)
    at.store.add(asked("a"))
    at.worker.execute("a")
    assert refused == [IncumbentFound, Finished, Finished, Finished]
    assert at.store.get("a").status is RunStatus.OPTIMAL
    assert [type(event) for event in at.events()] == [Started, Finished]
