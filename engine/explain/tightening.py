"""Ways made as small as they can be: their cells turned as little as whole decisions allow, and what is proven of it.

What rounding finds works, yet may go much further than it must. Here the turn of a way's own cells is the objective of
a program with whole decisions; its solution is tried, its bound says below which nothing works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.expansion import expand
from engine.explain.assembly import Assembly
from engine.explain.budget import Budget
from engine.explain.carrying_out import with_settings
from engine.explain.elastic import Elastic
from engine.explain.knobs import Kind, Knobs
from engine.explain.search import Least, Relaxation, Search
from engine.explain.working import Reader, Setting
from engine.formulation import formulate
from engine.network import Network
from engine.solvers import Status
from engine.solvers.feasibility import find_feasible

_SHARE = 0.6
_HALF = 0.5
_MEASURED = frozenset({Kind.RAISE, Kind.LOWER, Kind.COUNT_UP, Kind.COUNT_DOWN})
_BY_SHARE = "min_served_share"
_GENEROUS = (0.0, 0.001, 0.01)


@dataclass(frozen=True)
class Way:
    """Settings that together give a solution.

    Attributes:
        settings: The cells and what they shall hold.
        relaxation: The relaxation from which they were read.
        least: By how much the cell must be turned at least, where it is one cell and that is known.
        tightened: Whether a smaller turn was looked for with whole decisions.
    """

    settings: Sequence[Setting]
    relaxation: Relaxation
    least: float | None = None
    tightened: bool = False

    def __len__(self) -> int:
        return len(self.settings)

    @property
    def is_measured(self) -> bool:
        """Whether any of its cells holds a number that could be turned less."""
        return any(setting.knob.kind in _MEASURED for setting in self.settings)


@dataclass(frozen=True)
class Tightener:
    """Tightens the ways that a search has found.

    Attributes:
        bare: The network without costs.
        elastic: Its elastic program.
        knobs: The knobs of it.
        search: Searches the program.
        reader: Reads what is found.
        budget: Time.
    """

    bare: Network
    elastic: Elastic
    knobs: Knobs
    search: Search
    reader: Reader
    budget: Budget

    def turned(self, relaxation: Relaxation) -> float | None:
        """By how much the only cell of a relaxation is turned; None where there are several, or it holds no number."""
        if len(relaxation.knobs) != 1:
            return None
        number = int(relaxation.knobs[0])
        knob = self.knobs.knobs[number]
        if knob.kind not in _MEASURED or knob.column == _BY_SHARE:
            return None
        return float(self.knobs.turned(relaxation.x)[number])

    def has_counts(self, relaxation: Relaxation) -> bool:
        """Whether a relaxation turns a number of things."""
        return any(self.knobs.knobs[number].is_count for number in relaxation.knobs.tolist())

    def tightened(self, way: Way, share: float) -> Way:
        """The way with the smallest turns that were found to work.

        Args:
            way: The way.
            share: Share of the time left that the search may take.

        Raises:
            OutOfTimeError: Time is over; the way works as it is.
        """
        found = self.search.least(way.relaxation, share)
        closer = replace(way, least=self._least(way.relaxation, found.bound, way.least), tightened=True)
        return self._tried(found, closer, way.settings) or closer

    def smallest(self, relaxation: Relaxation, share: float) -> Way | None:
        """The way with the smallest turns of what a relaxation turns; None where none was found in time.

        Args:
            relaxation: The relaxation, which need not suffice.
            share: Share of the time left that the search may take.

        Raises:
            OutOfTimeError: Time is over.
        """
        found = self.search.least(relaxation, share)
        return self._tried(found, Way((), relaxation, self._least(relaxation, found.bound), tightened=True), ())

    def _tried(self, found: Least, way: Way, known: Sequence[Setting]) -> Way | None:
        """The way with what was found, where that works and differs from what is known."""
        if found.relaxation is None:
            return None
        for generous in _GENEROUS:
            settings = self.reader.settings(found.relaxation, generous)
            if settings == list(known):
                return None
            if self._works(settings, found.relaxation):
                return replace(way, settings=settings, relaxation=found.relaxation)
        return None

    def _least(self, relaxation: Relaxation, bound: float | None, known: float | None = None) -> float | None:
        """The bound in the unit of the only cell; what was known before where that is more."""
        if bound is None or self.turned(relaxation) is None:
            return known
        price = self.knobs.price[self.knobs.of == relaxation.knobs[0]][0]
        return max(bound / float(price), known or 0.0)

    def _works(self, settings: Sequence[Setting], relaxation: Relaxation) -> bool:
        """Whether settings give a solution: with the facilities open that the relaxation has open, or with others."""
        changed = with_settings(self.bare, settings)
        decided = as_decided(changed, self.elastic, relaxation)
        return is_feasible(decided, self.budget) or is_feasible(changed, self.budget)


def as_decided(network: Network, elastic: Elastic, relaxation: Relaxation) -> Network:
    """The network with facilities open and closed as a relaxation has them; those that change over time stay free."""
    expanded = elastic.formulation.expanded
    is_open = relaxation.x[elastic.formulation.columns.open] > _HALF
    steady = (is_open == is_open[:, :1]).all(axis=1)
    names = expanded.sites.names.names[expanded.sites.suppliers :][: len(is_open)]
    status = {
        str(name): "open" if opened else "closed"
        for name, opened in zip(names[steady], is_open[steady, 0], strict=True)
    }
    facilities, later = network["facilities"], network["facility_periods"]
    decided = facilities["facility"].map(status)
    free = facilities["status"].isin(["exclude"]) | decided.isna()
    known = later["facility"].isin(facilities.loc[~free, "facility"])
    return network.with_tables(
        {
            "facilities": facilities.assign(status=facilities["status"].where(free, decided)),
            "facility_periods": later.assign(status=later["status"].mask(known, "")),
        }
    )


def is_feasible(network: Network, budget: Budget) -> bool:
    """Whether a costless network has a solution.

    Raises:
        OutOfTimeError: Time ended before that was known.
    """
    budget.require()
    program = Assembly(formulate(expand(network)).program).build()
    answer = find_feasible(program, max(budget.left_s * _SHARE, 0.5), budget)
    if answer.x is None and answer.status is not Status.INFEASIBLE:
        budget.require()
    return answer.x is not None
