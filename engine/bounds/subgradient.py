"""Deflected subgradient steps: prices that drive a Lagrangian bound up."""

from __future__ import annotations

import numpy as np

from engine.bounds.problem import Floats
from engine.bounds.relaxation import Evaluation

_DEFLECTION = 0.7
_PATIENCE = 20
_SHORTER = 0.7
_MEMORY = 0.1


class Subgradient:
    """Steps along a mix of the present and the earlier subgradients, of a length aimed at the incumbent.

    Step length after Held, Wolfe and Crowder 1974, direction after Camerini, Fratta and Maffioli 1975. When the
    bound has not risen for some steps, they get shorter and start again from the best prices. Measured here on
    p-median, uncapacitated and capacitated location it came closer to the linear relaxation, and sooner, than
    the volume algorithm of Barahona and Chudak 2005.

    Attributes:
        best: The evaluation with the best bound so far.
        opening: Running average of the chosen facilities, which leans towards the linear relaxation's optimum,
            shape (facilities,).
        step: Step length as a share of the distance to the target.
    """

    def __init__(self, start: Evaluation) -> None:
        self.best = start
        self.opening: Floats = start.selection.chosen.astype(np.float64)
        self.step = 1.0
        self._at = start
        self._direction: Floats = start.excess.copy()
        self._waiting = 0

    def propose(self, target: float) -> Floats:
        """Prices to try next, of shape (customers,), aiming at the bound `target`."""
        length = float(self._direction @ self._direction)
        if length <= 0.0:
            return self.best.prices
        reach = max(target - self._at.bound, 1e-9 * (1.0 + abs(target)))
        return self._at.prices + (self.step * reach / length) * self._direction

    def accept(self, tried: Evaluation) -> None:
        """Take in an evaluation at the proposed prices."""
        self.opening += _MEMORY * (tried.selection.chosen - self.opening)
        self._at = tried
        if tried.bound > self.best.bound:
            self.best = tried
            self._waiting = 0
        else:
            self._waiting += 1
            if self._waiting >= _PATIENCE:
                self._waiting, self.step, self._at = 0, self.step * _SHORTER, self.best
        self._direction = self._at.excess + _DEFLECTION * self._direction

    def renew(self, best: Evaluation) -> None:
        """Replace the best evaluation by one at the same prices of a narrowed relaxation."""
        self.best = best

    def resume(self) -> None:
        """Go on from the best prices with longer steps, after the target has come closer."""
        self.step = max(self.step, 0.1)
        self._at, self._waiting = self.best, 0
        self._direction = self.best.excess.copy()
