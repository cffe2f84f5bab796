"""`networx solve`: one or more scenarios, in child processes or on a server, stopped without losing what was found."""

from __future__ import annotations

from desktop.cli.arguments import (
    Anew,
    Detach,
    Gap,
    Json,
    OnServer,
    ProjectFile,
    Scenarios,
    Seed,
    Solver,
    Threads,
    TimeLimit,
)
from desktop.cli.output import print_json

NAME = "solve"
EXAMPLES = (
    "networx solve coffee.networx",
    "networx solve coffee.networx --scenario Baseline --scenario Growth --gap 0.001 --time-limit 600",
    "networx solve coffee.networx --json > answer.json",
    "networx solve coffee.networx --server --scenario Growth",
)


def command(
    file: ProjectFile,
    *,
    scenario: Scenarios = None,
    gap: Gap = 1e-4,
    time_limit: TimeLimit = None,
    threads: Threads = 0,
    solver: Solver = "highs",
    seed: Seed = 0,
    server: OnServer = False,
    detach: Detach = False,
    anew: Anew = False,
    as_json: Json = False,
) -> int:
    """Solve scenarios and keep the results in the project.

    Ctrl-C stops the runs; the best solutions found are kept with their gaps. Runs on a server it only leaves: they go
    on, and `networx runs FILE` collects them. The server gives a run that asks what an earlier one of the project has
    answered for good that answer, and says so; --anew has it computed.
    """
    from desktop.cli.answers import document_of, print_answers
    from desktop.cli.running import solve_options
    from desktop.cli.solving import solved
    from engine.network.network import BASELINE
    from engine.runs.batch import ask_for
    from engine.scenarios import lineage
    from sync.store import OpenMode, Project

    names = list(dict.fromkeys(scenario or [BASELINE]))
    options = solve_options(gap=gap, time_limit=time_limit, threads=threads, solver=solver, seed=seed)
    with Project.open(file, OpenMode.RUN) as project:
        network = project.network()
        for name in names:
            lineage(network, name)  # an unknown name is told before anything is begun
        asks = [ask_for(network, name) for name in names]
        found = solved(project, asks, options, file, server=server, detach=detach, anew=anew)
    if as_json:
        print_json([document_of(record) for record in found.records])
    else:
        print_answers(found.records)
    return found.code
