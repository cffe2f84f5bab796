"""`networx solve`: one or more scenarios, in child processes or on a server, stopped without losing what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.arguments import Gap, Json, ProjectFile, Scenarios, Seed, Solver, Threads, TimeLimit
from desktop.cli.output import note, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.running import Batch
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

    names = list(dict.fromkeys(scenario or [BASELINE]))
    options = solve_options(gap=gap, time_limit=time_limit, threads=threads, solver=solver, seed=seed)
    with Project.open(file, OpenMode.RUN) as project:
        network = project.network()
        for name in names:
            lineage(network, name)  # an unknown name is told before anything is begun
        asks = [ask_for(network, name) for name in names]
        batch: Batch
        if server or detach:
            batch = _remote(project, asks, options, file.stem)
        else:
            batch = SolveBatch(asks, options, project.runs, memory_limits())
        if detach:
            batch.cancel()  # before it begins: the runs are handed in and left
        defect = run_shown(batch)
    if as_json:
        print_json([document_of(record) for record in batch.records])
    else:
        print_answers(batch.records)
    if left := [record for record in batch.records if not record.status.is_final]:
        note(f"{len(left)} runs go on at the server; collect them with: networx runs {file}")
        return 0 if detach else 1
    if defect:
        return 3
    return 0 if all(record.status.is_answer for record in batch.records) else 1


def _remote(project: Project, asks: Sequence[Ask], options: SolveOptions, name: str) -> RemoteBatch:
    """The runs on the server that is signed in to."""
    from desktop.cli.connecting import shared_project, signed_in_server
    from sync.remote.batch import RemoteBatch

    server = signed_in_server()
    return RemoteBatch(asks, options, project.runs, server, shared_project(server, project.id, name))
