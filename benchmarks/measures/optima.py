"""Published optima of small and middle-sized instances: every one has to be found and proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from benchmarks.instances import holmberg, orlib, pmed, spopt, textbook, tscflp, ufl
from benchmarks.instances.instance import Instance
from benchmarks.measure import Measure, Options, Reading, third_party
from benchmarks.measures.solving import Solved, solve_instance
from engine.runs.record import RunStatus

Instances = Callable[[], Iterator[Instance]]
HARD_HOLMBERG = frozenset(f"p{number}" for number in range(25, 31))
SMALL_PMED = 10
TWO_STAGES = "PSC5-C2-50"
WHOLE_S = 900.0
FOUND = "every published optimum within 1e-6, or the digits it was published with; optimal, checked"


def _textbook() -> Iterator[Instance]:
    folder = third_party("textbook")
    yield from (textbook.instance(folder, name) for name in textbook.CONVERTERS)


def _capacitated() -> Iterator[Instance]:
    folder = third_party("orlib-cap")
    yield from (orlib.capacitated(folder, name) for name in orlib.names(folder) if not name.startswith("capa"))


def _uncapacitated() -> Iterator[Instance]:
    folder = third_party("orlib-cap")
    yield from (orlib.uncapacitated(folder, name) for name in orlib.distinct_uncapacitated(folder))


def _single_source() -> Iterator[Instance]:
    folder = third_party("holmberg")
    yield from (holmberg.instance(folder, name) for name in holmberg.names(folder) if name not in HARD_HOLMBERG)


def _p_median() -> Iterator[Instance]:
    folder = third_party("pmed")
    yield from (pmed.instance(folder, name) for name in pmed.names(folder)[:SMALL_PMED])
    yield spopt.instance(third_party("spopt-sf"))


def _galvao_raggi() -> Iterator[Instance]:
    folder = third_party("ufl")
    yield from (ufl.galvao_raggi(folder, name) for name in ufl.names(folder))


def _two_stages() -> Iterator[Instance]:
    yield tscflp.instance(third_party("tscflp"), TWO_STAGES)


_SETS: dict[str, Instances] = {
    "textbook networks": _textbook,
    "OR-Library, capacitated": _capacitated,
    "OR-Library, uncapacitated, capa among them": _uncapacitated,
    "Holmberg p1–p24, single source": _single_source,
    "p-median pmed1–pmed10 and San Francisco": _p_median,
    "UflLib, Galvão and Raggi, 100 × 100": _galvao_raggi,
    f"two stages, {TWO_STAGES}": _two_stages,
}


@cache
def _solved(name: str, threads: int) -> tuple[Solved, ...]:
    """The instances of a set, solved once however many measures tell of them."""
    return tuple(solve_instance(instance, limit_s=WHOLE_S, threads=threads) for instance in _SETS[name]())


def _is_good(found: Solved) -> bool:
    return found.matches and found.sound and found.status is RunStatus.OPTIMAL


def _one_set(name: str, options: Options) -> Reading:
    solved = _solved(name, options.threads)
    bad = [found.name for found in solved if not _is_good(found)]
    slowest = max(solved, key=lambda found: found.seconds)
    worst = max((abs(found.error) for found in solved if found.error is not None), default=0.0)
    text = (
        f"{len(solved) - len(bad)} of {len(solved)} in {sum(found.seconds for found in solved):.1f} s; "
        f"slowest {slowest.name} {slowest.seconds:.1f} s; largest difference {worst:.0e}"
    )
    return Reading(f"{text}; not: {', '.join(bad)}" if bad else text, not bad)


def _whole(options: Options) -> Reading:
    solved = [found for name in _SETS for found in _solved(name, options.threads)]
    good, seconds = sum(map(_is_good, solved)), sum(found.seconds for found in solved)
    return Reading(f"{good} of {len(solved)} in {seconds:.0f} s", good == len(solved) and seconds <= WHOLE_S)


MEASURES = (
    *(Measure("optima", name, FOUND, partial(_one_set, name)) for name in _SETS),
    Measure("optima", "all of these", f"{FOUND}, ≤ {WHOLE_S / 60:g} minutes", _whole),
)
