"""The record of a run: what was asked, how it stands, what came of it. The record is the truth, a queue only a hint."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from engine.runs.codec import from_plain, to_plain
from engine.solvers.options import SolveOptions

__all__ = [
    "Checked",
    "Lease",
    "RunRecord",
    "RunStatus",
    "RunStore",
    "Size",
    "SolveOptions",
    "Versions",
    "new_run_id",
    "utc_now",
]


class RunStatus(StrEnum):
    """How a run stands; everything from OPTIMAL on is final."""

    QUEUED = "queued"
    RUNNING = "running"
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come."""
        return self not in (RunStatus.QUEUED, RunStatus.RUNNING)

    @property
    def is_answer(self) -> bool:
        """Whether the run did what was asked: a solution within the gap, or within the time limit with its gap."""
        return self in (RunStatus.OPTIMAL, RunStatus.FEASIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What computed the result."""

    application: str = ""
    solver: str = ""
    python: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Size of the program that was solved, before the solver's presolve."""

    columns: int
    rows: int
    nonzeros: int
    binaries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the independent check found.

    Attributes:
        max_violation: Largest violation of any constraint, relative to its right-hand side.
        cost_difference: Largest difference of a cost or of the objective from what the tables give, relative to the
            sum of all costs.
    """

    max_violation: float
    cost_difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who works on the run until when.

    Attributes:
        token: Counts claims; a write with an older one is refused.
        worker: Who has it.
        expires: Until when, without a sign of life.
        returned: Claims that a worker which was asked to end gave back.
    """

    token: int = 0
    worker: str = ""
    expires: str = ""
    returned: int = 0

    @property
    def tries(self) -> int:
        """How often the run was claimed and not given back."""
        return self.token - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run. All times are UTC, ISO 8601 with microseconds, so that they sort as texts; empty: not yet.

    Attributes:
        id: Unique identifier, sortable by time of creation.
        kind: What is executed, e.g. ``solve``.
        scenario: Name of the scenario.
        status: How it stands.
        objective: Value of the best solution; None without one.
        bound: Proven limit of the objective; None without one.
        gap: |objective − bound| / |objective|, a share; None where either is missing.
        sense: ``min`` or ``max``.
        goal: What was optimised, as the setting ``objective`` says it; empty in records that do not know.
        units: Currency, distance_unit and weight_unit of the network that was solved; empty likewise.
        input_hash: Hash of the effective network that was solved.
        options: What was asked of the solver.
        versions: What computed it.
        seconds: Time of each phase: read, validate, build, solve, write, total.
        size: Size of the program; None where it was not built.
        costs: Cost bucket → money at present value; sums to the objective of a cost model.
        checked: Findings of the independent check; None without a solution.
        open_facilities: Period → names of open facilities.
        served: Quantity served in total; None without a solution.
        unmet: Quantity not served in total; None without a solution.
        co2: Emissions in total, in kg; None without a solution.
        notes: Sentences about the result that the user should know.
        message: One sentence about the end of the run, for the user.
        attempt: How often it was started.
        lease: Who works on it.
    """

    id: str
    kind: str = "solve"
    scenario: str
    status: RunStatus
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    sense: str = "min"
    goal: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    input_hash: str = ""
    options: SolveOptions = field(default_factory=SolveOptions)
    versions: Versions = field(default_factory=Versions)
    seconds: Mapping[str, float] = field(default_factory=dict)
    size: Size | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    checked: Checked | None = None
    open_facilities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    served: float | None = None
    unmet: float | None = None
    co2: float | None = None
    notes: tuple[str, ...] = ()
    message: str = ""
    created: str = ""
    started: str = ""
    finished: str = ""
    attempt: int = 0
    lease: Lease = field(default_factory=Lease)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data for JSON."""
        data: dict[str, Any] = to_plain(self)
        return data

    @classmethod
    def from_dict(cls, data: object) -> RunRecord:
        """The record that `to_dict` made the data from.

        Raises:
            KnownError: ``record-unreadable``.
        """
        return from_plain(cls, data)


class RunStore(Protocol):
    """Where runs are kept. Every method is one transaction; a final record never changes again.

    A result is the bytes of one file of result tables as `engine.runs.snapshot.pack_tables` makes it. The store does
    not look inside.
    """

    def add(self, record: RunRecord) -> None:
        """Keep a new run.

        Raises:
            KnownError: ``run-exists``: a run has this id.
        """

    def update(self, record: RunRecord) -> bool:
        """Replace the stored record of ``record.id``.

        Returns:
            False, and nothing is written, where the stored record is final or has a newer lease token.

        Raises:
            KnownError: ``run-unknown``.
        """

    def finish(self, record: RunRecord, result: bytes | None) -> bool:
        """Like `update`, with the result in the same transaction; None where the run has no solution."""

    def get(self, run_id: str) -> RunRecord:
        """The run of that id.

        Raises:
            KnownError: ``run-unknown``.
        """

    def list(self, scenario: str | None = None) -> Sequence[RunRecord]:
        """All runs, or those of a scenario; the newest first."""

    def result(self, run_id: str) -> bytes | None:
        """The result of a run; None where it has none.

        Raises:
            KnownError: ``run-unknown``.
        """


def utc_now() -> str:
    """Now in UTC as a record holds it: fixed width, so that times sort as texts."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_run_id() -> str:
    """A new identifier: time to the second and 32 random bits, e.g. ``20270131-142501-9f3c11ab``."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
