"""What makes two runs ask the same, and how one says that it has another's answer."""

from dataclasses import fields, replace

import pytest

from engine.runs.record import RunRecord, RunStatus, SolveOptions
from engine.runs.same_input import is_taken_over, question_of, taken_over

NOW = "2026-11-24T19:00:00.000000+00:00"
ASKED = RunRecord(id="b", scenario="Growth", status=RunStatus.QUEUED, input_hash="h", created="2026-11-24T18:59")
KNOWN = replace(
    ASKED,
    id="a",
    scenario="Baseline",
    status=RunStatus.OPTIMAL,
    objective=7.0,
    notes=("First.",),
    message="Optimal",
    seconds={"total": 300.0},
    finished="2026-11-23T08:15:30.000000+00:00",
)


def test_that_scenario_time_limit_and_what_came_of_a_run_are_no_part_of_its_question() -> None:
    limited = replace(KNOWN, options=SolveOptions(time_limit_s=60.0))
    assert question_of(ASKED) == question_of(KNOWN) == question_of(limited)


CHANGED = {"gap": 0.5, "threads": 3, "seed": 3, "solver": "cbc"}


@pytest.mark.parametrize("name", [option.name for option in fields(SolveOptions) if option.name != "time_limit_s"])
def test_that_every_other_option_is(name: str) -> None:
    assert question_of(replace(ASKED, options=SolveOptions(**{name: CHANGED[name]}))) != question_of(ASKED)


def test_that_network_and_kind_are() -> None:
    assert len({question_of(one) for one in (ASKED, replace(ASKED, input_hash="i"), replace(ASKED, kind="x"))}) == 3


def test_that_the_record_says_whose_answer_it_has_and_keeps_what_is_its_own() -> None:
    ended = taken_over(ASKED, KNOWN, NOW)
    sentence = ended.notes[0]
    assert "run a (scenario Baseline), which ended on 2026-11-23 08:15 UTC" in sentence
    assert (ended.message, ended.notes) == (sentence, (sentence, "First."))
    assert (ended.id, ended.scenario, ended.created, ended.options) == ("b", "Growth", ASKED.created, ASKED.options)
    assert (ended.started, ended.finished, ended.attempt) == (NOW, NOW, 1)
    assert (ended.objective, ended.seconds) == (7.0, {"total": 300.0})
    assert is_taken_over(ended)
    assert not is_taken_over(KNOWN)


def test_that_a_run_without_a_solution_says_why_besides() -> None:
    ended = taken_over(ASKED, replace(KNOWN, status=RunStatus.INFEASIBLE, objective=None, message="Proven."), NOW)
    assert ended.message.endswith("computed twice. Proven.")
    assert ended.notes == ("First.",)
    assert is_taken_over(ended)


def test_that_an_earlier_version_of_the_application_can_read_it() -> None:
    plain = taken_over(ASKED, KNOWN, NOW).to_dict()
    assert plain.keys() == ASKED.to_dict().keys()
    assert RunRecord.from_dict(plain) == taken_over(ASKED, KNOWN, NOW)
