"""The time that an explanation may take, and who may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.solvers import Silent


class OutOfTimeError(Exception):
    """Time is over, or somebody asked to stop; never leaves the explanation."""


@dataclass
class Budget(Silent):
    """Counts seconds; a watcher of solvers that stops them in time.

    Attributes:
        limit_s: Seconds in all.
        is_cancelled: Whether somebody asked to stop.
    """

    limit_s: float
    is_cancelled: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.limit_s - self.spent_s

    def cancelled(self) -> bool:
        """Whether solvers are to stop."""
        return self.left_s <= 0 or self.is_cancelled()

    def require(self) -> None:
        """Goes on only where there is time.

        Raises:
            OutOfTimeError: There is none.
        """
        if self.cancelled():
            raise OutOfTimeError
