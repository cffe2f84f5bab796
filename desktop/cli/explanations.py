"""Explanations for people: what contradicts, and the cells to change, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.cli.issues import print_issues
from desktop.cli.output import out
from engine.explain import Change, Explanation


def print_explanation(explanation: Explanation) -> None:
    """The explanation on standard output."""
    console = out()
    console.print(explanation.message, soft_wrap=True)
    print_issues(explanation.issues)
    for line in _lines(explanation):
        console.print(line, soft_wrap=True)


def _lines(explanation: Explanation) -> Iterator[str]:
    if explanation.causes:
        yield "What contradicts:"
    for cause in explanation.causes:
        yield f"  {cause.sentence}"
    for way in sorted({change.way for change in explanation.changes}):
        yield "What to change:" if way == 1 else "Or instead:"
        yield from (f"  {_line(change)}" for change in explanation.changes if change.way == way)


def _line(change: Change) -> str:
    return f"{change.words} ({change.source})" if change.source else change.words
