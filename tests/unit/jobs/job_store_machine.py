"""Any sequence of calls to a job store, held against a dictionary that says what must come of it."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.jobs.store import JobStore
from engine.runs.events import Cancelled, LogWritten
from engine.runs.record import RunRecord, RunStatus
from tests.unit.jobs.job_store_contract import LEASE_S, Clock, asked, finished

RUNS = st.sampled_from(["a", "b"])
WORKERS = st.sampled_from(["one", "two"])


@dataclass
class Row:
    """What a run must be like."""

    status: RunStatus = RunStatus.QUEUED
    token: int = 0
    expires: float = 0.0
    is_cancelled: bool = False


class JobStoreMachine(RuleBasedStateMachine):
    """A deriving class makes the store in `opened`, and says whether it ends cancelled runs that it reaps."""

    ends_cancelled = False

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.store: JobStore = self.opened(self.clock)
        self.rows: dict[str, Row] = {}
        self.held: dict[tuple[str, str], RunRecord] = {}
        self.told: list[str] = []
        self.seen = 0

    def opened(self, clock: Clock) -> JobStore:
        """A store without runs, with leases of `LEASE_S`."""
        raise NotImplementedError

    @rule(run=RUNS)
    def add(self, run: str) -> None:
        if run not in self.rows:
            self.store.add(asked(run))
            self.rows[run] = Row()

    @rule(run=RUNS, worker=WORKERS)
    def claim(self, run: str, worker: str) -> None:
        claimed = self.store.claim(run, worker)
        row = self.rows.get(run)
        if row is None or row.status is not RunStatus.QUEUED:
            assert claimed is None
            return
        row.status, row.token, row.expires = RunStatus.RUNNING, row.token + 1, self.clock.now + LEASE_S
        assert (claimed.lease.token, claimed.lease.worker) == (row.token, worker)
        self.held[run, worker] = claimed

    @rule(run=RUNS, worker=WORKERS, ends=st.sampled_from([False, False, False, True]))
    def write(self, run: str, worker: str, ends: bool) -> None:
        if (run, worker) not in self.held:
            return
        known = self.held[run, worker]
        record = finished(known) if ends else replace(known, objective=self.clock.now)
        row = self.rows.get(run)
        may = row is not None and row.status is RunStatus.RUNNING and row.token == known.lease.token
        assert self.store.write(record, LogWritten(run=run, text=worker)) == may
        if may:
            row.status = record.status
            self.told.append(worker)

    @rule(run=RUNS)
    def cancel(self, run: str) -> None:
        self.store.cancel(run)
        row = self.rows.get(run)
        if row is not None and row.status is RunStatus.QUEUED:
            row.status = RunStatus.CANCELLED
            self.told.append("cancelled")
        elif row is not None and row.status is RunStatus.RUNNING:
            row.is_cancelled = True

    @rule(worker=WORKERS)
    def renew(self, worker: str) -> None:
        tokens = {run: record.lease.token for (run, name), record in self.held.items() if name == worker}
        renewal = self.store.renew(tokens)
        good = {
            run
            for run, token in tokens.items()
            if run in self.rows and self.rows[run].status is RunStatus.RUNNING and self.rows[run].token == token
        }
        for run in good:
            self.rows[run].expires = self.clock.now + LEASE_S
        assert renewal.lost == tokens.keys() - good
        assert renewal.cancelled == {run for run in good if self.rows[run].is_cancelled}

    @rule(share=st.sampled_from([0.4, 1.1]))
    def time_passes(self, share: float) -> None:
        self.clock.now += share * LEASE_S

    @rule(every=st.booleans())
    def reap(self, every: bool) -> None:
        expired = {
            run: row
            for run, row in self.rows.items()
            if row.status is RunStatus.RUNNING and (every or row.expires < self.clock.now)
        }
        again = set(self.store.reap(every_lease=every))
        for row in expired.values():
            is_over = row.is_cancelled and self.ends_cancelled
            row.status = RunStatus.CANCELLED if is_over else RunStatus.QUEUED
            self.told += ["cancelled"] * is_over
        assert again == {run for run, row in expired.items() if row.status is RunStatus.QUEUED}

    @rule(run=RUNS)
    def take_over(self, run: str) -> None:
        """All workers die, and each run they held goes to the other one."""
        self.reap(every=True)
        for worker in ("one", "two"):
            if (run, worker) not in self.held:
                self.claim(run, worker)

    @rule(run=RUNS)
    def remove(self, run: str) -> None:
        row = self.rows.get(run)
        if row is not None and row.status.is_final and self.seen_all():
            self.store.remove(run)
            del self.rows[run]

    def seen_all(self) -> bool:
        """Reads on, as a reader does before it removes."""
        for number, event in self.store.events(self.seen):
            assert number > self.seen
            self.seen = number
            assert self.told.pop(0) == ("cancelled" if isinstance(event, Cancelled) else event.text)
        assert self.told == []
        return True

    @invariant()
    def rows_are_as_they_must_be(self) -> None:
        assert {record.id: (record.status, record.lease.token) for record in self.store.list()} == {
            run: (row.status, row.token) for run, row in self.rows.items()
        }
        assert set(self.store.waiting()) == {run for run, row in self.rows.items() if row.status is RunStatus.QUEUED}

    def teardown(self) -> None:
        self.seen_all()
        self.store.close()
