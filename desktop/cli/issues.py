"""Issues as lines: severity, place, value, message; one line each, so that they can be searched and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.cli.output import out
from engine.issues import Issue, Severity

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def place_of(issue: Issue) -> str:
    """Table, key and column of an issue, with the cell it was imported from."""
    key = ", ".join(value or "(blank)" for value in issue.key.values())
    row = f"{issue.table}[{key}]" if key else issue.table
    column = f".{issue.column}" if issue.column else ""
    value = f" = {issue.value!r}" if issue.value else ""
    source = f" ({issue.source})" if issue.source else ""
    return f"{row}{column}{value}{source}".strip()


def summary_of(issues: Sequence[Issue]) -> str:
    """How many there are of each severity."""
    counts = Counter(issue.severity for issue in issues)
    words = [f"{counts[kind]:,} {kind.value}{'s' if counts[kind] != 1 else ''}" for kind in Severity if counts[kind]]
    return ", ".join(words) or "no issues"


def print_issues(issues: Sequence[Issue]) -> None:
    """Every issue on standard output."""
    console = out()
    for issue in issues:
        console.print(_line(issue), soft_wrap=True)


def _line(issue: Issue) -> Text:
    from rich.text import Text

    place = place_of(issue)
    told = f" {place}: " if place else " "
    return Text.assemble((issue.severity.value, _STYLES[issue.severity]), told, issue.message, f" [{issue.rule}]")
