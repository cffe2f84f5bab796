"""Any solution at all, and one linear program solved again and again."""

import numpy as np
import pytest

from engine.program import Program, ProgramBuilder
from engine.solvers import Silent, Status
from engine.solvers.feasibility import find_feasible
from engine.solvers.repeated import RepeatedLinear


class Stopping(Silent):
    """A watcher that stops at once."""

    def cancelled(self) -> bool:
        return True


def choice(least: float, most: float) -> Program:
    """Three whole decisions of 2 units each, of which the sum is limited."""
    builder = ProgramBuilder()
    take = builder.columns("take", 3, upper=1.0, integer=True, quantity=False)
    rows = builder.rows("sum", 1, lower=least, upper=most, quantity=False)
    builder.entries(np.repeat(rows, 3), take, 2.0)
    return builder.build()


def transport() -> Program:
    """Nine units over a lane of five and one without a limit."""
    builder = ProgramBuilder()
    flow = builder.columns("flow", 2, upper=np.array([5.0, np.inf]))
    rows = builder.rows("demand", 1, lower=9.0, upper=9.0)
    builder.entries(np.repeat(rows, 2), flow, 1.0)
    return builder.build()


@pytest.mark.parametrize(("least", "most"), [(6.0, 6.0), (3.0, 4.5), (1.0, 2.0)])
def test_that_a_solution_is_whole_and_within_all_limits(least: float, most: float) -> None:
    answer = find_feasible(choice(least, most), 10.0, Silent())
    assert answer.status is Status.FEASIBLE or answer.status is Status.OPTIMAL
    assert answer.x is not None
    assert set(answer.x.tolist()) <= {0.0, 1.0}
    assert least - 1e-6 <= 2.0 * answer.x.sum() <= most + 1e-6


def test_that_what_only_parts_of_decisions_could_satisfy_is_infeasible() -> None:
    assert find_feasible(choice(3.0, 3.0), 10.0, Silent()).status is Status.INFEASIBLE
    assert find_feasible(choice(7.0, 9.0), 10.0, Silent()).status is Status.INFEASIBLE


def test_that_a_stopped_search_claims_nothing() -> None:
    answer = find_feasible(choice(3.0, 3.0), 10.0, Stopping())
    assert (answer.status, answer.x) == (Status.CANCELLED, None)


def test_that_each_costs_and_bounds_get_their_own_optimum_and_prices() -> None:
    linear = RepeatedLinear(transport(), Silent())
    free = np.array([5.0, np.inf])
    cheap_first = linear.solve(np.array([1.0, 4.0]), free, 10.0)
    assert cheap_first.x is not None
    assert cheap_first.x.tolist() == pytest.approx([5.0, 4.0])
    assert cheap_first.row_dual is not None
    assert cheap_first.row_dual.tolist() == pytest.approx([4.0])
    assert cheap_first.column_dual is not None
    assert cheap_first.column_dual.tolist() == pytest.approx([-3.0, 0.0])
    other = linear.solve(np.array([4.0, 1.0]), free, 10.0)
    assert other.x is not None
    assert other.x.tolist() == pytest.approx([0.0, 9.0])
    assert linear.solve(np.array([4.0, 1.0]), np.array([5.0, 3.0]), 10.0).status is Status.INFEASIBLE
    again = linear.solve(np.array([1.0, 4.0]), free, 10.0, lower=np.array([0.0, 6.0]))
    assert again.x is not None
    assert again.x.tolist() == pytest.approx([3.0, 6.0])
