"""Chains with one guilty row: it is shown, and what is suggested works."""

from functools import cache

import pytest

from benchmarks.instances.chain import chain
from benchmarks.instances.chain_sites import SMALL
from benchmarks.instances.faults import Fault, broken, fault_names
from engine.changes import apply
from engine.explain import Explanation, Outcome, explain, suggestion_change
from engine.network import Network
from engine.runs.record import RunStatus, SolveOptions
from engine.runs.solve import solve_network
from engine.scenarios import effective

ANY = SolveOptions(gap=1.0)
MOST_SHOWN = 8


@cache
def sound() -> Network:
    return chain(SMALL, seed=1)


@cache
def explained(name: str) -> tuple[Fault, Explanation]:
    fault = broken(sound(), name)
    return fault, explain(fault.network)


def test_that_the_chain_has_a_solution_and_its_explanation_says_so() -> None:
    assert solve_network(sound(), ANY).status in (RunStatus.OPTIMAL, RunStatus.FEASIBLE)
    assert explain(sound()).outcome is Outcome.FEASIBLE


def test_that_there_are_faults_of_thirty_kinds_in_most_tables() -> None:
    assert len(fault_names()) >= 30
    assert len({broken(sound(), name).table for name in fault_names()}) >= 10


@pytest.mark.parametrize("name", fault_names())
def test_that_the_guilty_row_is_among_the_few_that_are_shown(name: str) -> None:
    fault, explanation = explained(name)
    assert explanation.outcome is Outcome.EXPLAINED
    shown = explanation.changes[:MOST_SHOWN]
    assert any(fault.is_guilty(change.table, change.key) for change in shown), explanation.sentences()


@pytest.mark.parametrize("name", fault_names())
def test_that_the_suggestion_applied_gives_the_scenario_a_solution(name: str) -> None:
    fault, explanation = explained(name)
    change = suggestion_change(fault.network, "Baseline", explanation, new="Mended")
    made = effective(apply(fault.network, change), "Mended")
    assert not made.has_errors, made.issues
    assert solve_network(made.network, ANY).status in (RunStatus.OPTIMAL, RunStatus.FEASIBLE)
