"""Findings of the check, and the ledger in which they are gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Label = Callable[[int], str]

TOLERANCE = 1e-6
_MOST_PER_RULE = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One limit that a solution breaks, or one figure that does not agree with the tables.

    Attributes:
        rule: Code of the rule, e.g. ``throughput-maximum``.
        table: Table in which the limit or the figure stands.
        row: Key of the row, and where it holds.
        value: Value in the solution.
        limit: What it may be at most or at least, or has to be.
        violation: Distance from the limit, relative to the limit where that is above 1.
    """

    rule: str
    table: str
    row: str
    value: float
    limit: float
    violation: float


@dataclass(frozen=True)
class Check:
    """What re-evaluating a solution from the tables gave.

    Attributes:
        max_violation: Largest violation of any constraint, relative to its limit where that is above 1.
        cost_difference: Largest difference of any cost figure and of the objective from what the tables give,
            relative to the sum of all costs where that is above 1.
        findings: What is above the tolerance, the worst of each rule first.
        costs: Cost bucket → money at present value, as recomputed.
        objective: The objective as recomputed.
    """

    max_violation: float
    cost_difference: float
    findings: Sequence[Finding]
    costs: Mapping[str, float] = field(default_factory=dict)
    objective: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing is broken and every figure agrees."""
        return not self.findings


class Ledger:
    """Gathers how far values are from their limits; a value that is no number breaks its limit wholly."""

    def __init__(self) -> None:
        self.worst = 0.0
        self.findings: list[Finding] = []

    def at_most(self, rule: str, table: str, label: Label, value: Floats, limit: Floats) -> None:
        """Value ≤ limit for n values; a limit that is NaN or infinite is none."""
        self._note(rule, table, label, value, limit, value - limit)

    def at_least(self, rule: str, table: str, label: Label, value: Floats, limit: Floats) -> None:
        """Value ≥ limit for n values; a limit that is NaN or infinite is none."""
        self._note(rule, table, label, value, limit, limit - value)

    def equal(self, rule: str, table: str, label: Label, value: Floats, limit: Floats) -> None:
        """Value = limit for n values; a limit that is NaN is none."""
        self._note(rule, table, label, value, limit, np.abs(value - limit))

    def never(self, rule: str, table: str, label: Label, broken: Mask) -> None:
        """None of n conditions may hold."""
        value = broken.astype(float)
        self._note(rule, table, label, value, np.zeros(len(value)), value)

    def _note(self, rule: str, table: str, label: Label, value: Floats, limit: Floats, excess: Floats) -> None:
        if not len(value):
            return
        limited = np.isfinite(limit)
        violation = np.where(limited, np.where(np.isnan(value), 1.0, excess), 0.0)
        violation = np.maximum(violation / np.maximum(1.0, np.abs(np.where(limited, limit, 0.0))), 0.0)
        self.worst = max(self.worst, float(violation.max()))
        self.findings += worst_of(rule, table, label, value, limit, violation)


def worst_of(rule: str, table: str, label: Label, value: Floats, limit: Floats, violation: Floats) -> list[Finding]:
    """The largest violations above the tolerance as findings, the worst first."""
    broken = np.flatnonzero(violation > TOLERANCE)
    chosen = broken[np.argsort(-violation[broken], kind="stable")][:_MOST_PER_RULE]
    return [Finding(rule, table, label(int(i)), float(value[i]), float(limit[i]), float(violation[i])) for i in chosen]
