"""Rules on scenarios and overrides, and that every finding of theirs has a rule."""

import ast
from pathlib import Path

import numpy as np
import pytest

import engine
from engine.validation import RULES
from tests.unit.validation.bench import Bench, Edit

_PREFIXES = ("override-", "where-", "value-", "insert-", "scenario-", "baseline-")
NO_CELL = {"column": "", "value": ""}
_NO_FINDING = {"scenario-unknown"}  # an error of a call, not of the model


def override(project: Bench, **cells: str | float) -> list[Edit]:
    return [project.cell("overrides", 0, column, value) for column, value in cells.items()]


def test_that_baseline_may_be_a_parent_without_a_row(project: Bench) -> None:
    assert project.issues(project.cell("scenarios", 0, "parent", "Baseline")) == []


def test_that_scenarios_in_a_circle_are_found(project: Bench) -> None:
    issues = project.all_of("scenario-circle", project.cell("scenarios", 0, "parent", "Fast growth"))
    assert [issue.key["scenario"] for issue in issues] == ["Growth", "Fast growth"]


def test_that_an_unknown_parent_is_found(project: Bench) -> None:
    project.all_of("scenario-parent-unknown", project.cell("scenarios", 1, "parent", "Growht"))


def test_that_baseline_builds_on_nothing(project: Bench) -> None:
    project.only("baseline-parent", project.add("scenarios", scenario="Baseline", parent="Growth"))


def test_that_baseline_has_no_overrides(project: Bench) -> None:
    row = project.add("overrides", scenario="Baseline", order=1, table="modes", column="speed", action="set", value="1")
    project.only("baseline-override", row)


def test_that_an_override_of_no_scenario_is_found(project: Bench) -> None:
    row = project.add("overrides", scenario="Decline", order=1, table="modes", column="speed", action="set", value="1")
    assert project.only("override-scenario", row).value == "Decline"


@pytest.mark.parametrize("order", [1.0, np.nan])
def test_that_each_override_needs_an_order_of_its_own(project: Bench, order: float) -> None:
    cells = {"table": "modes", "column": "speed", "action": "set", "value": "1"}
    issues = project.issues(project.add("overrides", scenario="Growth", order=order, **cells))
    assert [issue.rule for issue in issues if issue.severity == "error"] == ["override-order"]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("override-table", {"table": "moods"}),
        ("override-column", {"column": "sped"}),
        ("override-column", {"column": ""}),
        ("override-key-column", {"column": "mode", "value": "rail"}),
        ("override-no-status", {"action": "exclude", **NO_CELL}),
        ("override-value", {"action": "delete"}),
        ("override-no-number", {"table": "customers", "where": "", "column": "city", "action": "add", "value": "1"}),
        (
            "override-step-cost",
            {
                "table": "facilities",
                "where": "facility = West",
                "column": "handling_cost",
                "action": "add",
                "value": "1",
            },
        ),
        (
            "override-blank-cell",
            {
                "table": "facilities",
                "where": "facility = West",
                "column": "opening_cost",
                "action": "add",
                "value": "1",
            },
        ),
        ("override-setting", {"action": "insert", "table": "settings", "where": "name = spd; value = 1", **NO_CELL}),
        ("where-syntax", {"where": "mode truck"}),
        ("where-column-unknown", {"where": "moed = truck"}),
        ("where-column-ambiguous", {"table": "lanes", "where": "region = West", "column": "unit_cost", "value": "1"}),
        ("where-value", {"where": "speed = fast"}),
        ("where-no-order", {"where": "mode > truck"}),
        ("override-hits-nothing", {"where": "mode = rail"}),
        ("override-changes-nothing", {"value": "70"}),
        ("override-default-taken", {"column": "fuel_surcharge_share", "action": "add", "value": "0.1"}),
        ("value-no-number", {"value": "fast"}),
        ("value-outside", {"value": "-5"}),
        ("value-date", {"table": "periods", "where": "period = 2027", "column": "start_date", "value": "soon"}),
        ("value-choice", {"table": "lanes", "where": "", "column": "status", "value": "maybe"}),
        (
            "value-reference",
            {"table": "capacity_options", "where": "", "column": "earliest_period", "value": "2031"},
        ),
        ("value-blank", {"table": "demand", "where": "", "column": "quantity", "value": ""}),
        ("insert-cell", {"action": "insert", "where": "mode > rail", **NO_CELL}),
        ("insert-incomplete", {"action": "insert", "where": "speed = 3", **NO_CELL}),
        ("insert-key-exists", {"action": "insert", "where": "mode = truck", **NO_CELL}),
    ],
)
def test_that_an_override_that_cannot_be_carried_out_is_found(project: Bench, rule: str, cells: dict[str, str]) -> None:
    issue = project.only(rule, *override(project, **cells))
    assert issue.key == {"scenario": "Growth", "order": "1"}


def test_that_an_unknown_action_is_found_as_a_choice_and_as_an_action(project: Bench) -> None:
    issues = project.issues(*override(project, action="grow"))
    assert project.codes(issues) == {"choice-unknown", "override-action"}


def test_that_an_override_is_told_once_though_others_build_on_it(project: Bench) -> None:
    assert project.only("override-hits-nothing", *override(project, where="mode = rail")).column == "where"


def test_that_every_finding_of_scenarios_has_a_rule() -> None:
    folder = Path(engine.__file__).parent
    sources = [path for part in ("scenarios", "conditions") for path in (folder / part).glob("*.py")]
    words = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    codes = {word for word in words if word.startswith(_PREFIXES) and " " not in word and not word.endswith("-")}
    assert len(codes) > 25
    assert codes - _NO_FINDING == {rule.code for rule in RULES if rule.code.startswith(_PREFIXES)}
