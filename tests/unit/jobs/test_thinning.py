"""What is kept of the events of a run."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.runs.events import BoundImproved, IncumbentFound, LogWritten, PhaseStarted, Progressed, Queued, Started
from engine.runs.thinning import thinned

EVENTS = st.one_of(
    st.just(Started(run="r", process=1)),
    st.builds(PhaseStarted, run=st.just("r"), phase=st.sampled_from(["read", "solve"]), seconds=st.just(0.0)),
    st.builds(LogWritten, run=st.just("r"), text=st.text(max_size=3)),
    st.builds(IncumbentFound, run=st.just("r"), seconds=st.just(1.0), objective=st.integers(0, 9).map(float)),
    st.builds(BoundImproved, run=st.just("r"), seconds=st.just(1.0), bound=st.integers(0, 9).map(float)),
)


@given(st.lists(EVENTS, max_size=60))
def test_that_a_short_story_is_kept_whole(events) -> None:
    assert thinned(events) == events


def test_that_a_long_one_is_thinned_evenly_with_its_ends() -> None:
    bounds = [BoundImproved(run="r", seconds=float(second), bound=float(second)) for second in range(10_000)]
    kept = thinned(bounds)
    assert 300 < len(kept) < 500
    assert (kept[0], kept[-1]) == (bounds[0], bounds[-1])
    steps = [after.seconds - before.seconds for before, after in pairwise(kept)]
    assert max(steps) - min(steps) <= 1.0


def test_that_the_first_and_the_last_lines_of_a_long_log_are_kept() -> None:
    lines = [LogWritten(run="r", text=str(number)) for number in range(5_000)]
    kept = [event.text for event in thinned(lines)]
    assert kept[:2] == ["0", "1"]
    assert kept[-1] == "4999"
    assert len(kept) == 1_000


def test_that_phases_and_short_lines_are_never_thinned_and_endings_are_left_to_the_record() -> None:
    phases = [PhaseStarted(run="r", phase="solve", seconds=float(second)) for second in range(3_000)]
    told = [Queued(run="r"), *phases, Progressed(run="r", seconds=1.0, text="keeping")]
    assert thinned(told) == told[1:]
