"""Instances that take long: one measure each, within a time limit, with the gap that was proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.instances import holmberg, orlib, pmed, tscflp, ufl
from benchmarks.instances.instance import Instance
from benchmarks.measure import Measure, Options, Reading, third_party
from benchmarks.measures.solving import Solved, solve_instance
from engine.runs.record import RunStatus

PROVEN = "published optimum, proven to 0.01 %, within the limit"
TOLD = "told: objective and gap at the limit"
GAP = 1e-4


def _measure(name: str, target: str, make: Callable[[], Instance]) -> Measure:
    def take(options: Options) -> Reading:
        solved = solve_instance(make(), gap=GAP, limit_s=options.limit_s, threads=options.threads)
        return Reading(_text(solved), _passed(solved) if target is PROVEN else None)

    return Measure("hard", name, target, take)


def _passed(solved: Solved) -> bool:
    near = solved.error is not None and abs(solved.error) <= GAP
    return near and solved.sound and solved.status is RunStatus.OPTIMAL


def _text(solved: Solved) -> str:
    if solved.objective is None:
        return f"{solved.status}, no solution after {solved.seconds:.0f} s"
    gap = "no bound" if solved.gap is None else f"gap {solved.gap:.4%}"
    error = "" if solved.error is None else f", {solved.error:+.4%} to the published"
    return f"{solved.status}, {solved.objective:,.3f}, {gap}{error}, {solved.seconds:.1f} s"


def _measures() -> Iterator[Measure]:
    for size in orlib.SIZE_OF_CAPA:
        yield _measure(f"capa-{size}", PROVEN, partial(_read, orlib.capacitated, "orlib-cap", f"capa-{size}"))
    for number in range(11, 21):
        yield _measure(f"pmed{number}", PROVEN, partial(_read, pmed.instance, "pmed", f"pmed{number}"))
    for number in range(25, 31):
        yield _measure(f"Holmberg p{number}", PROVEN, partial(_read, holmberg.instance, "holmberg", f"p{number}"))
    for name in ufl.KOERKEL_GHOSH:
        yield _measure(f"Körkel and Ghosh {name}", TOLD, partial(_read, ufl.koerkel_ghosh, "ufl", name))
    for name in ("PSC2-C1-50", "PSC5-C2-50"):
        yield _measure(f"two stages {name}", TOLD, partial(_read, tscflp.instance, "tscflp", name))


def _read(reader: Callable[[Path, str], Instance], part: str, name: str) -> Instance:
    return reader(third_party(part), name)


MEASURES = tuple(_measures())
