"""Published optima of small and middle-sized instances: every one has to be found and proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.instances import holmberg, orlib, pmed, spopt, textbook, ufl
from benchmarks.instances.instance import Instance
from benchmarks.measure import Measure, Options, Reading, third_party
from benchmarks.measures.solving import Solved, solve_instance
from engine.runs.record import RunStatus

Instances = Callable[[], Iterator[Instance]]
HARD_HOLMBERG = frozenset(f"p{number}" for number in range(25, 31))
SMALL_PMED = 10


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


def _all_found(instances: Instances) -> Callable[[Options], Reading]:
    def take(options: Options) -> Reading:
        solved = [
            solve_instance(instance, limit_s=options.limit_s, threads=options.threads) for instance in instances()
        ]
        return _reading(solved)

    return take


def _reading(solved: list[Solved]) -> Reading:
    good = [found for found in solved if found.matches and found.sound and found.status is RunStatus.OPTIMAL]
    bad = [found.name for found in solved if found not in good]
    slowest = max(solved, key=lambda found: found.seconds)
    worst = max((abs(found.error) for found in solved if found.error is not None), default=0.0)
    text = (
        f"{len(good)} of {len(solved)} in {sum(found.seconds for found in solved):.1f} s; slowest {slowest.name} "
        f"{slowest.seconds:.1f} s; largest difference {worst:.0e}"
    )
    return Reading(f"{text}; not: {', '.join(bad)}" if bad else text, not bad)


_SETS: dict[str, Instances] = {
    "textbook networks": _textbook,
    "OR-Library, capacitated": _capacitated,
    "OR-Library, uncapacitated, capa among them": _uncapacitated,
    "Holmberg p1–p24, single source": _single_source,
    "p-median pmed1–pmed10 and San Francisco": _p_median,
    "UflLib, Galvão and Raggi, 100 × 100": _galvao_raggi,
}

MEASURES = tuple(
    Measure("optima", name, "every published optimum found and proven", _all_found(instances))
    for name, instances in _SETS.items()
)
