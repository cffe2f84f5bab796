"""`networx runs`: the runs of a project; those of a server are looked after and collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.arguments import Json, ProjectFile
from desktop.cli.leaving import tell_left
from desktop.cli.output import out, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.runs.record import RunRecord
    from sync.remote.outpost import Outpost

NAME = "runs"
EXAMPLES = (
    "networx runs coffee.networx",
    "networx runs coffee.networx --wait",
    "networx runs coffee.networx --cancel 20270131-142501-9f3c11ab",
)


def command(
    file: ProjectFile,
    *,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all runs of servers have ended.")] = False,
    cancel: Annotated[
        str, typer.Option("--cancel", metavar="RUN", help="Stop a run of a server; its incumbent is kept.")
    ] = "",
    as_json: Json = False,
) -> int:
    """List the runs of a project. What waits here is handed in, and results that servers have found are fetched.

    Ctrl-C leaves the runs that are waited for; they go on.
    """
    from desktop.cli.answers import document_of
    from desktop.cli.connecting import outpost_of
    from desktop.cli.running import run_shown
    from sync.abandoned import end_abandoned
    from sync.remote.followed import FollowedRuns
    from sync.store import OpenMode, Project

    with Project.open(file, OpenMode.RUN) as project:
        end_abandoned(project.runs)
        outpost = outpost_of(project)
        if cancel:
            _cancel(outpost, project.runs.get(cancel))
        _end_unfrozen(outpost, file)
        runs = FollowedRuns(outpost, outpost.open_runs())
        for _ in runs.look():
            pass
        if wait and not runs.troubles:
            run_shown(runs)
        records = project.runs.list()
    if as_json:
        print_json([document_of(record) for record in records])
    else:
        out().print(_listed(records))
    tell_left(runs, file)
    return 1 if runs.troubles or (wait and not all(one.status.is_final for one in runs.records)) else 0


def _cancel(outpost: Outpost, record: RunRecord) -> None:
    """Stop a run; one that its server does not have, or not with this account, is given up."""
    from engine.errors import KnownError
    from sync.remote.collecting import given_up
    from sync.whereabouts import name_there, server_of

    if not server_of(record):
        raise KnownError(
            "run-not-there",
            "No server computes this run.",
            where=record.id,
            what_to_do="Cancel it in the window that computes it, or with Ctrl-C where it was started.",
        )
    if record.status.is_final:
        raise KnownError(
            "run-ended",
            "The run has ended already.",
            where=record.id,
            what_to_do="Its result is kept: networx results FILE.",
        )
    message = "The run was cancelled before it was handed to the server."
    if name_there(record):
        try:
            outpost.server(server_of(record)).cancel(name_there(record))
        except KnownError as error:
            if error.code != "run-unknown":
                raise
            message = "The run was given up: the server does not know it, or not with this account."
        else:
            return
    outpost.store.finish(given_up(record, message), None)
    outpost.inputs.drop(record.id)


def _end_unfrozen(outpost: Outpost, file: Path) -> None:
    """Runs whose input was not written down before a window was killed have ended; a living window goes on with its."""
    from contextlib import suppress

    from engine.errors import KnownError
    from engine.runs.ending import interrupted
    from sync.store.lock import ProjectLock

    unfrozen = [record for record in outpost.open_runs() if not record.input_hash]
    if not unfrozen:
        return
    with suppress(KnownError):  # somebody has it open, or the folder cannot be written to
        ProjectLock(file).release()
        for record in unfrozen:
            reason = "The program ended before the input of the run was written down. Run the scenario again."
            outpost.store.finish(interrupted(record, reason).record, None)


def _listed(records: Sequence[RunRecord]) -> object:
    from desktop.cli.tables import figure, percent, table
    from sync.whereabouts import server_of

    rows = [
        (
            record.id,
            record.scenario,
            record.status.value,
            figure(record.objective),
            percent(record.gap),
            server_of(record) or "this computer",
            record.created[:19].replace("T", " "),
        )
        for record in records
    ]
    return table(
        ("run", "scenario", "status", "objective", "gap", "where", "asked for (UTC)"),
        rows,
        numbers=("objective", "gap"),
    )
