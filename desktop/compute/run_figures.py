"""The figures of a run that pages and reports show: plain values that cross from one process to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Where figures come from; stands beside every one of them.

    Attributes:
        goal: What was optimised, as the setting ``objective`` says it; empty where the record does not know.
        unit: Unit of an objective that is no money; empty for money.
        is_money: Whether the objective is money: a cost, or a profit where `sense` is ``max``.
        holds: Whether the independent check found every constraint and every cost right; None without a check.
        max_violation: Largest violation that it found.
        cost_difference: Largest difference of a cost that it found.
        asked_gap: The gap that was asked for, a share.
    """

    run: str
    scenario: str
    status: str
    objective: float | None
    bound: float | None
    gap: float | None
    sense: str
    is_money: bool
    holds: bool | None
    max_violation: float | None
    cost_difference: float | None
    input_hash: str
    finished: str
    seconds: float
    application: str
    solver: str
    asked_gap: float
    seed: int
    threads: int
    message: str = ""
    notes: tuple[str, ...] = ()
    goal: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Key figures of the period asked for, or of the whole horizon.

    Attributes:
        cost: Present value of all costs.
        demand: Quantity wanted.
        served: Quantity served.
        distance: Average distance of the units that reach customers; None where no distance is known.
        throughput: What leaves facilities, summed.
        utilisation: Throughput / capacity over open facilities that have a limit; None where none has.
        co2: Emissions in kg.
        open: Facilities open at any time.
        facilities: Facilities in the model.
        opened: Facilities that open.
        closed: Facilities that close.
    """

    cost: float
    demand: float
    served: float
    distance: float | None
    throughput: float
    utilisation: float | None
    co2: float
    open: int
    facilities: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityFigures:
    """One facility over the periods asked for; amounts are sums, utilisation is their quotient."""

    facility: str
    kind: str
    state: str
    is_open: bool
    opened: bool
    closed: bool
    throughput: float
    capacity: float | None
    utilisation: float | None
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneFigures:
    """One pair of sites over the periods asked for, all products and modes together."""

    origin: str
    destination: str
    flow: float
    cost: float
    distance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFigures:
    """A limit that binds: by how much the objective changes for a unit more of it, facilities as they are."""

    table: str
    row: str
    column: str
    place: str
    limit: float
    shadow_price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """All of it.

    Attributes:
        units: currency, distance_unit and weight_unit.
        period: The period that figures are of; empty for all of them.
        periods: Names of all periods.
        figures: Key figures.
        costs: Bucket → present value in the period asked for, or in all.
        stacks: Period → bucket → present value, whatever period is asked for.
        facilities: The first of them, open ones with the largest throughput first.
        lanes: The first of them, the largest flow first.
        edges: n + 1 edges of the histogram of distances; empty where none is known.
        amounts: Quantity delivered to customers from that far.
        states: Facility → word of each period: open, opened, closed, or empty.
        limits: Limits that bind and have a price, the dearest first, over all periods.
    """

    stamp: Stamp
    units: Mapping[str, str]
    period: str
    periods: tuple[str, ...]
    figures: Figures
    costs: Mapping[str, float]
    stacks: Mapping[str, Mapping[str, float]]
    facilities: tuple[FacilityFigures, ...]
    lanes: tuple[LaneFigures, ...]
    edges: tuple[float, ...] = ()
    amounts: tuple[float, ...] = ()
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: tuple[LimitFigures, ...] = ()
