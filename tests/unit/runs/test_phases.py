"""Times of phases, as a parent hears of them."""

from engine.runs.events import LogWritten, PhaseStarted
from engine.runs.phases import Phases, summed


def phase(name: str) -> PhaseStarted:
    return PhaseStarted(run="r", phase=name, seconds=0.0)


def test_that_a_phase_lasts_until_the_next_and_one_that_comes_again_goes_on() -> None:
    moments = iter([0.0, 1.0, 3.0, 3.0, 4.0, 4.0, 9.0, 10.0])
    phases = Phases(lambda: next(moments))
    for event in (phase("build"), LogWritten(run="r", text="a line"), phase("solve"), phase("build")):
        phases.saw(event)
    assert phases.spent() == {"build": 2.0 + 5.0, "solve": 1.0}
    assert phases.elapsed_s() == 10.0


def test_that_nothing_is_spent_before_a_phase_begins() -> None:
    assert Phases().spent() == {}


def test_that_seconds_of_two_processes_are_summed_in_the_order_of_the_phases() -> None:
    total = summed({"read": 1.0, "build": 2.0, "solve": 5.0}, {"build": 2.5, "results": 1.0})
    assert list(total.items()) == [("read", 1.0), ("build", 4.5), ("solve", 5.0), ("results", 1.0)]
