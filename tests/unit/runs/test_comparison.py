from dataclasses import replace

import pytest

from engine.errors import KnownError
from engine.runs.comparison import FacilityChange, compare
from engine.runs.record import RunRecord, RunStatus

BASE = RunRecord(
    id="1",
    scenario="Baseline",
    status=RunStatus.OPTIMAL,
    objective=100.0,
    bound=99.0,
    costs={"transport": 60.0, "fixed": 40.0},
    open_facilities={"1": ("A", "B"), "2": ("A",)},
    unmet=0.0,
)


@pytest.mark.parametrize(
    ("objective", "bound", "certain", "least", "most"),
    [
        (110.0, 105.0, True, 5.0, 11.0),  # even its bound is dearer
        (100.5, 99.5, False, -0.5, 1.5),  # the difference is smaller than the gaps
        (103.0, 98.0, False, -2.0, 4.0),
        (90.0, 90.0, True, -10.0, -9.0),
        (100.0, 99.0, False, -1.0, 1.0),
    ],
)
def test_that_a_difference_is_certain_only_beyond_the_gaps(
    objective: float, bound: float, certain: bool, least: float, most: float
) -> None:
    verdict = compare(BASE, replace(BASE, objective=objective, bound=bound)).verdict
    assert (verdict.is_certain, verdict.least, verdict.most) == (certain, least, most)


def test_that_the_bound_of_a_maximum_lies_above_it() -> None:
    first = replace(BASE, sense="max", objective=100.0, bound=102.0)
    second = replace(first, objective=103.0, bound=104.0)
    verdict = compare(first, second).verdict
    assert (verdict.is_certain, verdict.least, verdict.most) == (True, 1.0, 4.0)


def test_that_nothing_is_certain_without_a_bound() -> None:
    verdict = compare(BASE, replace(BASE, objective=1.0, bound=None)).verdict
    assert (verdict.is_certain, verdict.least, verdict.most) == (False, None, None)


def test_that_costs_figures_and_facilities_stand_side_by_side() -> None:
    other = replace(BASE, objective=120.0, costs={"transport": 50.0, "unmet": 70.0}, open_facilities={"1": ("B", "C")})
    found = compare(BASE, other)
    assert {name: pair.difference for name, pair in found.costs.items()} == {
        "transport": -10.0,
        "fixed": -40.0,
        "unmet": 70.0,
    }
    assert found.figures["objective"].difference == 20.0
    assert found.figures["co2"].difference is None
    assert found.facilities == (FacilityChange("1", ("A",), ("C",)), FacilityChange("2", ("A",), ()))


def test_that_profit_is_not_compared_with_cost() -> None:
    with pytest.raises(KnownError) as told:
        compare(BASE, replace(BASE, sense="max"))
    assert told.value.code == "not-comparable"
