"""How a bounds step begins: the first prices and the search that suits the problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.bounds.ascent import ascend
from engine.bounds.problem import Floats
from engine.bounds.single_source import SingleSourceSearch
from engine.bounds.splittable import SplittableSearch
from engine.bounds.uncapacitated import UncapacitatedSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bounds.relaxation import Evaluation, Relaxation
    from engine.bounds.result import Incumbent
    from engine.bounds.standard import Standard


class PrimalSearch(Protocol):
    """Finds solutions near what the relaxation proposes."""

    def attempt(self, relaxation: Relaxation, at: Evaluation, opening: Floats, judge: Evaluation) -> Incumbent | None:
        """A solution near an evaluation and the average shares of opening, or None.

        Args:
            relaxation: Gives the lanes and rules to search in.
            at: Holds the facilities that the relaxation chose, and the prices of their capacity.
            opening: Share of opening in the relaxation's average, shape (facilities,).
            judge: The evaluation with the best bound; tells which sets of facilities cannot be better.
        """

    def prices(self) -> Floats | None:
        """Customers' prices that suit the best solution so far, or None."""


def search_for(standard: Standard, should_stop: Callable[[], bool]) -> PrimalSearch:
    """The search that suits a problem's family."""
    if standard.limited and standard.problem.single_source:
        return SingleSourceSearch(standard, should_stop)
    if standard.limited:
        return SplittableSearch(standard, should_stop)
    return UncapacitatedSearch(standard, should_stop)


def start_prices(standard: Standard, should_stop: Callable[[], bool]) -> Floats:
    """First prices of the customers, shape (customers,)."""
    if (standard.fixed_cost > 0).any():
        return ascend(standard.lanes, standard.fixed_cost, should_stop)
    start = standard.lanes.start
    degree = np.diff(start)
    reach = degree // max(standard.rules.low, 1)
    return np.asarray(standard.lanes.cost[start[:-1] + np.minimum(reach, degree - 1)])
