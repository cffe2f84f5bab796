"""`networx solve`: one or more scenarios, in child processes or on a server, stopped without losing what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.arguments import Gap, Json, ProjectFile, Scenarios, Seed, Solver, Threads, TimeLimit
from desktop.cli.leaving import tell_left
from desktop.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.runs.batch import Ask
    from engine.solvers.options import SolveOptions
    from sync.remote.batch import RemoteBatch
    from sync.store import Project

NAME = "solve"
EXAMPLES = (
    "networx solve coffee.networx",
    "networx solve coffee.networx --scenario Baseline --scenario Growth --gap 0.001 --time-limit 600",
    "networx solve coffee.networx --json > answer.json",
    "networx solve coffee.networx --server --scenario Growth",
)
_Server = Annotated[bool, typer.Option("--server", help="Solve on the server that is signed in to.")]
_Detach = Annotated[
    bool, typer.Option("--detach", help="Hand the runs to the server and leave; `networx runs FILE` collects them.")
]


def command(
    file: ProjectFile,
    *,
    scenario: Scenarios = None,
    gap: Gap = 1e-4,
    time_limit: TimeLimit = None,
    threads: Threads = 0,
    solver: Solver = "highs",
    seed: Seed = 0,
    server: _Server = False,
    detach: _Detach = False,
    as_json: Json = False,
) -> int:
    """Solve scenarios and keep the results in the project.

    Ctrl-C stops the runs; the best solutions found are kept with their gaps. Runs on a server it only leaves: they go
    on, and `networx runs FILE` collects them.
    """
    from desktop.cli.answers import document_of, print_answers
    from desktop.cli.running import memory_limits, run_shown, solve_options
    from engine.network.network import BASELINE
    from engine.runs.batch import SolveBatch, ask_for
    from engine.scenarios import lineage
    from sync.store import OpenMode, Project
    from sync.whereabouts import name_there

    names = list(dict.fromkeys(scenario or [BASELINE]))
    options = solve_options(gap=gap, time_limit=time_limit, threads=threads, solver=solver, seed=seed)
    with Project.open(file, OpenMode.RUN) as project:
        network = project.network()
        for name in names:
            lineage(network, name)  # an unknown name is told before anything is begun
        asks = [ask_for(network, name) for name in names]
        batch: SolveBatch | RemoteBatch
        if server or detach:
            batch = _remote(project, asks, options, follow=not detach)
        else:
            batch = SolveBatch(asks, options, project.runs, memory_limits())
        defect = run_shown(batch)
    if as_json:
        print_json([document_of(record) for record in batch.records])
    else:
        print_answers(batch.records)
    if not isinstance(batch, SolveBatch):
        tell_left(batch, file)
    if defect:
        return 3
    return 0 if all(record.status.is_answer or (detach and name_there(record)) for record in batch.records) else 1


def _remote(project: Project, asks: Sequence[Ask], options: SolveOptions, *, follow: bool) -> RemoteBatch:
    """The runs on the server that is signed in to; it answers, so that nothing is begun in vain."""
    from desktop.cli.connecting import outpost_of, signed_in_server
    from sync.remote.batch import RemoteBatch

    server = signed_in_server()
    server.whoami()
    return RemoteBatch(asks, options, outpost_of(project), server.url, follow=follow)
