"""Runs that a command asks for: where they are computed, how they are shown, and what the command ends with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.runs.batch import Ask
    from engine.runs.record import RunRecord, SolveOptions
    from sync.remote.batch import RemoteBatch
    from sync.store import Project


@dataclass(frozen=True, slots=True)
class Solved:
    """Runs that have ended, or were left at a server.

    Attributes:
        records: The runs, in the order of the networks.
        code: Exit code of the command.
    """

    records: tuple[RunRecord, ...]
    code: int


def solved(
    project: Project,
    asks: Sequence[Ask],
    options: SolveOptions,
    file: Path,
    *,
    server: bool,
    detach: bool,
    anew: bool = False,
) -> Solved:
    """Solve networks on this computer or on the server that is signed in to, in front of the user.

    Args:
        project: Keeps the runs.
        asks: The networks.
        options: For each of them.
        file: As the user has named the project.
        server: Whether they are computed by the server.
        detach: Whether they are only handed in there.
        anew: Whether they are computed even where the server knows the answers; on this computer they always are.

    Raises:
        KnownError: Nobody is signed in to a server, or it does not answer; nothing is begun then.
    """
    from desktop.cli.leaving import tell_left
    from desktop.cli.patience import PatientRuns
    from desktop.cli.running import memory_limits, run_shown
    from engine.runs.batch import SolveBatch
    from sync.abandoned import end_abandoned, this_command
    from sync.whereabouts import name_there

    end_abandoned(project.runs)
    if server or detach:
        remote = _remote(project, asks, options, follow=not detach, anew=anew)
        has_defect, records = run_shown(remote), remote.records
        tell_left(remote, file)
    else:
        local = SolveBatch(asks, options, PatientRuns(project.runs), memory_limits(), worker=this_command())
        has_defect, records = run_shown(local), local.records
    is_done = all(one.status.is_answer or (detach and bool(name_there(one))) for one in records)
    return Solved(records, 3 if has_defect else 0 if is_done else 1)


def _remote(project: Project, asks: Sequence[Ask], options: SolveOptions, *, follow: bool, anew: bool) -> RemoteBatch:
    from desktop.cli.connecting import outpost_of, signed_in_server
    from sync.remote.batch import RemoteBatch

    server = signed_in_server()
    server.whoami()
    return RemoteBatch(asks, options, outpost_of(project), server.url, follow=follow, anew=anew)
