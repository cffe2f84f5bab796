"""Solvers: agreement, limits, cancelling, determinism, files."""

import numpy as np
import pulp
import pytest

from engine.errors import KnownError
from engine.program import ProgramBuilder
from engine.solvers import Silent, SolveOptions, Status, relative_gap
from engine.solvers.pulp_bridge import available_solvers, solve_pulp, to_pulp, write_file
from engine.solvers.solve import solve


def knapsack(items=40, rows=12, seed=1):
    """A multi-dimensional knapsack that takes a while to prove: negative values are minimised."""
    random = np.random.default_rng(seed)
    builder = ProgramBuilder()
    take = builder.columns("take", items, upper=1.0, integer=True, quantity=False)
    builder.charge(take, -random.integers(10, 99, items).astype(float))
    weights = random.integers(5, 99, (rows, items)).astype(float)
    limits = builder.rows("limit", rows, upper=weights.sum(axis=1) / 3, quantity=False)
    builder.entries(np.repeat(limits, items), np.tile(take, rows), weights.ravel())
    return builder.build()


def transport(demand=9.0):
    """A linear program with a known price: the cheap lane is full."""
    builder = ProgramBuilder()
    flow = builder.columns("flow", 2, upper=np.array([5.0, np.inf]))
    builder.charge(flow, np.array([1.0, 4.0]))
    rows = builder.rows("demand", 1, lower=demand, upper=demand)
    builder.entries(np.repeat(rows, 2), flow, 1.0)
    return builder.build()


class Recorder(Silent):
    """Remembers what it is told; stops, when asked to, once there are a solution and a bound."""

    def __init__(self, stops=False):
        self.lines, self.bounds, self.objectives = [], [], []
        self._stops = stops

    def log(self, text):
        self.lines.append(text)

    def improved(self, objective, bound):
        self.bounds.append((objective, bound))

    def found(self, x, objective):
        self.objectives.append((objective, x))

    def cancelled(self):
        return self._stops and bool(self.objectives and self.bounds)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_that_every_solver_finds_the_optimum_and_a_bound_that_is_none_better(solver):
    answer = solve(knapsack(15, 3), SolveOptions(gap=0.0, solver=solver), Silent())
    assert answer.status is Status.OPTIMAL
    assert answer.bound <= answer.objective
    assert answer.objective == pytest.approx(solve(knapsack(15, 3), SolveOptions(gap=0.0), Silent()).objective)
    assert answer.gap <= 1e-6
    assert solver in answer.solver.lower()


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_that_infeasible_and_unbounded_programs_are_called_so(solver):
    builder = ProgramBuilder()
    flow = builder.columns("flow", 1, upper=1.0)
    builder.entries(builder.rows("demand", 1, lower=2.0, upper=2.0), flow, 1.0)
    assert solve(builder.build(), SolveOptions(solver=solver), Silent()).status is Status.INFEASIBLE
    builder = ProgramBuilder()
    free = builder.columns("flow", 1)
    builder.charge(free, -1.0)
    assert solve(builder.build(), SolveOptions(solver=solver), Silent()).status is Status.UNBOUNDED


def test_that_shadow_prices_come_with_the_answer_in_money_per_unit():
    answer = solve(transport(), SolveOptions(), Silent())
    assert answer.objective == pytest.approx(5 + 16)
    assert answer.row_dual == pytest.approx([4.0])


def test_that_a_watcher_hears_log_incumbents_and_bounds_in_the_programs_units():
    watcher = Recorder()
    answer = solve(knapsack(), SolveOptions(gap=0.0), watcher)
    assert watcher.lines
    objective, x = watcher.objectives[-1]
    assert objective == pytest.approx(knapsack().objective(x))
    assert objective == pytest.approx(answer.objective)
    assert all(bound is None or bound <= answer.objective + 1e-6 for _, bound in watcher.bounds)


def test_that_cancelling_keeps_the_incumbent_and_its_gap():
    answer = solve(knapsack(220, 60, seed=3), SolveOptions(gap=0.0), Recorder(stops=True))
    assert answer.status is Status.CANCELLED
    assert answer.x is not None
    assert 0 < answer.gap < 1


def test_that_a_time_limit_gives_the_incumbent_and_an_honest_bound():
    answer = solve(knapsack(220, 60, seed=3), SolveOptions(gap=0.0, time_limit_s=4.0), Silent())
    assert answer.status is Status.FEASIBLE
    assert answer.bound < answer.objective


def test_that_equal_seeds_give_equal_answers():
    options = SolveOptions(seed=7, threads=1)
    first, second = (solve(knapsack(), options, Silent()) for _ in range(2))
    assert (first.x == second.x).all()
    assert first.objective == second.objective


def test_that_an_unknown_solver_is_refused_with_the_ones_there_are():
    assert {"highs", "cbc"} <= set(available_solvers())
    with pytest.raises(KnownError, match="cbc") as caught:
        solve_pulp(transport(), SolveOptions(solver="magic"), Silent())
    assert caught.value.code == "solver-unknown"


@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_that_the_program_is_written_for_other_tools(tmp_path, ending):
    path = tmp_path / f"program{ending}"
    write_file(knapsack(5, 2), path)
    text = path.read_text()
    assert "take_0" in text
    assert "limit_1" in text


def test_that_a_written_mps_file_says_the_same_as_the_program(tmp_path):
    path = tmp_path / "program.mps"
    program = knapsack(12, 3)
    write_file(program, path)
    _, problem = pulp.LpProblem.fromMPS(str(path))
    ours, _ = to_pulp(program)
    assert problem.numVariables() == ours.numVariables()
    assert problem.numConstraints() == ours.numConstraints()


def test_that_another_ending_is_refused(tmp_path):
    with pytest.raises(KnownError, match=r"\.lp or \.mps"):
        write_file(transport(), tmp_path / "program.txt")


@pytest.mark.parametrize(
    ("objective", "bound", "gap"), [(None, 1.0, None), (10.0, 9.0, 0.1), (0.0, 0.0, 0.0), (0.0, -1.0, float("inf"))]
)
def test_that_the_gap_is_a_share_of_the_objective(objective, bound, gap):
    assert relative_gap(objective, bound) == gap
