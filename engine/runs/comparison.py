"""Two runs side by side: what differs, and whether their gaps allow to say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import KnownError
from engine.runs.record import RunRecord


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure of both runs; None where a run does not have it."""

    first: float | None
    second: float | None

    @property
    def difference(self) -> float | None:
        """Second − first; None where either is missing."""
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gaps allow to say about the difference of the two best values.

    A run proves only that its best value lies between its bound and its objective, so the difference of two lies
    between the smallest and the largest that these intervals allow.

    Attributes:
        least: Smallest difference of the best values, second − first; None where a bound is missing.
        most: Largest such difference; None where a bound is missing.
    """

    least: float | None
    most: float | None

    @property
    def is_certain(self) -> bool:
        """Whether it is proven which of both is better."""
        return self.least is not None and self.most is not None and (self.least > 0 or self.most < 0)


@dataclass(frozen=True, slots=True)
class FacilityChange:
    """Facilities of one period that only one of the runs has open."""

    period: str
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side.

    Attributes:
        first: The one that is compared with.
        second: The other one.
        verdict: What may be said about their objectives.
        figures: objective, bound, served, unmet and co2.
        costs: Cost bucket → money of both; a bucket that a run lacks is 0 there.
        facilities: Periods in which not the same facilities are open.
    """

    first: RunRecord
    second: RunRecord
    verdict: Verdict
    figures: Mapping[str, Pair]
    costs: Mapping[str, Pair]
    facilities: tuple[FacilityChange, ...]


def compare(first: RunRecord, second: RunRecord) -> Comparison:
    """Compare two runs that have a solution.

    Raises:
        KnownError: ``not-comparable``: their objectives are not the same, or are money of different currencies.
    """
    _require_same_objective(first, second)
    _require_same_currency(first, second)
    figures = ("objective", "bound", "served", "unmet", "co2")
    buckets = dict.fromkeys((*first.costs, *second.costs))
    periods = dict.fromkeys((*first.open_facilities, *second.open_facilities))
    changes = (_change(period, first, second) for period in periods)
    return Comparison(
        first,
        second,
        _verdict(first, second),
        {name: Pair(getattr(first, name), getattr(second, name)) for name in figures},
        {name: Pair(first.costs.get(name, 0.0), second.costs.get(name, 0.0)) for name in buckets},
        tuple(change for change in changes if change.only_first or change.only_second),
    )


def _require_same_objective(first: RunRecord, second: RunRecord) -> None:
    pair = f"{first.scenario} and {second.scenario}"
    if first.sense != second.sense:
        told = "one is maximised, the other minimised"
    elif first.goal and second.goal and first.goal != second.goal:
        told = f"{first.goal} and {second.goal}"
    else:
        return
    raise KnownError(
        "not-comparable",
        f"{pair} have different objectives: {told}.",
        what_to_do="Give both scenarios the same objective in the settings.",
    )


def _require_same_currency(first: RunRecord, second: RunRecord) -> None:
    one, other = first.units.get("currency", ""), second.units.get("currency", "")
    if one and other and one != other:
        raise KnownError(
            "not-comparable",
            f"{first.scenario} was solved in {one}, {second.scenario} in {other}.",
            what_to_do="Give both scenarios the same currency in the settings, with costs in it, and run them again.",
        )


def _verdict(first: RunRecord, second: RunRecord) -> Verdict:
    if first.objective is None or second.objective is None or first.bound is None or second.bound is None:
        return Verdict(None, None)
    low_first, high_first = sorted((first.bound, first.objective))
    low_second, high_second = sorted((second.bound, second.objective))
    return Verdict(low_second - high_first, high_second - low_first)


def _change(period: str, first: RunRecord, second: RunRecord) -> FacilityChange:
    before = first.open_facilities.get(period, ())
    after = second.open_facilities.get(period, ())
    return FacilityChange(
        period,
        tuple(name for name in before if name not in set(after)),
        tuple(name for name in after if name not in set(before)),
    )
