"""What the user is told of runs that a command leaves: those that go on at a server, and those that wait here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.output import note

if TYPE_CHECKING:
    from sync.remote.followed import FollowedRuns


def tell_left(runs: FollowedRuns, file: Path) -> None:
    """What stands in the way of runs, and how those that have not ended are taken up again."""
    from sync.whereabouts import name_there

    for text in dict.fromkeys(str(error) for error in runs.troubles.values()):
        note(text)
    left = [record for record in runs.records if not record.status.is_final]
    there = sum(bool(name_there(record)) for record in left)
    if there:
        note(f"{_runs(there)} on at the server; collect with: networx runs {file}")
    if here := len(left) - there:
        note(f"{_runs(here, 'wait')} on this computer to be handed in; do that with: networx runs {file}")


def _runs(count: int, verb: str = "go") -> str:
    ending = "es" if verb == "go" else "s"
    return f"1 run {verb}{ending}" if count == 1 else f"{count:,} runs {verb}"
