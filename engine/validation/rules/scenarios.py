"""Rules on scenarios and overrides; what they find is worked out where scenarios are applied."""

from __future__ import annotations

from collections.abc import Iterator

from engine.issues import Severity
from engine.validation.facts import Facts
from engine.validation.rule import Check, Finding, Rule, Stage, Theme

_CANNOT = "An override that cannot be carried out changes nothing, and the scenario would not be what its name says."
_READ = "Conditions read like: customer.region = West; product = Water | Juice."


def _rule(code: str, title: str, message: str, why: str, fix: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(
        code=code,
        severity=severity,
        title=title,
        message=message,
        why=why,
        fix=fix,
        stage=Stage.ROWS,
        check=_found(code),
    )


def _found(code: str) -> Check:
    def check(facts: Facts) -> Iterator[Finding]:
        for place in facts.scenario_findings.get(code, ()):
            yield Finding(place.table, place.row, place.column, told=place.message)

    return check


_TREE = (
    _rule(
        "scenario-circle",
        "Scenarios build on each other in a circle",
        "Scenario ‹scenario› never comes to Baseline: ‹circle›.",
        "A scenario is the tables as they stand, changed by its parents and then by itself; a circle has no beginning.",
        "Give one of them another parent, or none.",
    ),
    _rule(
        "scenario-parent-unknown",
        "A scenario builds on one that does not exist",
        "Scenario ‹scenario› builds on ‹parent›, which is no scenario.",
        "Without its parent it is not known what the scenario changes.",
        "Correct the parent, or leave it blank for Baseline.",
    ),
    _rule(
        "baseline-parent",
        "Baseline has a parent",
        "Baseline is the tables as they stand and builds on nothing: leave its parent blank.",
        "Every comparison with Baseline would compare with something else.",
        "Clear the parent.",
    ),
    _rule(
        "baseline-override",
        "Baseline has an override",
        "Baseline is the tables as they stand and has no overrides: give the override to another scenario.",
        "Every comparison with Baseline would compare with something else.",
        "Change the tables themselves, or move the override to a scenario.",
    ),
    _rule(
        "override-scenario",
        "An override belongs to no scenario",
        "“‹scenario›” is no scenario, so its override is never applied.",
        "What it says is lost.",
        "Add the scenario, correct its name, or delete the row.",
    ),
    _rule(
        "override-order",
        "The order of an override is blank, or another one's",
        "An override of ‹scenario› needs an order, or shares its order; give each a number of its own.",
        "Overrides are applied one after the other, and the last one counts.",
        "Give each override of a scenario a number of its own.",
    ),
)

_TARGET = (
    _rule(
        "override-table",
        "An override names no table that it can change",
        "“‹table›” is no table that a scenario can change.",
        _CANNOT,
        "Name one of the tables of the model, as in the workbook's sheets.",
    ),
    _rule(
        "override-action",
        "An override has an unknown action",
        "“‹action›” is no action.",
        _CANNOT,
        "Use set, add, multiply, include, exclude, insert or delete.",
    ),
    _rule(
        "override-column",
        "An override names no column of its table",
        "Table ‹table› has no column ‹column›, or set, add and multiply name none.",
        _CANNOT,
        "Name the column that is changed.",
    ),
    _rule(
        "override-key-column",
        "An override changes the name of a row",
        "‹table›.‹column› is part of the row's name and cannot be overridden.",
        "The row would become another one.",
        "Use delete for the old row and insert for the new one.",
    ),
    _rule(
        "override-no-status",
        "An override includes or excludes rows that have no status",
        "Rows of ‹table› have no status, so they cannot be included or excluded.",
        _CANNOT,
        "Use delete or insert instead.",
    ),
    _rule(
        "override-value",
        "An override has a value that its action does not take",
        "‹action› takes no column and no value.",
        "Whoever wrote it expects the value to have an effect.",
        "Leave column and value blank, or use set.",
    ),
    _rule(
        "override-no-number",
        "An override calculates with something that is no number",
        "‹action› needs a number, and ‹table›.‹column› is none.",
        _CANNOT,
        "Use set.",
    ),
    _rule(
        "override-step-cost",
        "An override calculates with the name of a step cost",
        "‹count› rows name a step cost in ‹column›.",
        "A name cannot be multiplied.",
        "Override step_costs, or leave these rows out by the condition.",
    ),
    _rule(
        "override-blank-cell",
        "An override calculates with blanks",
        "‹action› needs a number, and ‹count› of the rows picked have no ‹column›.",
        "A blank is no number; taking it for zero would invent one.",
        "Leave blanks out by the condition, or set the cells first.",
    ),
    _rule(
        "override-setting",
        "An override names a setting that does not exist",
        "There is no setting ‹name›.",
        _CANNOT,
        "Correct the name.",
    ),
)

_CONDITION = (
    _rule(
        "where-syntax",
        "A condition cannot be read",
        "The condition cannot be read at position ‹position›: ‹what is expected there›.",
        _CANNOT,
        _READ,
    ),
    _rule(
        "where-column-unknown",
        "A condition names no column",
        "Table ‹table› has no column ‹column›.",
        _CANNOT,
        "Correct the name; a column of a row that is referred to is written like customer.region.",
    ),
    _rule(
        "where-column-ambiguous",
        "A column of a condition can be reached in more than one way",
        "Column ‹column› of table ‹table› can be reached in more than one way.",
        _CANNOT,
        "Say which one is meant, such as origin.region or destination.region.",
    ),
    _rule(
        "where-value",
        "A condition compares with something that its column never is",
        "‹column› is never “‹value›”.",
        _CANNOT,
        "Compare with a value that the column can have.",
    ),
    _rule(
        "where-no-order",
        "A condition asks for more or less of something that has no order",
        "‹operator› needs a number or a date; ‹column› is neither.",
        _CANNOT,
        "Compare it with = or != instead.",
    ),
    _rule(
        "override-hits-nothing",
        "An override changes no row",
        "No row of ‹table› meets the condition, so nothing is changed: ‹the override as a sentence›.",
        "Perhaps the condition names something that was renamed or deleted.",
        "Correct the condition, or delete the override.",
        Severity.WARNING,
    ),
    _rule(
        "override-changes-nothing",
        "An override sets what is so already",
        "All ‹count› rows picked have the value already: ‹the override as a sentence›.",
        "Perhaps another value is meant.",
        "Nothing, or delete the override.",
        Severity.NOTE,
    ),
    _rule(
        "override-default-taken",
        "An override calculates with a default",
        "‹count› blank cells counted as the default of ‹column›: ‹the override as a sentence›.",
        "A default that was used in a calculation is told, so that nothing happens in silence.",
        "Nothing where the default is meant.",
        Severity.NOTE,
    ),
)

_VALUE = (
    _rule(
        "value-no-number",
        "An override's value is no number",
        "“‹value›” is not a number.",
        _CANNOT,
        "Write numbers like 1200.5, with a decimal point and without thousands separators.",
    ),
    _rule(
        "value-outside",
        "An override's result is outside the range of its column",
        "‹column› would be ‹value›.",
        _CANNOT,
        "Choose a value whose result the column can hold.",
    ),
    _rule(
        "value-date", "An override's value is no date", "‹column› cannot be “‹value›”.", _CANNOT, "Write 2027-01-31."
    ),
    _rule(
        "value-choice",
        "An override's value is none of the choices",
        "‹column› cannot be “‹value›”.",
        _CANNOT,
        "Use one of the words of the column.",
    ),
    _rule(
        "value-reference",
        "An override's value names nothing",
        "“‹value›” is not in ‹tables›.",
        _CANNOT,
        "Name a row of the table.",
    ),
    _rule(
        "value-blank",
        "An override clears a cell that must be filled",
        "‹column› must not be blank.",
        _CANNOT,
        "Give it a value.",
    ),
    _rule(
        "insert-cell",
        "An override inserts something that is no cell",
        "“‹term›” is no cell of a new row.",
        _CANNOT,
        "Write the new row as column = value, joined by semicolons.",
    ),
    _rule(
        "insert-incomplete",
        "An override inserts a row that lacks cells",
        "The new row of ‹table› has no ‹columns›.",
        _CANNOT,
        "Give them as cells: column = value, joined by semicolons.",
    ),
    _rule(
        "insert-key-exists",
        "An override inserts a row that exists",
        "‹table› has a row ‹key› already.",
        _CANNOT,
        "Use set to change it.",
    ),
)

THEME = Theme("Scenarios and overrides", (*_TREE, *_TARGET, *_CONDITION, *_VALUE))
