"""A measure: what is measured, against which target, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instances import instance


class SkipError(Exception):
    """A measure cannot be taken on this machine; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for.

    Attributes:
        limit_s: Seconds for one instance of the hard sets, and for a solver that is compared with.
        threads: Threads of the solver; 0 lets it choose.
    """

    limit_s: float = 300.0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure gave.

    Attributes:
        value: The figures, as text with their units.
        passed: Whether the target is met; None where it is only told.
    """

    value: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to be measured.

    Attributes:
        group: Name of the group on the command line.
        name: What is measured.
        target: What is asked of it, as text.
        take: Measures it; raises SkipError where it cannot.
    """

    group: str
    name: str
    target: str
    take: Callable[[Options], Reading]


def third_party(part: str) -> Path:
    """The folder of a library of third-party instances.

    Raises:
        SkipError: The instances are not on this machine.
    """
    found = instance.folder()
    if found is None or not (found / part).is_dir():
        raise SkipError(f"no third-party instances ({instance.VARIABLE} names their folder)")
    return found / part
