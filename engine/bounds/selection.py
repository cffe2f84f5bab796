"""The cheapest choice of open facilities under limits on their number, and the price of choosing otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.bounds.problem import Floats, Mask


@dataclass(frozen=True, eq=False)
class FacilityRules:
    """Which facilities may be open, and how many.

    Attributes:
        must_open: Facilities that are open, shape (facilities,).
        must_close: Facilities that are closed, shape (facilities,).
        low: Fewest open facilities.
        high: Most open facilities.
    """

    must_open: Mask
    must_close: Mask
    low: int
    high: int

    @property
    def feasible(self) -> bool:
        """Whether any choice obeys the rules."""
        least, most = int(self.must_open.sum()), int((~self.must_close).sum())
        clash = bool((self.must_open & self.must_close).any())
        return not clash and max(least, self.low) <= min(most, self.high)


@dataclass(frozen=True, eq=False)
class Selection:
    """The cheapest choice of open facilities.

    Attributes:
        value: Sum of the chosen facilities' values.
        chosen: Whether each facility is chosen, shape (facilities,).
        opening_penalty: What it costs more to have a facility open, shape (facilities,); 0 where it is chosen.
        closing_penalty: What it costs more to have a facility closed, shape (facilities,); 0 where it is not chosen.
    """

    value: float
    chosen: Mask
    opening_penalty: Floats
    closing_penalty: Floats


def select_facilities(value: Floats, rules: FacilityRules) -> Selection:
    """Chooses facilities so that the sum of their values is least.

    Args:
        value: Value of each facility if open, shape (facilities,).
        rules: Feasible rules.

    Returns:
        The selection with both penalties; infinite where the other choice breaks the rules.
    """
    fixed = rules.must_open | rules.must_close
    free = np.flatnonzero(~fixed)
    forced = int(rules.must_open.sum())
    low, high = max(rules.low - forced, 0), min(rules.high - forced, len(free))
    ranked = free[np.argsort(value[free], kind="stable")]
    totals = np.concatenate((np.zeros(1), np.cumsum(value[ranked])))
    wanted = int((value[ranked] < 0).sum())
    count = min(max(wanted, low), high)
    chosen = rules.must_open.copy()
    chosen[ranked[:count]] = True

    opening = np.where(rules.must_close, np.inf, 0.0)
    others = ranked[count:]
    opening[others] = np.inf
    if high >= 1:
        beside = min(max(wanted, low - 1, 0), high - 1)
        opening[others] = value[others] + (totals[beside] - totals[count])
    closing = np.where(rules.must_open, np.inf, 0.0)
    inside = ranked[:count]
    closing[inside] = np.inf
    if len(free) > low:
        without = min(max(wanted, low + 1), high + 1, len(free))
        closing[inside] = (totals[without] - totals[count]) - value[inside]
    return Selection(
        value=float(value[rules.must_open].sum() + totals[count]),
        chosen=chosen,
        opening_penalty=np.maximum(opening, 0.0),
        closing_penalty=np.maximum(closing, 0.0),
    )
