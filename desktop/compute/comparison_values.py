"""Scenarios side by side: plain values that cross from one process to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.compute.run_figures import Figures, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What may be said of a scenario against the one that all are compared with.

    Attributes:
        least: Smallest difference of the best values that the gaps allow; None where a bound is missing.
        most: Largest such difference.
        certain: Whether it is proven which of both is better.
        width: Largest part of a difference that the gaps of both may hide; None where a bound is missing.
        refused: Why both cannot be compared; empty where they can.
    """

    least: float | None = None
    most: float | None = None
    certain: bool = False
    width: float | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One scenario with its newest run.

    Attributes:
        scenario: Its name.
        stamp: Of its newest run with a result.
        figures: Key figures of the whole horizon.
        costs: Bucket → present value.
        states: Facility → word of each period of all contenders: open, opened, closed, or empty.
        against: Compared with the first one.
        units: currency, distance_unit and weight_unit of its run.
        periods: Names of its own periods.
    """

    scenario: str
    stamp: Stamp
    figures: Figures
    costs: Mapping[str, float]
    states: Mapping[str, tuple[str, ...]]
    against: Against
    units: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Scenarios side by side, the first is the one that the others are compared with.

    Attributes:
        units: currency, distance_unit and weight_unit of the first one.
        known: Every scenario of the project in tree order, with whether it has a result.
        facilities: Number of facilities that are open in any of the runs; the states of the first ones are told.
        last: Scenario → status of its newest run of all where that has no result; empty else, or without a run.
        missing: Scenarios asked for that have no result.
        contenders: Those with a result, in the order asked for.
        periods: Names of all periods.
        kinds: Facility → its kind, of those that are open in any of the runs.
    """

    units: Mapping[str, str]
    known: Mapping[str, bool]
    missing: tuple[str, ...]
    contenders: tuple[Contender, ...]
    periods: tuple[str, ...]
    kinds: Mapping[str, str]
    last: Mapping[str, str] = field(default_factory=dict)
    facilities: int = 0
