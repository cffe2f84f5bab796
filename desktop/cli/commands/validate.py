"""`networx validate`: every issue of a scenario."""

from __future__ import annotations

from desktop.cli.arguments import Json, ProjectFile, Scenario
from desktop.cli.output import note, print_json

NAME = "validate"
EXAMPLES = (
    "networx validate coffee.networx",
    "networx validate coffee.networx --scenario Growth --json",
)


def command(file: ProjectFile, scenario: Scenario = "Baseline", as_json: Json = False) -> int:
    """Print every issue of a scenario: table, row, column, value, rule, and the cell it was imported from."""
    from desktop.cli.issues import print_issues, summary_of
    from engine.issues import has_errors
    from engine.runs.findings import findings
    from sync.store import OpenMode, Project

    with Project.open(file, OpenMode.READ) as project:
        issues = findings(project.network(), scenario)
    if as_json:
        print_json([issue.to_dict() for issue in issues])
    else:
        print_issues(issues)
        note(f"{file.name}, {scenario}: {summary_of(issues)}")
    return 1 if has_errors(issues) else 0
