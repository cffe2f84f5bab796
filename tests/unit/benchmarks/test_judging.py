"""What counts as an honest answer to a hard instance, and as the same cost."""

from dataclasses import replace

import pytest

from benchmarks.measures.hard import MOST_GAP, passed
from benchmarks.measures.solving import Solved, is_honest
from engine.runs.record import RunStatus

NEAR = Solved(
    name="instance",
    status=RunStatus.FEASIBLE,
    objective=1010.0,
    published=1000.0,
    bound=998.0,
    gap=0.004,
    seconds=299.0,
    error=0.01,
    matches=False,
    sound=True,
)


@pytest.mark.parametrize(
    "found",
    [
        replace(NEAR, bound=1000.1),
        replace(NEAR, published=None, bound=1010.1),
        replace(NEAR, bound=None, gap=None),
        replace(NEAR, objective=None, gap=None),
        replace(NEAR, sound=False),
        replace(NEAR, status=RunStatus.FAILED),
    ],
)
def test_that_an_answer_is_not_honest_without_a_sound_solution_and_a_bound_below_the_published(found: Solved) -> None:
    assert is_honest(NEAR)
    assert is_honest(replace(NEAR, bound=1000.0))
    assert not is_honest(found)


def test_that_a_hard_instance_passes_in_time_and_within_its_gap() -> None:
    assert passed(NEAR, MOST_GAP, limit_s=300.0)
    assert not passed(replace(NEAR, seconds=330.0), MOST_GAP, limit_s=300.0)
    assert not passed(replace(NEAR, gap=0.006), MOST_GAP, limit_s=300.0)
    assert passed(replace(NEAR, gap=0.006), float("inf"), limit_s=300.0)
