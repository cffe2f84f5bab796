"""Breakers open after failures in a row, let one request try, and close again by themselves."""

import pytest

from engine.errors import KnownError
from sync.server.breaker import FAILURES, REST_S, Breaker, BreakerState

REFUSAL = KnownError("queue-unavailable", "The server cannot reach its queue.", what_to_do="Try again in a moment.")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(REFUSAL, clock=clock)
    for _ in range(FAILURES):
        breaker.admit()
        breaker.failed()
    return breaker


def test_that_failures_in_a_row_open_it_and_requests_are_refused_with_the_code() -> None:
    breaker = opened(Clock())
    assert breaker.state is BreakerState.OPEN
    with pytest.raises(KnownError, match="cannot reach its queue") as refused:
        breaker.admit()
    assert refused.value.code == "queue-unavailable"


def test_that_a_success_in_between_forgets_the_failures() -> None:
    breaker = Breaker(REFUSAL, clock=Clock())
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.failed()
        breaker.succeeded()
    assert breaker.state is BreakerState.CLOSED


def test_that_after_its_rest_one_request_tries_and_the_others_are_still_refused() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += REST_S
    breaker.admit()
    assert breaker.state is BreakerState.HALF_OPEN
    with pytest.raises(KnownError):
        breaker.admit()


def test_that_it_closes_when_the_try_succeeds() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += REST_S
    breaker.admit()
    breaker.succeeded()
    assert breaker.state is BreakerState.CLOSED
    breaker.admit()


def test_that_it_rests_again_when_the_try_fails() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += REST_S
    breaker.admit()
    breaker.failed()
    assert breaker.state is BreakerState.OPEN
    with pytest.raises(KnownError):
        breaker.admit()
    clock.now += REST_S
    breaker.admit()


def test_that_a_try_that_never_comes_back_does_not_keep_others_from_trying() -> None:
    clock = Clock()
    breaker = opened(clock)
    for _ in range(3):
        clock.now += REST_S
        breaker.admit()
    breaker.succeeded()
    assert breaker.state is BreakerState.CLOSED


def test_that_a_late_failure_changes_nothing_while_it_is_open() -> None:
    breaker = opened(Clock())
    breaker.failed()
    assert breaker.state is BreakerState.OPEN
