"""Two stages solved by prices: a bound from the location problem, flows and better prices from its open facilities."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.bounds.result import BoundEvent, BoundResult
from engine.bounds.tighten import BoundOptions, tighten
from engine.formulation import Formulation
from engine.solvers.options import Answer, SolveOptions, Status, Watcher
from engine.solvers.prices import fixed_prices
from engine.solvers.solve import solve
from engine.solvers.sources import Sources, read_sources

Floats = NDArray[np.float64]
_LEAST_LANES = 5_000
_MOST_ROUNDS = 4
_ROUND_LIMIT_S = 60.0
_ROUND_SHARE = 0.125
_TIME_SHARE = 0.5


def solve_general(formulation: Formulation, options: SolveOptions, watcher: Watcher) -> Answer:
    """Solves a program: by prices first where the network has two stages, then by the solver where that is not enough.

    Args:
        formulation: The program of the whole network.
        options: Solver, gap, time limit, threads and seed.
        watcher: Who hears of progress and may stop it.

    Raises:
        KnownError: The solver is unknown, or not installed on this computer.
    """
    began = time.monotonic()
    priced = solve_by_prices(formulation, options, watcher)
    if priced is None:
        return solve(formulation.program, options, watcher)
    if priced.status is Status.OPTIMAL:
        return priced
    if watcher.cancelled():
        return replace(priced, status=Status.CANCELLED)
    left = options
    if options.time_limit_s is not None:
        left = replace(options, time_limit_s=max(options.time_limit_s - (time.monotonic() - began), 0.0))
    return _joined(solve(formulation.program, left, watcher, priced.x), priced, options.gap)


def _joined(answer: Answer, priced: Answer, gap: float) -> Answer:
    """What the solver and the prices know together: the better solution and the better bound."""
    if priced.objective is not None and (answer.objective is None or priced.objective < answer.objective):
        status = Status.CANCELLED if answer.status is Status.CANCELLED else Status.FEASIBLE
        answer = replace(answer, status=status, x=priced.x, objective=priced.objective, row_dual=priced.row_dual)
    bounds = [bound for bound in (answer.bound, priced.bound) if bound is not None]
    if answer.status is Status.INFEASIBLE or not bounds:
        return answer
    if answer.objective is None:
        return replace(answer, bound=max(bounds))
    answer = replace(answer, bound=min(max(bounds), answer.objective))
    proven = answer.gap is not None and answer.gap <= gap
    return replace(answer, status=Status.OPTIMAL) if proven else answer


def solve_by_prices(formulation: Formulation, options: SolveOptions, watcher: Watcher) -> Answer | None:
    """The best that prices of sources can prove; None where the network is not one of two stages, or of no size.

    The status is ``optimal`` where the gap is reached, else ``feasible``, or ``failed`` where a bound is all there is.

    Args:
        formulation: The program of the whole network.
        options: Gap, time limit, threads and seed.
        watcher: Who hears of progress and may stop it.
    """
    if options.solver != "highs" or len(formulation.base.lanes) < _LEAST_LANES:
        return None
    sources = read_sources(formulation.base)
    return None if sources is None else _Rounds(formulation, sources, options, watcher).run()


@dataclass
class _Rounds:
    """Rounds of prices under way."""

    formulation: Formulation
    sources: Sources
    options: SolveOptions
    watcher: Watcher

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._bound = -math.inf
        self._answer: Answer | None = None

    def run(self) -> Answer:
        """Prices the mean of all shadow prices found so far, until the gap is reached or they change no more."""
        supply, production = self.sources.makings
        prices = (np.zeros(len(supply.site)), np.zeros(len(production.site)))
        for number in range(1, _MOST_ROUNDS + 1):
            found, beside = self._bounded(prices)
            shadow = None if found.incumbent is None else self._carried_out(found.incumbent.opened)
            self.watcher.log(
                f"prices, round {number}: bound {found.lower_bound + beside:,.2f}, gap {self._gap:.4%}, "
                f"{found.iterations:,} iterations in {found.seconds:.1f} s ({found.stopped})"
            )
            if shadow is None or self._gap <= self.options.gap or self._is_over():
                break
            following = tuple(old + (new - old) / number for old, new in zip(prices, shadow, strict=True))
            if all(np.array_equal(old, new) for old, new in zip(prices, following, strict=True)):
                break
            prices = (following[0], following[1])
        return self._known()

    def _bounded(self, prices: tuple[Floats, Floats]) -> tuple[BoundResult, float]:
        """The location problem under prices, bounded."""
        problem, beside = self.sources.problem(prices)
        limit = self.options.time_limit_s
        asked = BoundOptions(
            time_limit_s=_ROUND_LIMIT_S if limit is None else min(_ROUND_LIMIT_S, _ROUND_SHARE * limit),
            gap_share=max(self.options.gap, 1e-9),
            seed=self.options.seed,
        )

        def on_event(event: BoundEvent) -> None:
            self._raise_bound(event.lower_bound + beside)

        found = tighten(problem, asked, on_event=on_event, should_stop=self.watcher.cancelled)
        self._raise_bound(found.lower_bound + beside)
        return found, beside

    def _raise_bound(self, bound: float) -> None:
        if math.isfinite(bound) and bound > self._bound:
            self._bound = bound
            self.watcher.improved(None if self._answer is None else self._answer.objective, bound)

    def _carried_out(self, opened: NDArray[np.bool_]) -> tuple[Floats, Floats] | None:
        """Flows with these facilities open; gives shadow prices of supply and production, None where none are."""
        program, columns = self.formulation.program, self.formulation.columns.open[:, 0]
        decisions = program.lower.copy()
        decisions[columns] = np.where(opened, program.upper[columns], program.lower[columns])
        solved = fixed_prices(program, decisions, time_limit_s=self._left_s(), threads=self.options.threads)
        if solved is None:
            return None
        x, dual = solved
        objective = program.objective(x)
        if self._answer is None or self._answer.objective is None or objective < self._answer.objective:
            self._answer = Answer(status=Status.FEASIBLE, x=x, objective=objective, row_dual=dual)
            self.watcher.found(x, objective)
        return self._shadow_prices(dual)

    def _shadow_prices(self, dual: Floats) -> tuple[Floats, Floats]:
        """What a unit more of each entry of supply and of production would save."""
        program, (supply, production) = self.formulation.program, self.sources.makings
        bought = program.columns["procurement"]
        entries = slice(program.start[bought.start], program.start[bought.start + bought.count])
        worth = dual[program.index[entries]]  # a unit bought stands in its balance alone
        of_supply = np.where(np.isfinite(supply.maximum), np.maximum(worth - program.cost[bought.span], 0.0), 0.0)
        of_production = np.zeros(len(production.site))
        limits = program.rows["production_maximum"]
        of_production[limits.places["entry"]] = np.maximum(-dual[limits.span], 0.0)
        return of_supply, of_production

    @property
    def _gap(self) -> float:
        gap = self._known().gap
        return math.inf if gap is None else gap

    def _known(self) -> Answer:
        """The best flows with the best bound."""
        bound = self._bound if math.isfinite(self._bound) else None
        if self._answer is None or self._answer.objective is None:
            return Answer(status=Status.FAILED, bound=bound)
        answer = replace(self._answer, bound=None if bound is None else min(bound, self._answer.objective))
        if answer.gap is None or answer.gap > self.options.gap:
            return answer
        return replace(answer, status=Status.OPTIMAL, message="Proven by bounds", solver="NetWORX bounds")

    def _left_s(self) -> float:
        limit = self.options.time_limit_s
        return _ROUND_LIMIT_S if limit is None else max(limit - (time.monotonic() - self._began), 0.0)

    def _is_over(self) -> bool:
        limit, spent = self.options.time_limit_s, time.monotonic() - self._began
        return self.watcher.cancelled() or (limit is not None and spent > _TIME_SHARE * limit)
