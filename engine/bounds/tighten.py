"""The bounds step: bound, solutions and fixings of one location problem, streamed while they improve."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.bounds.fixing import fix, removable_lanes
from engine.bounds.problem import Floats, LocationProblem
from engine.bounds.relaxation import Evaluation
from engine.bounds.result import BoundEvent, BoundResult, Incumbent
from engine.bounds.standard import relaxation_of, rounded_up, standardise
from engine.bounds.start import search_for, start_prices
from engine.bounds.subgradient import Subgradient

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class BoundOptions:
    """When to end a bounds step.

    Attributes:
        time_limit_s: Seconds after which it ends.
        iterations: Evaluations of the relaxation after which it ends.
        gap_share: Gap, as a share of the incumbent, that is good enough.
        patience: Evaluations without worthwhile progress of the bound after which it ends.
        restarts: Searches from shuffled starts, once the bound has come to rest, before it ends.
        seed: Seed of the shuffling.
    """

    time_limit_s: float = 60.0
    iterations: int = 2000
    gap_share: float = 1e-9
    patience: int = 150
    restarts: int = 12
    seed: int = 0


def tighten(
    problem: LocationProblem,
    options: BoundOptions | None = None,
    *,
    on_event: Callable[[BoundEvent], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> BoundResult:
    """Computes a proven bound, a good solution and fixings of a location problem.

    The same problem, options and seed give the same result, but for where a time limit or a cancel cuts it off.

    Args:
        problem: The problem.
        options: When to end.
        on_event: Hears of each improvement.
        should_stop: Is asked often whether to end early; what is known by then is returned.
    """
    return _Step(problem, options or BoundOptions(), on_event, should_stop).run()


class _Step:
    """One bounds step in progress."""

    def __init__(
        self,
        problem: LocationProblem,
        options: BoundOptions,
        on_event: Callable[[BoundEvent], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self._began = time.monotonic()
        self._options = options
        self._on_event = on_event
        self._cancelled = should_stop
        self._standard = standardise(problem)
        self._lower = -math.inf
        self._incumbent: Incumbent | None = None
        self._iterations = 0
        self._random = np.random.default_rng(options.seed)
        self._relaxation = relaxation_of(self._standard)
        self._search = search_for(self._standard, self._over)

    def run(self) -> BoundResult:
        if not self._standard.feasible:
            self._lower = math.inf
            return self._result(np.zeros(self._standard.problem.customers), "infeasible")
        climb = Subgradient(self._evaluate(start_prices(self._standard, self._over)))
        self._attempt(climb.best, climb.opening, climb.best)
        climb = self._restart_from_incumbent(climb)
        reason = self._improve(climb)
        while reason == "stalled" and self._diversified(climb):
            climb.resume()
            reason = self._improve(climb)
        self._narrow(climb)
        return self._result(climb.best.prices, reason)

    def _improve(self, climb: Subgradient) -> str:
        """Iterate until a reason to end; gives the reason."""
        pace = _Pace()
        while (reason := self._reason_to_end(pace)) is None:
            tried = self._evaluate(climb.propose(self._target(climb)))
            climb.accept(tried)
            pace.note(self._iterations, self._lower, self._distance())
            if pace.search_due(self._iterations):
                self._attempt(tried, climb.opening, climb.best)
            if pace.narrowing_due(self._iterations, self._distance()):
                self._narrow(climb)
        return reason

    def _diversified(self, climb: Subgradient) -> bool:
        """Search from shuffled shares of opening; says whether a better solution came of it."""
        before = self._incumbent
        for _ in range(self._options.restarts):
            if self._over():
                break
            noise = self._random.random(len(climb.opening)) * self._random.random()
            self._attempt(climb.best, climb.opening + noise, climb.best)
            if self._incumbent is not before:
                self._narrow(climb)
                return True
        return False

    def _target(self, climb: Subgradient) -> float:
        """The bound to aim at: the incumbent, or a little above the present bound."""
        if self._incumbent is not None:
            return self._incumbent.objective
        size = max(abs(climb.best.bound), float(np.abs(climb.best.prices).sum()))
        return climb.best.bound + 0.05 * size

    def _distance(self) -> float:
        return math.inf if self._incumbent is None else self._incumbent.objective - self._lower

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _over(self) -> bool:
        return self._seconds() >= self._options.time_limit_s or self._cancelled()

    def _reason_to_end(self, pace: _Pace) -> str | None:
        reached = self._distance()
        if reached <= 0.0:
            return "proven"
        if self._incumbent is not None and reached <= self._options.gap_share * abs(self._incumbent.objective):
            return "gap"
        if self._cancelled():
            return "cancelled"
        if self._seconds() >= self._options.time_limit_s:
            return "time"
        if self._iterations >= self._options.iterations:
            return "iterations"
        return "stalled" if self._iterations - pace.progressed_at > self._options.patience else None

    def _evaluate(self, prices: Floats) -> Evaluation:
        at = self._relaxation.evaluate(prices)
        self._iterations += 1
        bound = rounded_up(at.bound, self._standard.step)
        if bound > self._lower:
            self._lower = bound
            self._tell()
        return at

    def _attempt(self, at: Evaluation, opening: Floats, judge: Evaluation) -> None:
        found = self._search.attempt(self._relaxation, at, opening, judge)
        if found is not None and (self._incumbent is None or found.objective < self._incumbent.objective):
            self._incumbent = found
            self._tell()

    def _restart_from_incumbent(self, climb: Subgradient) -> Subgradient:
        """Prices near the incumbent's own are often better than those before there was one."""
        prices = self._search.prices()
        if prices is None:
            return climb
        other = self._evaluate(prices)
        return Subgradient(other) if other.bound > climb.best.bound else climb

    def _narrow(self, climb: Subgradient) -> None:
        """Fix what no solution as good as the incumbent has, and go on with the rest."""
        if self._incumbent is None:
            return
        fixing = fix(self._relaxation, climb.best, self._incumbent.objective, lanes_too=self._standard.integral)
        if fixing is None:
            return
        self._relaxation.narrow(*fixing)
        climb.renew(self._evaluate(climb.best.prices))

    def _tell(self) -> None:
        rules = self._relaxation.rules
        self._on_event(
            BoundEvent(
                seconds=self._seconds(),
                iteration=self._iterations,
                lower_bound=self._lower,
                incumbent=math.inf if self._incumbent is None else self._incumbent.objective,
                free_facilities=int((~(rules.must_open | rules.must_close)).sum()),
                lanes_left=int((self._relaxation.lanes.source >= 0).sum()),
            )
        )

    def _result(self, prices: Floats, reason: str) -> BoundResult:
        rules, count = self._relaxation.rules, self._standard.problem.facilities
        return BoundResult(
            lower_bound=self._lower,
            incumbent=self._incumbent,
            fixed_open=rules.must_open[:count],
            fixed_closed=rules.must_close[:count],
            removable=removable_lanes(self._standard, self._relaxation.lanes),
            fewest_open=self._standard.fewest_open,
            objective_step=self._standard.step,
            prices=prices,
            iterations=self._iterations,
            seconds=self._seconds(),
            stopped=reason,
        )


class _Pace:
    """When to search for solutions and when to fix: both get rarer, and come when the gap has shrunk."""

    def __init__(self) -> None:
        self.progressed_at = 0
        self._bound = -math.inf
        self._search_at = 0
        self._narrowed_at = 0
        self._narrowed_gap = math.inf

    def note(self, iteration: int, bound: float, distance: float) -> None:
        """Take down where the bound stands; progress is a hundredth of the gap, or a millionth of the bound."""
        least = 0.01 * distance if math.isfinite(distance) else 1e-6 * max(abs(bound), 1.0)
        if bound - self._bound > least:
            self._bound, self.progressed_at = bound, iteration

    def search_due(self, iteration: int) -> bool:
        """Whether to look for a solution now: at intervals that grow by a quarter."""
        due = iteration >= self._search_at
        if due:
            self._search_at = iteration + 8 + iteration // 4
        return due

    def narrowing_due(self, iteration: int, distance: float) -> bool:
        """Whether to fix now: at most every 20 evaluations, and only when the gap is smaller by a tenth."""
        due = iteration - self._narrowed_at >= 20 and distance < 0.9 * self._narrowed_gap
        if due:
            self._narrowed_at, self._narrowed_gap = iteration, distance
        return due
