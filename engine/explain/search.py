"""The smallest relaxation: as few knobs as possible, turned as little as possible.

The sum of what all knobs pay is minimised; then again with prices that fall for what was turned and rise for what was
not, so that few remain (Candès, Wakin, Boyd: Enhancing sparsity by reweighted ℓ1 minimization, Journal of Fourier
Analysis and Applications 14 (2008)); then each is taken back if the others do without it (a deletion filter: Chinneck,
Dravnieks: Locating minimal infeasible constraint sets in linear programs, ORSA Journal on Computing 3 (1991)).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.explain.budget import Budget
from engine.explain.elastic import Elastic
from engine.explain.knobs import Knobs
from engine.program import Program
from engine.solvers import SolveOptions
from engine.solvers.highs import solve_highs
from engine.solvers.options import Status, Tuning
from engine.solvers.repeated import Linear, RepeatedLinear

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_ROUNDS = 3
_SOFTENING = 0.02
_NOTHING = 1e-7
_GAP = 0.05
_MOST_FILTERED = 12
_ROUNDING = 1e-6
_MOST_ROUNDED = 60
_CLOSE = 1e-4
_BELOW_ONE = 0.999


class Whole(IntEnum):
    """Which decisions are whole: none, all as rounding gives them, those on facilities, options and lanes, or all."""

    NONE = 0
    ROUNDED = 1
    SITES = 2
    ALL = 3


@dataclass(frozen=True)
class Relaxation:
    """Knobs that together give a solution.

    Attributes:
        knobs: Which ones.
        x: The solution of the elastic program.
    """

    knobs: Ints
    x: Floats


@dataclass(frozen=True)
class Least:
    """What came of turning a few knobs as little as possible, all decisions whole.

    Attributes:
        relaxation: The best that was found; None where there is none.
        bound: No solution pays less; None where that is not known.
    """

    relaxation: Relaxation | None = None
    bound: float | None = None


class Search:
    """Searches one elastic program."""

    def __init__(self, elastic: Elastic, knobs: Knobs, budget: Budget) -> None:
        self._program = elastic.program
        self._knobs = knobs
        self._budget = budget
        self._linear = RepeatedLinear(elastic.program, budget)
        program = elastic.program
        assigned = program.columns.get("assignment")
        self._sites = program.integer.copy()
        if assigned is not None:
            self._sites[assigned.span] = False

    def smallest(self, whole: Whole, banned: Ints, share: float) -> Relaxation | None:
        """A small set of knobs that gives a solution; an empty one where none is needed, None where none is enough.

        Args:
            whole: Which decisions are whole.
            banned: Knobs that must not be turned.
            share: Share of the time left that each solver run may take.

        Raises:
            OutOfTimeError: Time is over.
        """
        price = self._knobs.price.copy()
        allowed = np.ones(len(self._knobs.knobs), dtype=bool)
        allowed[banned] = False
        if whole is Whole.ROUNDED:
            return self._rounded(allowed, share)
        best: Relaxation | None = None
        for _ in range(_ROUNDS if whole is Whole.NONE else 2):
            x = self._solve(price, allowed, whole, share)
            if x is None:
                return best
            best = Relaxation(self._turned(x), x)
            if not len(best.knobs):
                return best
            paid = self._knobs.paid(x)
            weight = 1.0 / (paid / paid.max() + _SOFTENING)
            price = self._knobs.price * weight[self._knobs.of]
        assert best is not None
        return self._filtered(best, whole, share)

    def least(self, found: Relaxation, share: float) -> Least:
        """The least turn of the knobs of a relaxation, with all decisions and counts whole.

        Args:
            found: The relaxation.
            share: Share of the time left that the search may take.

        Raises:
            OutOfTimeError: Time is over before anything was found.
        """
        self._budget.require()
        allowed = np.zeros(len(self._knobs.knobs), dtype=bool)
        allowed[found.knobs] = True
        # Measured against the dearest knob: whole counts alone make the objective whole.
        price = np.where(allowed[self._knobs.of], self._knobs.price, 0.0)
        unit = float(price.max())
        program = self._priced(price / unit, allowed, Whole.ALL)
        counted = self._counted() & allowed
        integer = program.integer.copy()
        integer[self._knobs.index[counted[self._knobs.of]]] = True
        alone = len(found.knobs) == 1 and bool(counted.any())
        answer = solve_highs(
            replace(program, integer=integer),
            SolveOptions(gap=0.0 if alone else _CLOSE, time_limit_s=max(self._budget.left_s * share, 0.5)),
            self._budget,
            self._start(found.x, integer),
            tuning=Tuning(absolute_gap=_BELOW_ONE if alone else 0.0),
        )
        bound = None if answer.bound is None else answer.bound * unit
        if answer.x is None:
            self._budget.require()
            return Least(None, bound)
        return Least(Relaxation(self._turned(answer.x), answer.x), bound)

    @staticmethod
    def _start(x: Floats, integer: NDArray[np.bool_]) -> Floats | None:
        """A solution to begin with, where its decisions are whole."""
        decided = x[integer]
        return x if np.allclose(decided, np.round(decided), rtol=0, atol=_ROUNDING) else None

    def _counted(self) -> NDArray[np.bool_]:
        return np.array([knob.is_count for knob in self._knobs.knobs])

    def shortage(self, wanted: NDArray[np.bool_], share: float) -> Linear | None:
        """The least sum by which some knobs must be turned when no other is; None where time does not suffice.

        Args:
            wanted: Which knobs may be turned.
            share: Share of the time left.

        Raises:
            OutOfTimeError: Time is over.
        """
        self._budget.require()
        program = self._priced(wanted[self._knobs.of].astype(float), wanted, Whole.NONE)
        found = self._linear.solve(program.cost, program.upper, self._budget.left_s * share)
        return found if found.status is Status.OPTIMAL else None

    def _rounded(self, allowed: NDArray[np.bool_], share: float) -> Relaxation | None:
        """The knobs that decisions rounded up ask for, and of those the fewest that whole decisions need."""
        x = self._solve(self._knobs.price, allowed, Whole.NONE, share)
        if x is None:
            return None
        program = self._priced(self._knobs.price, allowed, Whole.NONE)
        up = np.clip(np.ceil(x - _ROUNDING), program.lower, program.upper)
        lower = np.where(self._program.integer, up, program.lower)  # what is 0 stays free: tolerances may disagree
        self._budget.require()
        found = self._linear.solve(program.cost, program.upper, max(self._budget.left_s * share, 0.5), lower)
        if found.x is None:
            return None
        knobs = self._turned(found.x)
        if not len(knobs) or len(knobs) > _MOST_ROUNDED:
            return None
        if len(knobs) == 1:
            return Relaxation(knobs, found.x)
        few = np.zeros(len(allowed), dtype=bool)
        few[knobs] = True
        whole = self._solve(self._knobs.price, few, Whole.ALL, share)
        if whole is None:
            return None
        return self._filtered(Relaxation(self._turned(whole), whole), Whole.ALL, share)

    def _filtered(self, found: Relaxation, whole: Whole, share: float) -> Relaxation:
        """The relaxation without the knobs that the others do without."""
        if not 1 < len(found.knobs) <= _MOST_FILTERED:
            return found
        paid = self._knobs.paid(found.x)
        for knob in found.knobs[np.argsort(paid[found.knobs])].tolist():
            allowed = np.zeros(len(self._knobs.knobs), dtype=bool)
            allowed[found.knobs] = True
            allowed[knob] = False
            if not allowed.any():
                break
            x = self._solve(self._knobs.price, allowed, whole, share)
            if x is not None:
                found = Relaxation(self._turned(x), x)
        return found

    def _turned(self, x: Floats) -> Ints:
        paid = self._knobs.paid(x)
        return np.flatnonzero(paid > _NOTHING)

    def _solve(self, price: Floats, allowed: NDArray[np.bool_], whole: Whole, share: float) -> Floats | None:
        """The cheapest solution with the allowed knobs; None where there is none.

        Raises:
            OutOfTimeError: Time is over before there is any.
        """
        self._budget.require()
        program = self._priced(price, allowed, whole)
        limit = max(self._budget.left_s * share, 0.5)
        if whole is Whole.NONE:
            found = self._linear.solve(program.cost, program.upper, limit)
            status, x = found.status, found.x
        else:
            answer = solve_highs(program, SolveOptions(gap=_GAP, time_limit_s=limit), self._budget)
            status, x = answer.status, answer.x
        if x is None and status is not Status.INFEASIBLE:
            self._budget.require()
        return x

    def _priced(self, price: Floats, allowed: NDArray[np.bool_], whole: Whole) -> Program:
        program, knobs = self._program, self._knobs
        cost, upper = np.zeros(len(program.cost)), program.upper.copy()
        cost[knobs.index] = price
        upper[knobs.index[~allowed[knobs.of]]] = 0.0
        integer = np.zeros(len(program.cost), dtype=bool)
        if whole is not Whole.NONE:
            integer = self._sites if whole is Whole.SITES else program.integer
        return replace(program, cost=cost, upper=upper, integer=integer)
