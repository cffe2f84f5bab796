"""Why a network has no solution: structure first, then the smallest relaxation, tried before it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.expansion import expand
from engine.explain.bare import costless, opened
from engine.explain.budget import Budget, OutOfTimeError
from engine.explain.carrying_out import as_override, with_settings
from engine.explain.cut import find_cut
from engine.explain.elastic import make_elastic
from engine.explain.explanation import Cause, Change, Explanation, Outcome
from engine.explain.follower import Follower, Nobody
from engine.explain.prices import priced
from engine.explain.search import Relaxation, Search, Whole
from engine.explain.structure import blocking, causes
from engine.explain.tightening import Tightener, Way, is_feasible
from engine.explain.wording import change_sentence, proof_sentence
from engine.explain.working import Reader, Setting
from engine.formulation import formulate
from engine.issues import Issue
from engine.network import Network
from engine.validation import validate

_MOST_CHANGES = 8
_SEARCH_SHARE = 0.8
_WAYS_SHARE = 0.5
_WAY_SHARE = 0.25
_MOST_KNOBS = 60
_TIGHT_SHARE = 0.5
_COUNT_SHARE = 0.4
_SHORT = 3
_GENEROUS = (0.0, 0.01, 0.1)


def explain(network: Network, *, time_limit_s: float = 55.0, follower: Follower | None = None) -> Explanation:
    """Explains why an effective network has no solution.

    Args:
        network: The effective network.
        time_limit_s: Seconds that may be spent.
        follower: Hears what is known so far, and may stop the search; what is known then is told.

    Raises:
        KnownError: The rows of lanes stand for more lanes than fit in memory.
    """
    follower = follower or Nobody()
    budget = Budget(time_limit_s, follower.cancelled)
    follower.phase("validate")
    issues = validate(network)
    errors = blocking(issues)
    if errors:
        return refusal(errors, budget.spent_s)
    found = _Found(network, budget, follower)
    found.causes = causes(network, issues)
    found.tell()
    try:
        _search(network, found)
    except OutOfTimeError:
        found.stopped = True
    return found.explanation()


def refusal(errors: Sequence[Issue], seconds: float = 0.0) -> Explanation:
    """The explanation of a network whose tables have errors."""
    count = "an error" if len(errors) == 1 else f"{len(errors):,} errors"
    message = f"The tables have {count} that must be mended before anything can be said about solutions."
    return Explanation(Outcome.INVALID, message=message, issues=tuple(errors), seconds=seconds)


@dataclass
class _Found:
    """What is known so far.

    Attributes:
        network: The network that is explained.
        budget: Time.
        follower: Who is told.
        causes: Contradictions by structure.
        ways: Each way that gives a solution.
        untried: Settings that a relaxation suggests and that were not tried, or did not suffice.
        feasible: Whether the network has a solution as it is.
        stopped: Whether the search came to no end.
    """

    network: Network
    budget: Budget
    follower: Follower
    causes: tuple[Cause, ...] = ()
    ways: list[Way] = field(default_factory=list)
    untried: list[Setting] = field(default_factory=list)
    feasible: bool = False
    stopped: bool = False

    def add_cut(self, cut: Cause | None) -> None:
        """Puts what customers lack before all other contradictions."""
        if cut is not None:
            self.causes = (cut, *self.causes)[:_MOST_CHANGES]

    @property
    def is_full(self) -> bool:
        """Whether there are as many short ways as anybody reads."""
        return sum(len(way) for way in self.ways if len(way) <= _MOST_CHANGES) >= _MOST_CHANGES - 1

    def shown(self) -> list[Way]:
        """The shortest way, and others as long as there is room."""
        room = _MOST_CHANGES - sum(map(len, self.ways[:1]))
        chosen = list(self.ways[:1])
        for way in self.ways[1:]:
            if len(way) <= room:
                chosen.append(way)
                room -= len(way)
        return chosen

    def tell(self) -> None:
        """Tells what is known, as if the search were stopped now."""
        self.follower.known(replace(self, stopped=True).explanation())

    def explanation(self) -> Explanation:
        """What is known, in the user's rows."""
        changes = [
            _change(self.network, number, setting, way)
            for number, way in enumerate(self.shown(), start=1)
            for setting in way.settings
        ] or [_change(self.network, 1, setting) for setting in self.untried]
        overrides = tuple(change.override for change in changes if change.way == 1) if self.ways else ()
        outcome, message = self._verdict()
        return Explanation(outcome, self.causes, tuple(changes), overrides, message, self.budget.spent_s)

    def _verdict(self) -> tuple[Outcome, str]:
        if self.feasible:
            return Outcome.FEASIBLE, "The network has a solution as it is."
        if self.ways:
            count = len(self.ways[0])
            cells = "this change" if count == 1 else f"these {count} changes"
            return Outcome.EXPLAINED, f"The network has no solution; with {cells} it has one."
        why = "The search was stopped" if self.stopped else "The search ended"
        if self.untried:
            return Outcome.UNPROVEN, f"{why} before the suggestion was proven to work; it may not suffice."
        told = ", but its structure says why" if self.causes else ""
        return Outcome.UNEXPLAINED, f"{why} before a change was found that gives the network a solution{told}."


