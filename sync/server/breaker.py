"""A fuse before PostgreSQL and Redis: once one is away, requests are refused at once instead of waiting for it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn

from pybreaker import CircuitBreaker, CircuitBreakerError, CircuitBreakerListener

from engine.errors import KnownError

FAILURES = 5
"""Failures in a row that open it."""
REST_S = 1.0
"""How long it stays open before one request may try again, and between two such tries."""


class BreakerState(StrEnum):
    """Whether requests pass: all, none, or one that tries."""

    CLOSED = "closed"
    HALF_OPEN = "half-open"
    OPEN = "open"


class Breaker:
    """Counts failures with pybreaker; safe from any thread.

    The work itself is not done inside of the library's call, which lets only one thread in at a time.
    """

    def __init__(
        self, refusal: KnownError, *, rest_s: float = REST_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin closed.

        Args:
            refusal: What is raised while it is open; its `where` and so on stand for all such refusals.
            rest_s: See `REST_S`.
            clock: Seconds of a clock that never goes back.
        """
        self._refusal = refusal
        self._rest_s, self._clock = rest_s, clock
        self._due = 0.0
        self._lock = threading.Lock()
        self._circuit = CircuitBreaker(fail_max=FAILURES, reset_timeout=rest_s, listeners=[_Resting(self._rest)])

    @property
    def state(self) -> BreakerState:
        """Its state now."""
        return BreakerState(self._circuit.current_state)

    def admit(self) -> None:
        """Let a request pass; when it has rested, one that tries whether the other side is there again.

        Raises:
            KnownError: The refusal.
        """
        if self.state is BreakerState.CLOSED:
            return
        with self._lock:
            may_try = self._clock() >= self._due
            if may_try:
                self._rest()
                self._circuit.half_open()
        if not may_try:
            refusal = self._refusal
            raise KnownError(refusal.code, refusal.message, where=refusal.where, what_to_do=refusal.what_to_do)

    def succeeded(self) -> None:
        """The other side has answered."""
        if self.state is not BreakerState.CLOSED or self._circuit.fail_counter:
            self._report(_nothing)

    def failed(self) -> None:
        """The other side was away."""
        self._report(_away)

    def _report(self, outcome: Callable[[], None]) -> None:
        # Late reports of requests that began before it opened change nothing any more.
        with contextlib.suppress(CircuitBreakerError, ConnectionError):
            self._circuit.call(outcome)

    def _rest(self) -> None:
        self._due = self._clock() + self._rest_s


class _Resting(CircuitBreakerListener):
    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin

    def state_change(self, _breaker: CircuitBreaker, _before: Any, after: Any) -> None:
        if after.name == BreakerState.OPEN.value:
            self._begin()


def _nothing() -> None:
    """Nothing went wrong."""


def _away() -> NoReturn:
    raise ConnectionError
