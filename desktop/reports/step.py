"""How far the making of a report has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, after so many of so many steps."""

    name: str
    done: int
    of: int
