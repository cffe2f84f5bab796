"""`networx solve`: one or more scenarios, in child processes, stopped by Ctrl-C without losing what was found."""

from __future__ import annotations

from desktop.cli.arguments import Gap, Json, ProjectFile, Scenarios, Seed, Solver, Threads, TimeLimit
from desktop.cli.output import print_json

NAME = "solve"
EXAMPLES = (
    "networx solve coffee.networx",
    "networx solve coffee.networx --scenario Baseline --scenario Growth --gap 0.001 --time-limit 600",
    "networx solve coffee.networx --json > answer.json",
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
    as_json: Json = False,
) -> int:
    """Solve scenarios and keep the results in the project.

    Ctrl-C stops the runs; the best solutions found are kept with their gaps.
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
        batch = SolveBatch([ask_for(network, name) for name in names], options, project.runs, memory_limits())
        defect = run_shown(batch)
    if as_json:
        print_json([document_of(record) for record in batch.records])
    else:
        print_answers(batch.records)
    if defect:
        return 3
    return 0 if all(record.status.is_answer for record in batch.records) else 1
