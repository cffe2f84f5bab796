"""How runs are told: durations, gaps, the way that lies behind a run, what a chart shows."""

import pytest

from desktop.views.runs.facts import facts_of
from desktop.views.runs.figures import amount, duration, gap_text
from desktop.views.runs.states import phase_name, state_of
from desktop.views.runs.story import Story, closed_share, in_focus, seconds_of
from engine.runs.events import BoundImproved, IncumbentFound, PhaseStarted, Progressed
from engine.runs.record import RunStatus, SolveOptions
from tests.gui.runs.conftest import record, solved


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (42.4, "42 s"),
        (59.6, "1 min 00 s"),
        (725.0, "12 min 05 s"),
        (3720.0, "1 h 02 min"),
    ],
)
def test_that_times_are_told_as_people_say_them(seconds, text) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [(None, "–"), (0.0, "0 %"), (0.253, "25.3 %"), (0.0123, "1.23 %"), (0.0001, "0.01 %"), (0.00002, "0.0020 %")],
)
def test_that_gaps_have_the_digits_that_matter(gap, text) -> None:
    assert gap_text(gap) == text


def test_that_large_amounts_are_whole_and_grouped() -> None:
    assert amount(259694394.46) == "259,694,394"
    assert amount(12.5) == "12.5"
    assert amount(None) == "–"


@pytest.mark.parametrize(
    ("gap", "limit", "seconds", "share"),
    [
        (None, None, 5.0, None),
        (1.0, None, 5.0, 0.0),
        (0.1, None, 5.0, 0.5),
        (0.01, None, 5.0, 1.0),
        (0.001, None, 5.0, 1.0),
        (7.0, None, 5.0, 0.0),
        (None, 20.0, 5.0, 0.25),
        (0.1, 20.0, 15.0, 0.75),
        (None, 20.0, 50.0, 1.0),
    ],
)
def test_that_progress_is_the_way_behind_the_gap_or_the_time(gap, limit, seconds, share) -> None:
    run = record("run-00", RunStatus.RUNNING, gap=gap, options=SolveOptions(gap=0.01, time_limit_s=limit))
    assert closed_share(run, seconds) == (None if share is None else pytest.approx(share))


def test_that_phases_that_come_again_go_on() -> None:
    story = Story.of(
        PhaseStarted(run="r", phase=name, seconds=at)
        for name, at in (("read", 0.0), ("build", 1.0), ("solve", 3.0), ("build", 4.0), ("solve", 6.0))
    )
    assert story.seconds_of_phases(10.0) == {"read": 1.0, "build": 4.0, "solve": 5.0}
    assert Story().seconds_of_phases(10.0) == {}
    assert story.text == "solve"


def test_that_far_bounds_of_the_beginning_do_not_flatten_the_chart() -> None:
    story = Story.of(
        [
            BoundImproved(run="r", seconds=0.1, bound=12.0),
            IncumbentFound(run="r", seconds=0.2, objective=900.0, bound=12.0, gap=0.9),
            IncumbentFound(run="r", seconds=0.3, objective=260.0, bound=12.0, gap=0.9),
            BoundImproved(run="r", seconds=0.4, bound=255.0, objective=260.0, gap=0.02),
        ]
    )
    assert in_focus(story) == ([(0.3, 260.0)], [(0.4, 255.0)])
    assert in_focus(Story.of([BoundImproved(run="r", seconds=0.1, bound=12.0)])) == ([], [(0.1, 12.0)])


def test_that_a_line_about_what_is_done_stands_in_for_the_phase() -> None:
    story = Story.of([Progressed(run="r", seconds=0.0, text="keeping the best solution found")])
    assert phase_name(story.text) == "keeping the best solution found"


def test_that_the_time_of_an_ended_run_stands_still() -> None:
    assert seconds_of(solved("run-00")) == 3.4
    assert seconds_of(record("run-00")) is None
    killed = record("run-00", RunStatus.INTERRUPTED, finished="2027-01-31T14:26:05.000000+00:00")
    assert seconds_of(killed) == 5.0


def test_that_every_status_has_a_sign_of_its_own_or_a_word() -> None:
    words = [state_of(record("run-00", status)).word for status in RunStatus]
    assert len(set(words)) == len(list(RunStatus))


def test_that_the_facts_say_how_a_result_can_be_made_again() -> None:
    facts = dict(facts_of(solved("run-00")))
    assert facts["Gap asked for"] == "1.00 %"
    assert facts["Input hash"] == "0123456789abcdef" * 4
    assert facts["Columns"] == "3,909"
    assert facts["Threads"] == "2"


def test_that_a_story_ends_with_the_figures_of_the_record_once() -> None:
    story = Story.of(
        [
            BoundImproved(run="r", seconds=0.5, bound=1200000.0),
            IncumbentFound(run="r", seconds=1.0, objective=1234567.0, bound=1200000.0, gap=0.028),
            PhaseStarted(run="r", phase="results", seconds=3.0),
        ]
    )
    for _ in range(2):
        story.close(solved("run-00"))
    assert story.incumbent == [(1.0, 1234567.0), (3.0, 1234567.0)]
    assert story.bound == [(0.5, 1200000.0), (3.0, 1230000.0)]
    assert story.gap == [(1.0, 0.028), (3.0, 0.0037)]


def test_that_a_story_of_which_nothing_was_kept_stays_empty() -> None:
    story = Story()
    story.close(solved("run-00"))
    assert story == Story()
