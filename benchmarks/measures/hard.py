"""Instances that take long: one measure each, within a time limit, with the gap that was proven.

Of the Körkel–Ghosh instances the one is measured whose data are in the library (gs250b-3); of the two-stage instances
the one whose optimum is not proven by anybody (the other is among the optima).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.instances import holmberg, orlib, pmed, tscflp, ufl
from benchmarks.instances.instance import Instance
from benchmarks.measure import Measure, Options, Reading, third_party
from benchmarks.measures.solving import Solved, is_honest, solve_instance
from engine.runs.record import RunStatus

GAP = 1e-4
MOST_GAP = 0.005
LATE_SHARE = 1.05
HONEST = "in 300 s the optimum, or an incumbent with its gap; bound not above the published value"
NEAR = f"{HONEST}; gap ≤ {MOST_GAP:.1%}"
_ANY_GAP = float("inf")


def _measure(name: str, make: Callable[[], Instance], *, most_gap: float = _ANY_GAP) -> Measure:
    def take(options: Options) -> Reading:
        solved = solve_instance(make(), gap=GAP, limit_s=options.limit_s, threads=options.threads)
        return Reading(text(solved), passed(solved, most_gap, options.limit_s))

    return Measure("hard", name, HONEST if most_gap == _ANY_GAP else NEAR, take)


def passed(solved: Solved, most_gap: float, limit_s: float) -> bool:
    """Whether an answer came in time, is honest, and within the gap."""
    in_time = solved.seconds <= LATE_SHARE * limit_s
    return in_time and is_honest(solved) and solved.gap is not None and solved.gap <= most_gap


def text(solved: Solved) -> str:
    """The answer in words."""
    if solved.objective is None:
        return f"{solved.status}, no solution after {solved.seconds:.0f} s"
    bound = "no bound" if solved.bound is None else f"bound {solved.bound:,.3f}, gap {solved.gap:.4%}"
    optimal = " (gap asked 0.01 %)" if solved.status is RunStatus.OPTIMAL else ""
    error = "" if solved.error is None else f", {solved.error:+.4%} to the published"
    return f"{solved.status}{optimal}, {solved.objective:,.3f}, {bound}{error}, {solved.seconds:.1f} s"


def _measures() -> Iterator[Measure]:
    for size in orlib.SIZE_OF_CAPA:
        capa = partial(_read, orlib.capacitated, "orlib-cap", f"capa-{size}")
        yield _measure(f"capa-{size}", capa, most_gap=MOST_GAP)
    for number in range(11, 21):
        yield _measure(f"pmed{number}", partial(_read, pmed.instance, "pmed", f"pmed{number}"), most_gap=MOST_GAP)
    for number in range(25, 31):
        yield _measure(f"Holmberg p{number}", partial(_read, holmberg.instance, "holmberg", f"p{number}"))
    for name in ufl.KOERKEL_GHOSH:
        yield _measure(f"Körkel and Ghosh {name}", partial(_read, ufl.koerkel_ghosh, "ufl", name))
    yield _measure("two stages PSC2-C1-50", partial(_read, tscflp.instance, "tscflp", "PSC2-C1-50"))


def _read(reader: Callable[[Path, str], Instance], part: str, name: str) -> Instance:
    return reader(third_party(part), name)


MEASURES = tuple(_measures())
