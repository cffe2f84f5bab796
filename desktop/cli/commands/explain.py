"""`networx explain`: why a scenario has no solution, in a child process; Ctrl-C loses nothing that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.arguments import Json, ProjectFile, Scenario
from desktop.cli.output import print_error, print_json

if TYPE_CHECKING:
    from engine.runs.explaining import ExplainRun

NAME = "explain"
EXAMPLES = (
    "networx explain coffee.networx",
    "networx explain coffee.networx --scenario Growth --time-limit 300",
    "networx explain coffee.networx --json > why.json",
)
_TimeLimit = Annotated[float, typer.Option("--time-limit", metavar="SECONDS", min=0.0, help="Seconds for the search.")]


def command(
    file: ProjectFile, scenario: Scenario = "Baseline", time_limit: _TimeLimit = 55.0, as_json: Json = False
) -> int:
    """Explain why a scenario has no solution, in rows, with the values that would give it one.

    Ctrl-C stops the search; what is known by then is told.
    """
    from desktop.cli.running import memory_limits, run_shown
    from engine.runs.explaining import ExplainRun
    from sync.store import OpenMode, Project

    with Project.open(file, OpenMode.READ) as project:
        run = ExplainRun(project.network(), scenario, time_limit, memory_limits())
    defect = run_shown(run)
    code = _told(run, as_json=as_json)
    return 3 if defect else code


def _told(run: ExplainRun, *, as_json: bool) -> int:
    """Tells what came of it; the exit code."""
    from desktop.cli.explanations import print_explanation
    from engine.errors import KnownError

    (record,) = run.records
    try:
        explanation = run.explanation
    except KnownError as error:
        print_error(error, as_json=as_json)
        return 1
    if as_json:
        print_json({"scenario": record.scenario, **explanation.to_dict()})
    else:
        print_explanation(explanation)
    return 0 if explanation.outcome.is_answer else 1
