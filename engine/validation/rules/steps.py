"""Rules on step costs and capacity options."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.expansion.steps import StepCost, read_steps
from engine.issues import Severity
from engine.schema import ColumnType
from engine.validation.facts import Facts
from engine.validation.rule import Finding, Theme, cells, rule
from engine.validation.rules.cells import columns_of
from engine.validation.wording import figure


def _curves(facts: Facts) -> Iterator[StepCost]:
    yield from (curve for name, curve in read_steps(facts.network).items() if name)


@rule(
    "step-cost-first-step",
    Severity.ERROR,
    "The first step does not begin at 0",
    message="The first step of '{name}' begins at {value}; it must begin at 0.",
    why="The cost of smaller quantities would be unknown.",
    fix="Add a step with from_quantity 0.",
)
def step_cost_first_step(facts: Facts) -> Iterator[Finding]:
    """The smallest from_quantity of a name is not 0."""
    for curve in _curves(facts):
        if curve.breaks[0] > 0:
            yield Finding("step_costs", int(curve.rows[0]), "from_quantity", {"name": curve.name})


@rule(
    "step-cost-mixed-kinds",
    Severity.ERROR,
    "The steps of a cost are of different kinds",
    message="kind is {kind} here but {other} in the first step of '{name}'; all steps of a name are of one kind.",
    why="The kind says how the whole cost is computed.",
    fix="Give all rows of the name the same kind.",
)
def step_cost_mixed_kinds(facts: Facts) -> Iterator[Finding]:
    """A row's kind differs from that of the first step of its name."""
    kinds = [kind or "incremental" for kind in facts.frame("step_costs")["kind"].tolist()]
    for curve in _curves(facts):
        for row in curve.rows.tolist():
            if kinds[row] != curve.kind:
                said = {"name": curve.name, "kind": kinds[row], "other": curve.kind}
                yield Finding("step_costs", row, "kind", said)


@rule(
    "step-cost-negative",
    Severity.WARNING,
    "A step cost is negative",
    message="cost is {value}: the larger the quantity, the more money comes in.",
    why="The model would use as much of it as it can.",
    fix="Correct the sign, or keep it where a credit is meant.",
)
def step_cost_negative(facts: Facts) -> Iterator[Finding]:
    """A step has a negative cost."""
    yield from cells("step_costs", "cost", facts.numbers("step_costs", "cost") < 0)


@rule(
    "step-cost-total-falls",
    Severity.NOTE,
    "The total cost falls at a break",
    message="From {value} on, '{name}' costs {after} in total, just below it {before}: a little more costs less.",
    why="The model may move more than is needed to reach the cheaper step.",
    fix="Nothing, where the offer is like that; incremental steps have no such falls.",
)
def step_cost_total_falls(facts: Facts) -> Iterator[Finding]:
    """The total of a cost per whole quantity, or in total, is lower on the far side of a break."""
    for curve in _curves(facts):
        if curve.kind == "incremental" or len(curve.breaks) < 2:
            continue
        factor = curve.breaks[1:] if curve.kind == "all_units" else np.ones(len(curve.breaks) - 1)
        before, after = factor * curve.costs[:-1], factor * curve.costs[1:]
        for step in np.flatnonzero(after < before).tolist():
            said = {"name": curve.name, "before": figure(before[step]), "after": figure(after[step])}
            yield Finding("step_costs", int(curve.rows[step + 1]), "from_quantity", said)


@rule(
    "step-cost-unused",
    Severity.NOTE,
    "No cost names a step cost",
    message="No cost cell names '{value}' here; it has no effect.",
    why="Perhaps a cell that should name it holds a number.",
    fix="Name it where it is meant, or delete its rows.",
)
def step_cost_unused(facts: Facts) -> Iterator[Finding]:
    """A step cost stands in no COST cell."""
    if not facts.size("step_costs"):
        return
    used: set[str] = set()
    for table, column in columns_of(facts, lambda column: column.type is ColumnType.COST):
        names = facts.cost_names(table.name, column.name)
        used.update(() if names is None else names.tolist())
    for name, row in facts.names("step_costs").items():
        if name not in used:
            yield Finding("step_costs", row, "name")


@rule(
    "option-useless",
    Severity.WARNING,
    "A capacity option adds to unlimited throughput",
    message="Facility '{value}' has no max_throughput, so extra throughput has no effect.",
    why="The option would never be taken, and the facility is not limited as it may be meant to be.",
    fix="Enter the facility's max_throughput, or delete the option.",
)
def option_useless(facts: Facts) -> Iterator[Finding]:
    """The facility of an option is unlimited in every period."""
    limited: set[str] = set()
    for table in ("facilities", "facility_periods"):
        words, filled = facts.words(table, "facility"), facts.filled(table, "max_throughput")
        limited.update(words.at(row) for row in np.flatnonzero(filled).tolist())
    words = facts.words("capacity_options", "facility")
    yield from cells("capacity_options", "facility", words.where(lambda name: bool(name) and name not in limited))


THEME = Theme(
    "Step costs and capacity options",
    (
        step_cost_first_step,
        step_cost_mixed_kinds,
        step_cost_negative,
        step_cost_total_falls,
        step_cost_unused,
        option_useless,
    ),
)
