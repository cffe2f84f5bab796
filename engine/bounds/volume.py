"""The volume algorithm: prices that drive a Lagrangian bound up, and the shares of opening that go with it."""

from __future__ import annotations

import numpy as np

from engine.bounds.problem import Floats
from engine.bounds.relaxation import Evaluation

_RED_LIMIT = 20
_GREATEST_STEP = 2.0
_CHECK_EVERY = 100


class Volume:
    """State of the volume algorithm (Barahona and Anbil 2000; for facility location Barahona and Chudak 2005).

    Call `propose`, evaluate the relaxation there, call `accept`, and so on.

    Attributes:
        best: The evaluation with the best bound so far.
        opening: Weighted average of the chosen facilities, an approximate optimum of the linear relaxation,
            shape (facilities,).
        residual: Unserved share of each customer in that average, shape (customers,).
    """

    def __init__(self, start: Evaluation) -> None:
        self.best = start
        self.opening: Floats = start.selection.chosen.astype(np.float64)
        self.residual: Floats = start.excess.copy()
        self._step = 0.1
        self._weight_limit = 0.1
        self._reds = 0
        self._count = 0
        self._bound_at_check = start.bound

    def propose(self, target: float) -> Floats:
        """Prices to try next, of shape (customers,), aiming at the bound `target`."""
        length = float(self.residual @ self.residual)
        if length <= 0.0:
            return self.best.prices
        reach = max(target - self.best.bound, 1e-9 * (1.0 + abs(target)))
        return np.asarray(self.best.prices + (self._step * reach / length) * self.residual)

    def accept(self, tried: Evaluation) -> bool:
        """Take in an evaluation at the proposed prices; says whether the bound rose."""
        direction = float(tried.excess @ self.residual)
        self._average(tried, direction)
        self._count += 1
        rose = tried.bound > self.best.bound
        if rose:
            self.best = tried
            self._reds = 0
            if direction >= 0:
                self._step = min(self._step * 1.1, _GREATEST_STEP)
        else:
            self._reds += 1
            if self._reds >= _RED_LIMIT:
                self._step, self._reds = self._step * 0.66, 0
        if self._count % _CHECK_EVERY == 0:
            if self.best.bound - self._bound_at_check < 0.01 * abs(self._bound_at_check):
                self._weight_limit = max(self._weight_limit * 0.5, 1e-5)
            self._bound_at_check = self.best.bound
        return rose

    def _average(self, tried: Evaluation, direction: float) -> None:
        """Mix the trial into the average by the weight that leaves the least residual, within limits."""
        own, old = float(tried.excess @ tried.excess), float(self.residual @ self.residual)
        spread = own + old - 2.0 * direction
        weight = (old - direction) / spread if spread > 0 else 0.0
        weight = self._weight_limit / 10 if weight < 0 else min(weight, self._weight_limit)
        self.residual += weight * (tried.excess - self.residual)
        self.opening += weight * (tried.selection.chosen - self.opening)
