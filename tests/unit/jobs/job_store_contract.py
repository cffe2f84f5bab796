"""What every job store must do; a store's test derives from this and makes its stores.

Stores share one clock, so that leases expire when a test says so.
"""

from dataclasses import replace

import pytest

from engine.errors import KnownError
from engine.jobs.store import JobStore
from engine.runs.ending import failed
from engine.runs.events import Cancelled, LogWritten, PhaseStarted, Started
from engine.runs.record import RunRecord, RunStatus, SolveOptions, utc_now

LEASE_S = 20.0


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def asked(run: str, scenario: str = "Baseline") -> RunRecord:
    return RunRecord(
        id=run,
        scenario=scenario,
        status=RunStatus.QUEUED,
        input_hash="abc",
        options=SolveOptions(gap=0.01, threads=2),
        created=utc_now(),
    )


def finished(record: RunRecord) -> RunRecord:
    return replace(record, status=RunStatus.OPTIMAL, objective=1.0, bound=1.0, gap=0.0, finished=utc_now())


class JobStoreContract:
    """The tests; a deriving class has a fixture `store`, made with `clock` and leases of `LEASE_S`."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    def test_that_runs_are_listed_as_they_were_added(self, store: JobStore) -> None:
        for run in ("b", "a", "c"):
            store.add(asked(run))
        assert [record.id for record in store.list()] == ["b", "a", "c"]
        assert store.waiting() == ["b", "a", "c"]
        assert store.get("a") == replace(asked("a"), created=store.get("a").created)

    def test_that_a_run_is_added_once(self, store: JobStore) -> None:
        store.add(asked("a"))
        with pytest.raises(KnownError, match="exists") as met:
            store.add(asked("a"))
        assert met.value.code == "run-exists"

    def test_that_an_unknown_run_is_told(self, store: JobStore) -> None:
        with pytest.raises(KnownError) as met:
            store.get("a")
        assert met.value.code == "run-unknown"

    def test_that_one_worker_alone_gets_a_run(self, store: JobStore) -> None:
        store.add(asked("a"))
        first, second = store.claim("a", "one"), store.claim("a", "two")
        assert first is not None
        assert second is None
        assert first.status is RunStatus.RUNNING
        assert (first.lease.token, first.lease.worker) == (1, "one")
        assert store.get("a") == first
        assert store.waiting() == []

    def test_that_a_run_nobody_added_cannot_be_claimed(self, store: JobStore) -> None:
        assert store.claim("a", "one") is None

    def test_that_a_record_and_its_events_are_written_together(self, store: JobStore) -> None:
        store.add(asked("a"))
        claimed = store.claim("a", "one")
        assert store.write(replace(claimed, objective=7.0), Started(run="a", process=1), LogWritten(run="a", text="x"))
        assert store.get("a").objective == 7.0
        assert [event for _, event in store.events()] == [Started(run="a", process=1), LogWritten(run="a", text="x")]

    def test_that_events_of_all_runs_come_in_order_after_the_last_one_seen(self, store: JobStore) -> None:
        claims = {}
        for run in ("a", "b"):
            store.add(asked(run))
            claims[run] = store.claim(run, "one")
        for phase in ("read", "solve"):
            for run, record in claims.items():
                store.write(record, PhaseStarted(run=run, phase=phase, seconds=0.0))
        told = store.events()
        assert [(event.run, event.phase) for _, event in told] == [
            ("a", "read"),
            ("b", "read"),
            ("a", "solve"),
            ("b", "solve"),
        ]
        assert store.events(told[1][0]) == told[2:]
        assert store.events(told[-1][0]) == []

    def test_that_numbers_of_events_are_never_used_again(self, store: JobStore) -> None:
        store.add(asked("a"))
        store.write(store.claim("a", "one"), LogWritten(run="a", text="x"))
        ((last, _),) = store.events()
        store.remove("a")
        store.add(asked("b"))
        store.write(store.claim("b", "one"), LogWritten(run="b", text="y"))
        assert [event.run for _, event in store.events(last)] == ["b"]

    def test_that_many_events_are_read_piece_by_piece(self, store: JobStore) -> None:
        store.add(asked("a"))
        claimed = store.claim("a", "one")
        lines = [LogWritten(run="a", text=str(number)) for number in range(1_234)]
        store.write(claimed, *lines)
        read: list[LogWritten] = []
        last = 0
        while found := store.events(last):
            read += [event for _, event in found]
            last = found[-1][0]
        assert read == lines

    def test_that_nothing_is_written_for_an_ended_run(self, store: JobStore) -> None:
        store.add(asked("a"))
        ended = finished(store.claim("a", "one"))
        assert store.write(ended)
        assert not store.write(replace(ended, objective=2.0), LogWritten(run="a", text="late"))
        assert store.get("a") == ended
        assert store.events() == []
        assert store.claim("a", "two") is None

    def test_that_nothing_is_written_for_a_run_that_nobody_claimed(self, store: JobStore) -> None:
        store.add(asked("a"))
        assert not store.write(finished(store.get("a")))
        assert not store.write(finished(asked("b")))
        assert store.get("a").status is RunStatus.QUEUED

    def test_that_a_renewed_lease_holds(self, store: JobStore, clock: Clock) -> None:
        store.add(asked("a"))
        store.claim("a", "one")
        for _ in range(5):
            clock.now += 0.9 * LEASE_S
            assert store.renew({"a": 1}).lost == frozenset()
            assert store.reap() == []
        assert store.get("a").status is RunStatus.RUNNING

    def test_that_a_run_whose_lease_expired_waits_again_and_its_old_worker_writes_no_more(
        self, store: JobStore, clock: Clock
    ) -> None:
        store.add(asked("a"))
        old = store.claim("a", "one")
        store.write(replace(old, objective=5.0), Started(run="a", process=1))
        clock.now += 1.1 * LEASE_S
        assert store.reap() == ["a"]
        assert store.waiting() == ["a"]
        assert store.renew({"a": old.lease.token}).lost == {"a"}
        new = store.claim("a", "two")
        assert new.lease.token == 2
        assert new.objective == 5.0
        assert not store.write(finished(old), LogWritten(run="a", text="stale"))
        assert store.renew({"a": old.lease.token}).lost == {"a"}
        assert store.write(finished(new))
        assert len(store.events()) == 1

    def test_that_a_lease_that_holds_is_reaped_only_where_no_worker_can_live(self, store: JobStore) -> None:
        store.add(asked("a"))
        store.claim("a", "one")
        assert store.reap() == []
        assert store.reap(every_lease=True) == ["a"]
        assert store.reap(every_lease=True) == []

    def test_that_an_ended_run_is_never_queued_again(self, store: JobStore, clock: Clock) -> None:
        store.add(asked("a"))
        store.write(finished(store.claim("a", "one")))
        clock.now += 10 * LEASE_S
        assert store.reap(every_lease=True) == []

    def test_that_a_cancelled_run_that_waits_ends_at_once(self, store: JobStore) -> None:
        store.add(asked("a"))
        store.cancel("a")
        assert store.get("a").status is RunStatus.CANCELLED
        assert [type(event) for _, event in store.events()] == [Cancelled]
        assert store.claim("a", "one") is None

    def test_that_a_worker_hears_of_a_cancel_when_it_renews(self, store: JobStore) -> None:
        for run in ("a", "b"):
            store.add(asked(run))
            store.claim(run, "one")
        store.cancel("b")
        renewal = store.renew({"a": 1, "b": 1})
        assert renewal.cancelled == {"b"}
        assert renewal.lost == frozenset()
        assert store.get("b").status is RunStatus.RUNNING

    def test_that_a_cancel_of_an_ended_or_unknown_run_changes_nothing(self, store: JobStore) -> None:
        store.add(asked("a"))
        ended = finished(store.claim("a", "one"))
        store.write(ended)
        store.cancel("a")
        store.cancel("nobody")
        assert store.get("a") == ended

    def test_that_an_ending_by_error_is_kept_as_it_is(self, store: JobStore) -> None:
        store.add(asked("a"))
        ending = failed(store.claim("a", "one"), KnownError("memory-limit", "Too much.", what_to_do="Less."))
        assert store.write(ending.record, ending)
        assert [event for _, event in store.events()] == [ending]

    def test_that_a_removed_run_is_gone_with_its_events(self, store: JobStore) -> None:
        store.add(asked("a"))
        store.write(store.claim("a", "one"), Started(run="a", process=1))
        store.remove("a")
        store.remove("a")
        assert store.list() == []
        assert store.events() == []
        assert store.renew({"a": 1}).lost == {"a"}