def _change(network: Network, number: int, setting: Setting, way: Way | None = None) -> Change:
    knob = setting.knob
    alone = way is not None and len(way) == 1 and way.is_measured
    return Change(
        way=number,
        table=knob.table,
        key=network.row_key(knob.table, knob.row),
        column=knob.column,
        value=setting.old,
        works="" if setting.deletes else setting.text,
        source=network.cell_source(knob.table, knob.row, knob.column),
        sentence=change_sentence(network, setting),
        override=as_override(network, setting),
        proof=proof_sentence(setting, way.least, tightened=way.tightened) if way and alone else "",
    )


def _search(network: Network, found: _Found) -> None:
    """Fills what is found: a first way, then others that share no cell with it.

    Raises:
        OutOfTimeError: Time ended.
    """
    budget = found.budget
    budget.require()
    found.follower.phase("build")
    bare = costless(network)
    elastic = make_elastic(formulate(expand(opened(bare)), keep_closed=True), bare)
    knobs = priced(elastic.families, network, elastic.formulation.expanded)
    search = Search(elastic, knobs, budget)
    tightener = Tightener(bare, elastic, knobs, search, Reader(elastic, knobs, network), budget)
    hunt = _Hunt(bare, search, tightener, found)
    found.follower.phase("search")
    for whole in Whole:
        hunt.add_ways(whole)
        if found.ways or found.feasible:
            break
    if not found.feasible:
        found.add_cut(find_cut(search, elastic, knobs, network, _WAY_SHARE))
        hunt.tighten()


@dataclass
class _Hunt:
    """Looks for ways, one after the other.

    Attributes:
        bare: The network without costs.
        search: Searches its elastic program.
        tightener: Makes what it finds as small as can be.
        found: Takes the ways.
    """

    bare: Network
    search: Search
    tightener: Tightener
    found: _Found

    def add_ways(self, whole: Whole) -> None:
        """Adds ways that share no cell, with decisions whole as asked; none where what is found does not suffice."""
        banned = np.empty(0, dtype=np.int64)
        while not self._is_enough(whole):
            relaxation = self.search.smallest(whole, banned, _WAY_SHARE if len(banned) else _SEARCH_SHARE)
            if relaxation is None or len(relaxation.knobs) > self._most_knobs():
                return
            if not len(relaxation.knobs):
                self.found.feasible = not len(banned) and is_feasible(self.bare, self.found.budget)
                return
            way = self._way(relaxation, whole)
            if way is None:
                return
            self.found.ways = sorted([*self.found.ways, way], key=len)
            self.found.tell()
            banned = np.union1d(banned, relaxation.knobs)

    def tighten(self) -> None:
        """Makes those of the ways that are shown smaller where whole decisions allow it.

        Raises:
            OutOfTimeError: Time ended; the ways work as they are.
        """
        found = self.found
        for way in found.shown():
            if way.is_measured and not (way.least is not None and self._is_least(way)):
                found.ways[found.ways.index(way)] = self.tightener.tightened(way, _TIGHT_SHARE)
                found.tell()

    def _is_least(self, way: Way) -> bool:
        """Whether a way is the least as it stands."""
        return self.tightener.reader.settings(way.relaxation) == list(way.settings)

    def _most_knobs(self) -> float:
        """How many cells a way may have to be worth a try: any number as long as there is none."""
        ways = self.found.ways
        if not ways:
            return float("inf")
        return _MOST_CHANGES if len(ways[0]) <= _MOST_CHANGES else _MOST_KNOBS

    def _is_enough(self, whole: Whole) -> bool:
        """Whether there are enough ways; where decisions are whole, each further one takes long."""
        found, budget = self.found, self.found.budget
        if not found.ways:
            return False
        late = budget.spent_s > _WAYS_SHARE * budget.limit_s
        return late or found.is_full or (whole is not Whole.NONE and len(found.ways[0]) <= _SHORT)

    def _way(self, relaxation: Relaxation, whole: Whole) -> Way | None:
        """What a relaxation says, as a way that was tried; None where it does not suffice."""
        counted = self.tightener.has_counts(relaxation)
        if counted and whole is Whole.NONE and not self.found.ways:
            # What is read from fractions is mostly too few, and slow to try; the least whole number is sought at once.
            self._suggest(self.tightener.reader.settings(relaxation))
            way = self.tightener.smallest(relaxation, _COUNT_SHARE)
            if way is not None:
                return way
        settings = self._tried(relaxation)
        if settings is None:
            return None
        # Where nothing is whole the solver's optimum says at once what the least is.
        return Way(settings, relaxation, self.tightener.turned(relaxation) if whole is Whole.NONE else None)

    def _suggest(self, settings: list[Setting]) -> None:
        """Tells what may work, as long as nothing is known that does."""
        found = self.found
        if not found.ways and not found.untried and len(settings) <= _MOST_KNOBS:
            found.untried = settings
            found.tell()

    def _tried(self, relaxation: Relaxation) -> list[Setting] | None:
        """The settings of a relaxation with which the network has a solution; None where they do not suffice."""
        found, before = self.found, None
        for generous in _GENEROUS:
            settings = self.tightener.reader.settings(relaxation, generous)
            if settings == before:
                continue
            before = settings
            self._suggest(settings)
            if is_feasible(with_settings(self.bare, settings), found.budget):
                return settings
        return None
