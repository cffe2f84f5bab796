"""Who follows an explanation while it is sought."""

from __future__ import annotations

from typing import Protocol

from engine.explain.explanation import Explanation


class Follower(Protocol):
    """Hears what is known so far, and says when to stop."""

    def phase(self, name: str) -> None:
        """A phase begins: validate, build, search or prove."""

    def known(self, explanation: Explanation) -> None:
        """What would be told if the search were stopped now; more than before."""

    def cancelled(self) -> bool:
        """Whether to stop; asked often."""


class Nobody:
    """Hears nothing and never stops."""

    def phase(self, name: str) -> None:
        """Forgets it."""

    def known(self, explanation: Explanation) -> None:
        """Forgets it."""

    def cancelled(self) -> bool:
        """Never."""
        return False
