"""What is asked of a solver, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """What the user asks of a solver; part of what makes a result reproducible.

    Attributes:
        gap: Largest |incumbent - bound| / |incumbent| that counts as optimal, a share.
        time_limit_s: Seconds for the solver; None for no limit.
        threads: Threads of the solver; 0 lets the solver choose.
        seed: Seed of every random choice.
        solver: Name of the solver: ``highs``, or one that PuLP reaches, such as ``cbc``.
    """

    gap: float = 1e-4
    time_limit_s: float | None = None
    threads: int = 0
    seed: int = 0
    solver: str = "highs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What is known of a program beside its coefficients, to the solver's advantage.

    Attributes:
        absolute_gap: Difference of objective and bound that is none, in the objective's unit.
        presolve: Whether presolve is worth its time.
    """

    absolute_gap: float = 0.0
    presolve: bool = True


PLAIN = Tuning()


class Status(StrEnum):
    """What a solver says of a program; never better than the truth."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of solving a program of n columns and m rows.

    Attributes:
        status: ``optimal`` means within the gap asked for; ``cancelled`` may still carry an incumbent.
        x: n values of the best solution; None without one.
        objective: Its objective, minimised; None without a solution.
        bound: Proven lower limit of the objective; None without one.
        row_dual: m shadow prices with all integer columns fixed; None where they were not computed.
        message: What the solver said, where that adds something.
        solver: Name and version of the solver.
    """

    status: Status
    x: Floats | None = None
    objective: float | None = None
    bound: float | None = None
    row_dual: Floats | None = None
    message: str = ""
    solver: str = ""

    @property
    def gap(self) -> float | None:
        """|objective - bound| / |objective|; None where either is missing."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """|objective - bound| / |objective| as a share; None where either is missing, infinite at an objective of 0."""
    if objective is None or bound is None:
        return None
    distance = abs(objective - bound)
    if distance == 0:
        return 0.0
    return distance / abs(objective) if objective else float("inf")


class Watcher(Protocol):
    """Who is told what a solver finds, and says when to stop. Calls come from the solver's thread."""

    def log(self, text: str) -> None:
        """A line of the solver's log."""

    def improved(self, objective: float | None, bound: float | None) -> None:
        """A better solution or a tighter bound; None for what is not known yet."""

    def found(self, x: Floats, objective: float) -> None:
        """A better solution of n values, with its objective."""

    def cancelled(self) -> bool:
        """Whether the solver is to stop; asked often."""


class Silent:
    """A watcher that listens to nothing and never stops."""

    def log(self, text: str) -> None:
        """Forgets it."""

    def improved(self, objective: float | None, bound: float | None) -> None:
        """Forgets it."""

    def found(self, x: Floats, objective: float) -> None:
        """Forgets it."""

    def cancelled(self) -> bool:
        """Never."""
        return False
