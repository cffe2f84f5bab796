"""`networx runs`: the runs of a project; those of a server are looked after and collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.arguments import Json, ProjectFile
from desktop.cli.output import note, out, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.runs.record import RunRecord, RunStore
    from sync.remote import Server

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
    """List the runs of a project. Results that servers have found meanwhile are fetched into the project."""
    from desktop.cli.answers import document_of
    from sync.store import OpenMode, Project

    with Project.open(file, OpenMode.RUN) as project:
        servers = _Connections()
        if cancel:
            _cancel(project.runs, project.runs.get(cancel), servers)
        away = _collect(project.runs, servers, wait=wait)
        records = project.runs.list()
    if as_json:
        print_json([document_of(record) for record in records])
    else:
        out().print(_listed(records))
    return 1 if away else 0


class _Connections:
    """Servers by their addresses, each reached once."""

    def __init__(self) -> None:
        self._known: dict[str, Server] = {}

    def to(self, url: str) -> Server:
        from desktop.cli.connecting import signed_in_server

        if url not in self._known:
            self._known[url] = signed_in_server(url)
        return self._known[url]


def _cancel(runs: RunStore, record: RunRecord, servers: _Connections) -> None:
    """Stop a run; one that its server does not know, or not with this account, is given up."""
    from engine.errors import KnownError
    from sync.remote.collecting import given_up
    from sync.remote.marks import mark_of

    mark = mark_of(record)
    if mark is None or not mark[1]:
        raise KnownError("run-not-there", "No server computes this run.", where=record.id)
    try:
        servers.to(mark[0]).cancel(mark[1])
    except KnownError as error:
        if error.code != "run-unknown" or record.status.is_final:
            raise
        message = "The run was given up: the server does not know it, or not with this account."
        runs.finish(given_up(record, message), None)


def _collect(runs: RunStore, servers: _Connections, *, wait: bool) -> bool:
    """Fetch what has ended; whether any server could not be asked."""
    from time import sleep

    from engine.errors import KnownError
    from sync.remote.collecting import collect
    from sync.remote.marks import mark_of

    away = False
    while True:
        open_ = [record for record in runs.list() if not record.status.is_final and mark_of(record) is not None]
        for record in open_:
            url, _ = mark_of(record) or ("", "")
            try:
                collect(runs, servers.to(url), record)
            except KnownError as error:
                note(f"{record.id}: {error}")
                away = True
        if not open_ or not wait or away:
            return away
        sleep(1.0)


def _listed(records: Sequence[RunRecord]) -> object:
    from desktop.cli.tables import figure, percent, table
    from sync.remote.marks import mark_of

    rows = [
        (
            record.id,
            record.scenario,
            record.status.value,
            figure(record.objective),
            percent(record.gap),
            (mark_of(record) or ("this computer", ""))[0],
            record.created[:19].replace("T", " "),
        )
        for record in records
    ]
    return table(
        ("run", "scenario", "status", "objective", "gap", "where", "asked for (UTC)"),
        rows,
        numbers=("objective", "gap"),
    )
